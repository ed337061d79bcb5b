//! The explorer against a program that shares nothing with it and tries every order of steps one by one.

mod brute_force;
mod program;

#[path = "."]
mod explored {
    pub use interleave::explored as engine;
    #[path = "execute.rs"]
    pub mod execute;
}

use std::sync::{Arc, PoisonError};

use brute_force::Verdict;
use interleave::Model;
use program::Program;

fn explorer(program: &Program, shown: bool) -> Verdict {
    let outcomes = Arc::default();
    let execution = explored::execute::execution(program.clone(), shown, Arc::clone(&outcomes));
    let stats = interleave::explored::graph(&Model::new(), execution)
        .unwrap_or_else(|failure| panic!("{failure}"))
        .stats;
    let outcomes = std::mem::take(&mut *outcomes.lock().unwrap_or_else(PoisonError::into_inner));
    Verdict {
        outcomes,
        complete: stats.interleavings - stats.failing,
        deadlocked: stats.failing,
    }
}

/// Compares both on the programs of these seeds; how many interleavings, deadlocked ones among them, there were.
fn agree_on(seeds: std::ops::Range<u64>) -> (u128, u128) {
    let mut total = (0, 0);
    for seed in seeds {
        let program = Program::random(seed);
        let expected = program.every_interleaving();
        // Half of them with mutexes whose content is known by its text.
        let found = explorer(&program, seed % 2 == 0);
        assert_eq!(found, expected, "seed {seed}: {program:#?}");
        total.0 += expected.complete + expected.deadlocked;
        total.1 += expected.deadlocked;
    }
    total
}

/// Two halves, so that both cores of a small machine have something to do.
#[test]
fn the_explorer_finds_the_outcomes_and_counts_of_brute_force() {
    let (all, deadlocked) = agree_on(0..1000);
    assert!(
        all > 40_000 && deadlocked > 30,
        "the programs are too tame: {all}, {deadlocked}"
    );
}

#[test]
fn the_explorer_finds_the_outcomes_and_counts_of_brute_force_again() {
    let (all, deadlocked) = agree_on(1000..2000);
    assert!(
        all > 40_000 && deadlocked > 30,
        "the programs are too tame: {all}, {deadlocked}"
    );
}

/// The comparison must be able to fail: programs differ in what it looks at.
#[test]
fn brute_force_tells_a_load_and_a_store_from_an_addition() {
    use program::Step::{Add, Load, StoreLast};
    let twice = |thread: Vec<program::Step>| Program {
        threads: vec![thread; 2],
        variables: 1,
        mutexes: 0,
    };
    let broken = twice(vec![Load(0), StoreLast(0, 1)]).every_interleaving();
    let right = twice(vec![Add(0, 1)]).every_interleaving();
    let finals = |verdict: &Verdict| -> Vec<u8> {
        let mut finals: Vec<_> = verdict.outcomes.iter().map(|(_, last)| last[0]).collect();
        finals.sort_unstable();
        finals.dedup();
        finals
    };
    assert_eq!((broken.complete, finals(&broken)), (6, vec![1, 2]));
    assert_eq!((right.complete, finals(&right)), (2, vec![2]));
}
