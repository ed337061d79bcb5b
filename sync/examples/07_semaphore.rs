//! # Tokens
//!
//! Route: more, 20 minutes.
//!
//! A *semaphore* holds tokens. `acquire` takes one and waits while there is none, `release` gives one. A mutex must be unlocked by the thread
//! that locked it. Predict: what can you build because a token may be given by somebody who never took one? And what becomes of
//! the tokens when a thread panics while it holds one?
//!
//! Run: `cargo run -p sync --example 07_semaphore`
//! Look for: a *multiplex* (at most 2 inside), a *rendezvous* (neither goes on before both have come), and tokens that survive a panic.
//! Try: in `Meeting::meet`, swap the two lines. `cargo loom -p sync semaphore` shows what happens.
//! Prints: `4 threads, 2 tokens: at most … inside at once; a panic inside, and afterwards 2 tokens`

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use interleave::{Model, explored};
use sync::semaphore::{Meeting, Semaphore};

/// The mechanism of this lesson once more, on the threads and locks of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    #[allow(dead_code, reason = "the models use the rest")]
    pub mod semaphore;
}
use in_the_explorer::semaphore::{two_meet, wait_first};

fn main() {
    threads::arguments::none();

    println!("signal: main waits for a token that only the worker gives");
    signal();

    println!("\nrendezvous (whose line comes first changes from run to run)");
    rendezvous();

    println!("\nmultiplex");
    multiplex();

    println!("\ntwin: each waits for the other's signal before it gives its own");
    if let Err(failure) = explored::run(&Model::new(), || two_meet(wait_first::meet)) {
        println!("{failure}");
    }
}

fn signal() {
    let done = Semaphore::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            println!("worker: done, gives a token");
            done.release();
        });
        done.acquire();
        println!("main:   took it, goes on");
    });
}

fn rendezvous() {
    let meeting = Meeting::new();
    thread::scope(|scope| {
        for me in 0..2 {
            let meeting = &meeting;
            scope.spawn(move || {
                println!("thread {me}: has come");
                meeting.meet(me);
                println!("thread {me}: goes on, both have come");
            });
        }
    });
}

fn multiplex() {
    const TOKENS: usize = 2;
    const THREADS: usize = 4;
    let semaphore = Semaphore::new(TOKENS);
    // Relaxed, here and below: one order of changes to one atomic; the peak is read after the scope's joins.
    let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..1_000 {
                    let _token = semaphore.enter();
                    most.fetch_max(inside.fetch_add(1, Relaxed) + 1, Relaxed);
                    inside.fetch_sub(1, Relaxed);
                }
            });
        }
    });
    // Without the panic hook, which would print a backtrace.
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _token = semaphore.enter();
        resume_unwind(Box::new("inside"));
    }));
    println!(
        "{THREADS} threads, {TOKENS} tokens: at most {} inside at once; {}, and afterwards {} tokens",
        most.into_inner(),
        if panicked.is_err() {
            "a panic inside"
        } else {
            "no panic"
        },
        semaphore.tokens()
    );
}
