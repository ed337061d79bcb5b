//! # Four questions to four judges
//!
//! Route: advanced, 25 minutes.
//!
//! May a message lag behind its flag? May two threads miss each other's stores? May two loads see stores that are made after them? May one
//! variable go back in time? Predict the column of the language. Then compare: what does loom find, what the explorer,
//! and what this processor in a million runs?
//!
//! Run: `cargo run --release -p sync --example 16_litmus_tests`
//! Look for: the rows marked `!`. A checker may find too little, and it may find too much; a processor shows only what *it* does.
//! Try: `-- --runs 100000000` over lunch. Which row that is allowed do you never see, and would you build on it?
//! Prints: `loom: 2 of 10 rows differ from the language, 1 a false alarm, 1 a miss`

use std::collections::BTreeSet;
use std::fs;
use std::sync::{Arc, Mutex};

use interleave::{Model, explored};
use sync::litmus::TESTS;
use sync::litmus_runs::weak_outcomes;
use threads::arguments::Arguments;

/// The tests of this lesson once more, on the threads and atomics of a model checker.
#[path = "../src"]
mod in_the_explorer {
    pub use interleave::explored as engine;

    #[allow(dead_code, reason = "the lesson uses the rest on real threads")]
    pub mod litmus;
}
use in_the_explorer::litmus as checked;

fn main() {
    let mut arguments = Arguments::of("[--runs N]");
    let runs = arguments.number("--runs", 1_000_000, 1_000..=1_000_000_000);
    arguments.done();

    println!(
        "can the weak outcome come out? this CPU: {}, {runs} runs of each (counts change from run to run)\n",
        cpu()
    );
    println!(
        "{:<17}{:<16}{:>7}  {:>9}  {:>6}  {:>9}  {:>9}   why",
        "test", "accesses", "a, b", "language", "loom", "explorer", "this CPU"
    );
    let (mut alarms, mut misses) = (0, 0);
    for (test, on_the_explorer) in TESTS.iter().zip(checked::TESTS) {
        let (a, b) = test.weak();
        let loom = mark(test.found_by_loom, test.allowed);
        alarms += usize::from(test.found_by_loom && !test.allowed);
        misses += usize::from(!test.found_by_loom && test.allowed);
        let explorer = mark(found_by_the_explorer(on_the_explorer), test.allowed);
        let seen = weak_outcomes(test, runs);
        let impossible = if seen > 0 && !test.allowed { "!" } else { "" };
        println!(
            "{:<17}{:<16}{:>7}  {:>9}  {loom:>6}  {explorer:>9}  {:>9}   {}",
            format!("{:?}", test.shape),
            format!("{:?}", test.strength),
            format!("{a}, {b}"),
            if test.allowed { "allowed" } else { "forbidden" },
            format!("{impossible}{seen}"),
            test.source
        );
    }
    println!(
        "\n! differs from the language. The explorer knows one memory that all see alike: it misses every weak outcome, by design"
    );
    println!(
        "loom: {} of {} rows differ from the language, {alarms} a false alarm, {misses} a miss",
        alarms + misses,
        TESTS.len()
    );
}

fn mark(found: bool, allowed: bool) -> String {
    let word = if found { "found" } else { "not" };
    format!("{}{word}", if found == allowed { "" } else { "!" })
}

fn found_by_the_explorer(test: checked::Litmus) -> bool {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let notebook = Arc::clone(&seen);
    let explored = explored::run(&Model::new(), move || {
        let outcome = test.run();
        notebook
            .lock()
            .expect("no execution panics")
            .insert(outcome);
    });
    assert!(
        explored.is_ok(),
        "a litmus test has nothing that could fail"
    );
    seen.lock()
        .expect("no execution panics")
        .contains(&test.weak())
}

/// What the system calls it.
fn cpu() -> String {
    let told = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = told
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let name = name.map(|name| name.trim_start_matches([' ', '\t', ':']).to_string());
    name.unwrap_or_else(|| std::env::consts::ARCH.to_string())
}
