//! # All wait for all
//!
//! Route: more, 15 minutes.
//!
//! Four threads compute in rounds: nobody may begin round 2 before all have ended round 1. A *barrier* counts who has come and lets
//! all go when the last one comes. Then it must be used again. Predict: a barrier that counts to four, opens, and begins again
//! at zero: what can a fast thread do to a slow one? A *latch* is simpler: it opens once and stays open.
//!
//! Run: `cargo run -p sync --example 08_barrier_and_latch`
//! Look for: no line of a round comes before the last line of the round before. In the twin, one thread is in round 2 while
//! another still sleeps in round 1.
//! Try: let `Barrier::wait` loop `while state.0 != 0` instead. `cargo loom -p sync barrier` shows the schedule.
//! Prints: `3 rounds of 4 threads: 0 began a round before all had ended the one before`

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use interleave::{Model, explored};
use sync::barrier::{Barrier, Latch};

/// The mechanism of this lesson once more, on the threads and locks of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    #[allow(dead_code, reason = "the models use the rest")]
    pub mod barrier;
}
use in_the_explorer::barrier::{counts_only, two_rounds};

const THREADS: usize = 4;
const ROUNDS: usize = 3;

fn main() {
    threads::arguments::none();

    println!("rounds (the order within a round changes from run to run)");
    rounds();

    println!("\na latch: main waits until {THREADS} threads are ready");
    ready();

    println!("\ntwin: a barrier without a generation; two threads, two rounds");
    let twin = || two_rounds(counts_only::Barrier::new(2), counts_only::Barrier::wait);
    if let Err(failure) = explored::run(&Model::new(), twin) {
        println!("{failure}");
    }
}

fn rounds() {
    let barrier = Barrier::new(THREADS);
    let ended = AtomicUsize::new(0);
    let too_early = AtomicUsize::new(0);
    thread::scope(|scope| {
        for me in 0..THREADS {
            let (barrier, ended, too_early) = (&barrier, &ended, &too_early);
            scope.spawn(move || {
                for round in 1..=ROUNDS {
                    // SeqCst, here and below: an instrument should leave no doubt.
                    if ended.load(SeqCst) < THREADS * (round - 1) {
                        too_early.fetch_add(1, SeqCst);
                    }
                    println!("thread {me}: round {round}");
                    ended.fetch_add(1, SeqCst);
                    if barrier.wait() {
                        println!("          thread {me} came last: all go on");
                    }
                }
            });
        }
    });
    println!(
        "{ROUNDS} rounds of {THREADS} threads: {} began a round before all had ended the one before",
        too_early.into_inner()
    );
}

fn ready() {
    let latch = Latch::new(THREADS);
    thread::scope(|scope| {
        for me in 0..THREADS {
            let latch = &latch;
            scope.spawn(move || {
                println!("thread {me}: ready");
                latch.count_down();
            });
        }
        latch.wait();
        println!("main: all are ready");
        latch.wait();
        println!("main: asked again, and it is still open");
    });
}
