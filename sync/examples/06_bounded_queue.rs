//! # A queue that is never too long
//!
//! Route: core, 30 minutes.
//!
//! Producers push, consumers pop, and there is room for 2 items. Who waits for what? Predict: is one condition variable enough for
//! both kinds of waiting, if each change wakes one thread? And what should become of the items, and of those who wait, when
//! the queue is closed?
//!
//! Run: `cargo run -p sync --example 06_bounded_queue`
//! Look for: the length never exceeds the capacity: that is *back-pressure*. In the twin, the wake-up meant for a producer goes to a
//! consumer, who can do nothing with it.
//! Try: wake *all* in the twin. It passes the models: what does it cost? `cargo loom -p sync bounded_queue`.
//! Prints: `2 producers, 2 consumers: 1000 pushed, 1000 popped, 0 lost; longest queue … of 2`

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use interleave::{Model, explored};
use sync::bounded_queue::BoundedQueue;

/// The mechanism of this lesson once more, on the threads and locks of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    #[allow(dead_code, reason = "the models use the rest")]
    pub mod bounded_queue;
}
use in_the_explorer::bounded_queue::{one_condition::Queue, two_pop};

const CAPACITY: usize = 2;
const EACH: usize = 500;

fn main() {
    threads::arguments::none();

    println!(
        "capacity {CAPACITY}: whoever finds the queue full waits, and so does whoever finds it empty"
    );
    produce_and_consume();

    println!("\nafter `close`");
    close();

    println!(
        "\ntwin: one condition variable, one wake-up for each change; capacity 1, one producer, two consumers"
    );
    let twin = || two_pop(Queue::new(1), Queue::push, Queue::pop);
    if let Err(failure) = explored::run(&Model::new(), twin) {
        println!("{failure}");
    }
}

fn produce_and_consume() {
    let queue = BoundedQueue::new(CAPACITY);
    // Relaxed, here and below: counts that are read after the scope's joins.
    let (popped, longest) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        let producers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    for item in 0..EACH {
                        queue.push(item).expect("it is not closed yet");
                        longest.fetch_max(queue.len(), Relaxed);
                    }
                })
            })
            .collect();
        for _ in 0..2 {
            scope.spawn(|| {
                while queue.pop().is_some() {
                    popped.fetch_add(1, Relaxed);
                }
            });
        }
        for producer in producers {
            producer.join().expect("a producer does not panic");
        }
        queue.close();
    });
    let (pushed, popped) = (2 * EACH, popped.into_inner());
    println!(
        "2 producers, 2 consumers: {pushed} pushed, {popped} popped, {} lost; longest queue {} of {CAPACITY}",
        pushed - popped,
        longest.into_inner()
    );
}

fn close() {
    let queue = BoundedQueue::new(CAPACITY);
    queue.push("last").expect("it is not closed yet");
    queue.close();
    println!(
        "push:  {:?}: refused, and the item comes back",
        queue.push("late")
    );
    println!("pop:   {:?}: what it held is still given out", queue.pop());
    println!("pop:   {:?}: closed and empty, nobody waits", queue.pop());
}
