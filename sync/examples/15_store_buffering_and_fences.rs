//! # Both look, and neither sees the other
//!
//! Route: advanced, 25 minutes.
//!
//! Thread 0 stores x = 1 and loads y. Thread 1 stores y = 1 and loads x. Whichever store comes first, the other thread's load comes later:
//! so at least one of them sees 1. Does it? Each core keeps its stores in a *store buffer* for a while, and loads from memory
//! meanwhile. Predict for each row below whether both may read 0: Relaxed, Release and Acquire, `SeqCst`, Relaxed with a `SeqCst` fence.
//!
//! Run: `cargo run --release -p sync --example 15_store_buffering_and_fences`
//! Look for: Release and Acquire do not help. They order *earlier* writes and *later* reads; here a later read overtakes an earlier write.
//! Try: `-- --runs 10000000`. Does a row that is forbidden ever show? On one core nothing shows: why not?
//! Prints: `Peterson's lock, … additions by each of two threads: none lost`

use sync::litmus::{Shape, TESTS};
use sync::litmus_runs::weak_outcomes;
use sync::peterson::Peterson;
use threads::arguments::Arguments;

fn main() {
    let mut arguments = Arguments::of("[--runs N]");
    let runs = arguments.number("--runs", 1_000_000, 1_000..=100_000_000);
    arguments.done();

    println!(
        "x = 1, read y   beside   y = 1, read x: how often both read 0 (changes from run to run)\n"
    );
    println!("{:<18}{:>10}{:>12}   the language", "", "runs", "both 0");
    for test in TESTS
        .iter()
        .filter(|test| test.shape == Shape::StoreBuffering)
    {
        let seen = weak_outcomes(test, runs);
        let allowed = if test.allowed {
            "allows it"
        } else {
            "forbids it"
        };
        println!(
            "{:<18}{runs:>10}{seen:>12}   {allowed}",
            format!("{:?}", test.strength)
        );
    }
    println!(
        "\na number above 0 proves something; 0 proves nothing about another machine, or tomorrow\n"
    );

    peterson();
}

/// A lock that stands on this: each thread says that it wants in, and looks whether the other does.
fn peterson() {
    const EACH: u64 = 20_000;
    let total = Peterson::new(0);
    std::thread::scope(|scope| {
        for me in 0..2 {
            let total = &total;
            scope.spawn(move || {
                for _ in 0..EACH {
                    total.with(me, |total| *total += 1);
                    // Whoever waits does so awake: on one core, the other must get a chance.
                    std::thread::yield_now();
                }
            });
        }
    });
    let lost = 2 * EACH - total.with(0, |total| *total);
    let words = if lost == 0 {
        "none lost".to_string()
    } else {
        format!("{lost} lost")
    };
    println!("Peterson's lock, {EACH} additions by each of two threads: {words}");
}
