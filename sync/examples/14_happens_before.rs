//! # What happens before what
//!
//! Route: core, 25 minutes.
//!
//! One thread writes a letter into a plain variable and raises a flag. Another sees the flag and reads the letter. Must it find
//! what was written? Not unless the write *happens before* the read: compilers and processors move memory accesses that nothing orders.
//! Predict which of these give that order: spawn and join, a lock, a channel, a flag with Release and Acquire, a flag with
//! Relaxed, a flag with Release alone.
//!
//! Run: `cargo run -p sync --example 14_happens_before`
//! Look for: the twins find the flag raised, and still have no right to read. The checker calls that a data race and names both lines.
//! Try: put the `write` behind the store to `ready` in `by_flag`. Which orderings save it now?
//! Prints: `4 ways order the two accesses, 2 do not`

use interleave::{FailureKind, Model, explored};

/// The mechanism of this lesson on the threads and cells of a model checker: on real ones, the twins are undefined behaviour.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    pub mod happens_before;
}
use in_the_explorer::happens_before::{
    by_channel, by_lock, by_relaxed_flag, by_release_alone, by_release_and_acquire,
    by_spawn_and_join,
};

fn main() {
    threads::arguments::none();

    println!("main and thread 1 use one plain variable, on the model checker\n");
    let ways: [(&str, fn()); 6] = [
        ("spawn and join", by_spawn_and_join),
        ("unlock, then lock", by_lock),
        ("send, then receive", by_channel),
        ("Release store, then Acquire load", by_release_and_acquire),
        ("twin: Release store, then Relaxed load", by_release_alone),
        ("twin: Relaxed store, then Relaxed load", by_relaxed_flag),
    ];
    let (mut ordered, mut races) = (0, 0);
    let mut last = None;
    for (name, way) in ways {
        match explored::run(&Model::new(), way) {
            Ok(passed) => {
                ordered += 1;
                println!("{name:<40} ordered; executions: {}", passed.executions);
            }
            Err(failure) => {
                races += usize::from(failure.kind == FailureKind::DataRace);
                println!(
                    "{name:<40} {} in execution {}",
                    failure.kind, failure.executions
                );
                last = Some(failure);
            }
        }
    }
    if let Some(failure) = last {
        println!("\nthe last of them\n{failure}");
    }
    println!("{ordered} ways order the two accesses, {races} do not");
}
