//! What both examples say about a program.

use interleave::{Failure, Model, explored};

/// Prints in how many interleavings `program` does what `badly` says, and draws the shortest one that does.
///
/// # Errors
///
/// If the program has too many states to look at.
pub fn every_interleaving(name: &str, program: fn(), badly: &str) -> Result<(), Failure> {
    let stats = explored::graph(&Model::new(), program)?.stats;
    println!(
        "{name}: {} of {} interleavings {badly}",
        stats.failing, stats.interleavings
    );
    if let Err(failure) = explored::run(&Model::new(), program) {
        println!("\n{failure}");
    }
    Ok(())
}
