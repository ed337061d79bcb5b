//! Litmus tests on this CPU: many runs between two meetings, each on variables of its own.

use std::sync::Barrier;
use std::thread;

use crate::litmus::{Litmus, Variables};

/// Runs between two meetings. The threads drift apart by themselves, now one ahead, now the other.
const BATCH: usize = 1_000;

/// A cache line to each run, so that its two variables travel together and others stay away.
#[repr(align(128))]
#[derive(Default)]
struct Run(Variables);

/// How many of so many runs had the weak outcome.
pub fn weak_outcomes(test: &Litmus, runs: usize) -> usize {
    let meeting = Barrier::new(2);
    let mut weak = 0;
    for begin in (0..runs).step_by(BATCH) {
        let batch: Vec<Run> = (begin..runs.min(begin + BATCH))
            .map(|_| Run::default())
            .collect();
        let (first, second) = thread::scope(|scope| {
            let other = scope.spawn(|| {
                meeting.wait();
                batch
                    .iter()
                    .map(|run| test.thread_1(&run.0))
                    .collect::<Vec<_>>()
            });
            meeting.wait();
            let mine: Vec<_> = batch.iter().map(|run| test.thread_0(&run.0)).collect();
            (mine, other.join().expect("a litmus test does not panic"))
        });
        let outcomes = first.into_iter().zip(second);
        weak += outcomes
            .filter(|(mine, theirs)| test.outcome(*mine, *theirs) == test.weak())
            .count();
    }
    weak
}
