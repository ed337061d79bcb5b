//! # Away and back again
//!
//! Route: advanced, 30 minutes.
//!
//! To pop from a stack without a lock: look at the top and at the node below it, then exchange the top for the one below, *if it is still the
//! top*. Predict: another thread pops that top, pops the next, and pushes the first one back. Now it is the top again. What does your
//! exchange do, and what is wrong with it? And with nodes on the heap: when may a popped node be freed?
//!
//! Run: `cargo run -p sync --example 24_treiber_stack`
//! Look for: a compare-exchange compares *values*, not histories. With a tag, the same number is no longer the same value.
//! Try: let the tag count pushes only. Is that enough? `cargo loom -p sync index_stack` answers.
//! Prints: `heap nodes: 20000 pushed, 20000 popped or dropped, 0 leaked`

use std::sync::Arc as StdArc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use interleave::{Model, explored};
use sync::epoch_stack::EpochStack;

/// The mechanism of this lesson once more, on the threads and atomics of a model checker.
#[path = "../src"]
mod in_the_explorer {
    pub use interleave::explored as engine;

    #[allow(dead_code, reason = "the models use the rest")]
    pub mod index_stack;
}
use in_the_explorer::index_stack::{IndexStack, away_and_back, without_tag};

type Stack = IndexStack<2>;

fn main() {
    threads::arguments::none();

    println!(
        "nodes 0 and 1 are in the stack; main pops, thread 1 pops both and pushes the first back: on the model checker"
    );
    show("twin, without a tag", || {
        away_and_back(without_tag::push, without_tag::pop);
    });
    show("with a tag", || away_and_back(Stack::push, Stack::pop));

    println!(
        "\n2 threads push and pop nodes on the heap; crossbeam-epoch says when one may be freed"
    );
    on_the_heap();
}

fn show(what: &str, program: impl Fn() + Send + Sync + 'static) {
    match explored::run(&Model::new(), program) {
        Ok(passed) => println!("{what}: no failure in {} executions", passed.executions),
        Err(failure) => println!("{what}: {failure}"),
    }
}

/// Counts its drops.
struct Counted(StdArc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

fn on_the_heap() {
    const EACH: usize = 10_000;
    let dropped = StdArc::new(AtomicUsize::new(0));
    let stack = EpochStack::new();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for round in 0..EACH {
                    stack.push(Counted(StdArc::clone(&dropped)));
                    if round % 3 > 0 {
                        drop(stack.pop());
                    }
                }
            });
        }
    });
    println!(
        "popped meanwhile: {}; the rest is dropped with the stack",
        dropped.load(SeqCst)
    );
    drop(stack);
    let (pushed, dropped) = (2 * EACH, dropped.load(SeqCst));
    println!(
        "heap nodes: {pushed} pushed, {dropped} popped or dropped, {} leaked",
        pushed - dropped
    );
}
