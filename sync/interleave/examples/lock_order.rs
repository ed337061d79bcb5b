//! # Two threads, two locks, every interleaving
//!
//! Route: core, 5 minutes.
//!
//! Each of two threads takes two locks and moves one from here to there. The first takes left, then right; the second
//! takes right, then left. Most runs end well. What has to happen for a run that never ends?
//!
//! Run: `cargo run -p interleave --example lock_order`
//! Look for: each thread waits for what the other one holds. The last two rows never happen.
//! Try: `cargo run -p interleave --example lock_order -- --hang` does it on watched threads until it happens.
//! Prints: `same_order: 0 of … interleavings never end`

use interleave::{Failure, Model, explored as explorer};

#[path = "programs"]
#[allow(
    dead_code,
    reason = "the same source serves every engine; this one needs a part of it"
)]
mod explored {
    pub use interleave::explored as engine;
    pub mod lock_order;
}
#[path = "programs"]
#[allow(
    dead_code,
    reason = "the same source serves every engine; this one needs a part of it"
)]
mod watched {
    pub use interleave::watched as engine;
    pub mod lock_order;
}
#[path = "programs/command_line.rs"]
mod command_line;

fn main() -> Result<(), Failure> {
    if command_line::accept("--hang") {
        return until_it_hangs();
    }
    println!("two threads take two locks, in opposite order and in one order\n");
    every_interleaving("opposite_order", explored::lock_order::opposite_order)?;
    every_interleaving("same_order", explored::lock_order::same_order)
}

/// Says in how many interleavings `program` hangs, and draws the shortest one that does.
fn every_interleaving(name: &str, program: fn()) -> Result<(), Failure> {
    let graph = explorer::graph(&Model::new(), program)?;
    let stats = &graph.stats;
    println!(
        "{name}: {} of {} interleavings never end",
        stats.failing, stats.interleavings
    );
    if let Err(failure) = explorer::run(&Model::new(), program) {
        println!("\n{failure}");
    }
    Ok(())
}

/// Repeats the broken twin on real threads that are watched: the run that hangs explains itself and ends the process.
fn until_it_hangs() -> Result<(), Failure> {
    println!("opposite_order on watched threads, again and again");
    let model = Model::new().runs(100_000);
    let passed = interleave::watched::run(&model, watched::lock_order::opposite_order)?;
    println!("opposite_order: {passed}");
    Ok(())
}
