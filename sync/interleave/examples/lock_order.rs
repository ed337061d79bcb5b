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

use explore::every_interleaving;
use interleave::{Failure, Model};

#[path = "programs"]
#[allow(dead_code, reason = "one source for all engines")]
mod explored {
    pub use interleave::explored as engine;
    pub mod lock_order;
}
#[path = "programs"]
#[allow(dead_code, reason = "one source for all engines")]
mod watched {
    pub use interleave::watched as engine;
    pub mod lock_order;
}
#[path = "shared/command_line.rs"]
mod command_line;
#[path = "shared/explore.rs"]
mod explore;

fn main() -> Result<(), Failure> {
    if command_line::accept("--hang") {
        return until_it_hangs();
    }
    println!("two threads take two locks, in opposite order and in one order\n");
    every_interleaving(
        "opposite_order",
        explored::lock_order::opposite_order,
        "never end",
    )?;
    every_interleaving("same_order", explored::lock_order::same_order, "never end")
}

/// Repeats the broken twin on real threads that are watched: the run that hangs explains itself and ends the process.
fn until_it_hangs() -> Result<(), Failure> {
    println!("opposite_order on watched threads, again and again");
    let model = Model::new().runs(100_000);
    let passed = interleave::watched::run(&model, watched::lock_order::opposite_order)?;
    println!("opposite_order: {passed}");
    Ok(())
}
