//! # Who drops it
//!
//! Route: advanced, 25 minutes.
//!
//! An `Arc` counts its owners. Adding one may be Relaxed, taking one away may not. Predict: what goes wrong if both are Relaxed? Every
//! subtraction is exact, so only one owner ever sees the count fall to zero, and it drops the value. Where is the fault?
//!
//! Run: `cargo run -p sync --example 22_arc`
//! Look for: the last owner *writes*, by dropping. The others have *read*. What orders their reads before that write?
//! Try: give `clone` the ordering Release. Does any model of `cargo loom -p sync arc` notice?
//! Prints: `right: no failure; relaxed count: data race; release without a fence: data race`

use std::sync::Arc as StdArc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use interleave::{Model, Named, Shown, explored};
use sync::arc::Arc;

/// The mechanism of this lesson once more, on the atomics of a model checker: on real ones, the twins are undefined behaviour.
#[path = "../src"]
mod in_the_explorer {
    pub use interleave::explored as engine;

    #[allow(dead_code, reason = "the models use the rest")]
    pub mod arc;
}
use explored::cell::UnsafeCell;
use in_the_explorer::arc::{self as checked, no_fence, relaxed_drop};

fn main() {
    threads::arguments::none();

    println!("4 owners on real threads; each says how many there are when it leaves");
    owners();

    println!(
        "\nmain and thread 1 own a value; both read it, the last of them drops it: on the model checker"
    );
    let right = check(drop);
    let relaxed = check(relaxed_drop::drop);
    let unfenced = check(no_fence::drop);
    println!("right: {right}; relaxed count: {relaxed}; release without a fence: {unfenced}");
}

/// Counts its drops.
struct Counted(StdArc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
        println!("value:    dropped");
    }
}

fn owners() {
    let dropped = StdArc::new(AtomicUsize::new(0));
    let value = Arc::new(Counted(StdArc::clone(&dropped)));
    let threads: Vec<_> = (1..=3)
        .map(|thread| {
            let value = value.clone();
            thread::spawn(move || {
                println!(
                    "thread {thread}: owns it, {} owners at this moment",
                    Arc::owners(&value)
                );
            })
        })
        .collect();
    drop(value);
    for thread in threads {
        thread.join().expect("an owner does not panic");
    }
    println!("main:     dropped {} time", dropped.load(SeqCst));
}

/// Read by its owners, written when it is dropped.
struct Probe(UnsafeCell<u32>);

// SAFETY: owners only read the cell, and it is written in `drop`. Whether that is ordered is the question of the lesson.
unsafe impl Sync for Probe {}

impl Drop for Probe {
    fn drop(&mut self) {
        // SAFETY: `&mut self`.
        self.0.with_mut(|value| unsafe { *value = 0 });
    }
}

fn check(leave: fn(checked::Arc<Probe>)) -> String {
    let program = move || {
        let mine = checked::Arc::new(Probe(UnsafeCell::new(42).named("value").shown()));
        let read = |owner: &checked::Arc<Probe>| {
            // SAFETY: nobody writes while there is an owner.
            owner.0.with(|value| unsafe { assert_eq!(*value, 42) });
        };
        let other = explored::thread::spawn({
            let theirs = mine.clone();
            move || {
                read(&theirs);
                leave(theirs);
            }
        });
        read(&mine);
        leave(mine);
        other.join().unwrap();
    };
    match explored::run(&Model::new(), program) {
        Ok(_) => "no failure".to_string(),
        Err(failure) => {
            println!("{failure}");
            failure.kind.to_string()
        }
    }
}
