//! # Two threads, one counter, every interleaving
//!
//! Route: core, 5 minutes.
//!
//! Two threads add one to a counter by a load and a store. In how many of all possible interleavings is the counter 1
//! at the end? And how often do you see that in a thousand runs?
//!
//! Run: `cargo run -p interleave --example lost_update`
//! Look for: the two loads of 0 before either store. Nothing else has to go wrong.
//! Try: `-- --many` makes a hundred times as many runs. `cargo loom -p interleave classics` asks loom instead.
//! Prints: `fetch_add: 0 of … interleavings lose an update`

use std::panic::{self, catch_unwind};

use explore::every_interleaving;
use interleave::Failure;

#[path = "programs"]
#[allow(dead_code, reason = "one source for all engines")]
mod real {
    pub use interleave::real as engine;
    pub mod lost_update;
}
#[path = "programs"]
#[allow(dead_code, reason = "one source for all engines")]
mod explored {
    pub use interleave::explored as engine;
    pub mod lost_update;
}
#[path = "shared/command_line.rs"]
mod command_line;
#[path = "shared/explore.rs"]
mod explore;

const RUNS: usize = 1000;

fn main() -> Result<(), Failure> {
    let many = command_line::accept("--many");
    println!("two threads add one to a counter, by a load and a store and by one fetch_add\n");
    on_real_threads(if many { 100 * RUNS } else { RUNS });
    every_interleaving(
        "load_then_store",
        explored::lost_update::load_then_store,
        "lose an update",
    )?;
    every_interleaving(
        "fetch_add",
        explored::lost_update::fetch_add,
        "lose an update",
    )
}

fn on_real_threads(runs: usize) {
    // A lost update is an assertion that fails. A panic for each on the screen would say no more than their number.
    let print_panic = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let lost = (0..runs)
        .filter(|_| catch_unwind(real::lost_update::load_then_store).is_err())
        .count();
    panic::set_hook(print_panic);
    println!(
        "load_then_store: {lost} of {runs} runs on real threads lose an update (changes from run to run)"
    );
}
