//! loom in sequential mode against the explorer, which shares nothing with it: on random programs, both find the same
//! outcomes, or both a deadlock.

use std::collections::BTreeSet;
use std::sync::Arc;

use interleave::{FailureKind, Model};

use crate::program::{Outcome, Program};

#[path = "../random_programs"]
mod loomed {
    pub use interleave::loomed as engine;
    pub mod execute;
}
#[path = "../random_programs"]
mod explored {
    pub use interleave::explored as engine;
    pub mod execute;
}

/// Every outcome, or how the program fails.
type Verdict = Result<BTreeSet<Outcome>, FailureKind>;

fn by_loom(program: &Program) -> Verdict {
    let outcomes = Arc::default();
    let execution = loomed::execute::execution(program.clone(), false, Arc::clone(&outcomes));
    let checked = interleave::loomed::run(&Model::new().sequential(), execution);
    let found = checked.map(|_| outcomes.lock().unwrap().clone());
    found.map_err(|failure| failure.kind)
}

fn by_the_explorer(program: &Program) -> Verdict {
    let outcomes = Arc::default();
    let execution = explored::execute::execution(program.clone(), true, Arc::clone(&outcomes));
    let checked = interleave::explored::run(&Model::new(), execution);
    let found = checked.map(|_| outcomes.lock().unwrap().clone());
    found.map_err(|failure| failure.kind)
}

/// What a comparison came across.
#[derive(Default)]
struct Met {
    programs: usize,
    outcomes: usize,
    deadlocks: usize,
}

/// Compares both on those programs of these seeds that loom can finish in time.
fn agree_on(seeds: std::ops::Range<u64>, in_time: fn(&Program) -> bool) -> Met {
    let mut met = Met::default();
    for seed in seeds {
        let program = Program::random(seed);
        if !in_time(&program) {
            continue;
        }
        let expected = by_the_explorer(&program);
        assert_eq!(by_loom(&program), expected, "seed {seed}: {program:#?}");
        met.programs += 1;
        match expected {
            Ok(outcomes) => met.outcomes += outcomes.len(),
            Err(_) => met.deadlocks += 1,
        }
    }
    met
}

/// The programs of two threads. `parity` halves them, so that both cores of a small machine have something to do.
fn two_threads(parity: u64) {
    let seeds = parity * 2000..(parity + 1) * 2000;
    let met = agree_on(seeds, |program| program.threads.len() == 2);
    assert!(
        met.programs > 900 && met.outcomes > 2000 && met.deadlocks > 40,
        "the programs are too tame: {}, {}, {}",
        met.programs,
        met.outcomes,
        met.deadlocks
    );
}

#[test]
fn two_threads_come_to_the_same_outcomes_in_loom_and_in_the_explorer() {
    two_threads(0);
}

#[test]
fn two_threads_come_to_the_same_outcomes_in_loom_and_in_the_explorer_again() {
    two_threads(1);
}

/// Of three threads and main, loom runs every order of spawning, ending and joining as well: only short ones are quick.
#[test]
fn three_short_threads_come_to_the_same_outcomes_in_loom_and_in_the_explorer() {
    let met = agree_on(0..400, |program| {
        let steps: usize = program.threads.iter().map(Vec::len).sum();
        program.threads.len() == 3 && steps <= 4
    });
    assert!(
        met.programs > 60 && met.outcomes > 200,
        "the programs are too tame: {}, {}",
        met.programs,
        met.outcomes
    );
}
