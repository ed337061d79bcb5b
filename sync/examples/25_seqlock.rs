//! # To read without writing
//!
//! Route: advanced, 25 minutes.
//!
//! Every reader of a read-write lock writes: it counts itself in and out. A *sequence lock* lets readers copy the data without asking, and look
//! afterwards whether a writer came between. Predict: is the second look enough? May the data be plain variables, if a bad copy is thrown
//! away anyway?
//!
//! Run: `cargo run -p sync --example 25_seqlock`
//! Look for: copies that were thrown away, and none that was half of each. The twins need a model checker: `cargo loom -p sync seqlock`.
//! Try: move the Acquire fence of `try_read` behind the second load. Which model fails, and on which processor would you notice?
//! Prints: `… copies taken, 0 of them half of each`

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use interleave::{Model, explored};
use sync::seqlock::SeqLock;

/// The mechanism of this lesson once more, on the threads and atomics of a model checker.
#[path = "../src"]
mod in_the_explorer {
    pub use interleave::explored as engine;

    #[allow(dead_code, reason = "the models use the rest")]
    pub mod seqlock;
}
use explored::sync::Arc;
use in_the_explorer::seqlock::{self as checked, looks_once, plain_words};

fn main() {
    threads::arguments::none();

    println!(
        "a writer stores (n, n, n, n) again and again, a reader copies (counts change from run to run)"
    );
    read_and_write();

    println!("\nthe twins, on the model checker");
    show("no second look", || {
        let lock = Arc::new(checked::SeqLock::new([1, 1]));
        let writer = explored::thread::spawn({
            let lock = Arc::clone(&lock);
            move || lock.write([2, 2])
        });
        if let Some([first, second]) = looks_once::try_read(&lock) {
            assert!(first == second, "half of each: {first} and {second}");
        }
        writer.join().unwrap();
    });
    show("plain words, thrown away if a writer came between", || {
        let lock = Arc::new(plain_words::SeqLock::new(1));
        let writer = explored::thread::spawn({
            let lock = Arc::clone(&lock);
            move || lock.write(2)
        });
        lock.try_read();
        writer.join().unwrap();
    });
}

fn read_and_write() {
    const COPIES: usize = 200_000;
    let lock = SeqLock::new([0; 4]);
    let over = AtomicBool::new(false);
    let (mut half, mut thrown_away) = (0, 0);
    let written = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut n = 0;
            // Relaxed: a flag that publishes nothing.
            while !over.load(Relaxed) {
                n += 1;
                lock.write([n; 4]);
                // Readers get a chance, also on one core.
                thread::yield_now();
            }
            n
        });
        for _ in 0..COPIES {
            let copy = loop {
                match lock.try_read() {
                    Some(copy) => break copy,
                    None => thrown_away += 1,
                }
                thread::yield_now();
            };
            half += usize::from(copy.iter().any(|word| *word != copy[0]));
        }
        over.store(true, Relaxed);
        writer.join().expect("the writer does not panic")
    });
    println!("{written} records written, {thrown_away} times a reader had to look again");
    println!("{COPIES} copies taken, {half} of them half of each");
}

fn show(what: &str, program: impl Fn() + Send + Sync + 'static) {
    match explored::run(&Model::new(), program) {
        Ok(passed) => println!("{what}: no failure in {} executions", passed.executions),
        Err(failure) => println!("{what}: {failure}"),
    }
}
