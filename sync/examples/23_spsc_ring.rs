//! # A ring that nobody waits for
//!
//! Route: advanced, 30 minutes.
//!
//! One producer, one consumer, a ring of slots, and two counts: pushed and popped. Each count is written by one side only. Predict: which
//! orderings do the two stores need, so that the consumer never reads a slot that is not written, and the producer never writes one
//! that is still being read?
//!
//! *Wait-free*: every operation ends after a bounded number of its own steps. *Lock-free*: some operation always ends, though yours may have to try
//! again. *Obstruction-free*: yours ends if the others pause. *Linearizable*: each operation seems to happen in one moment between its
//! call and its return, so a concurrent history can be explained by a sequential one.
//!
//! Run: `cargo run --release -p sync --example 23_spsc_ring`
//! Look for: the ratio to `std::sync::mpsc::sync_channel`, and what the ring does not offer: nobody sleeps, so somebody must ask again.
//! Try: take the two `CachePadded` away. What does the ratio say? Then `cargo bench -p sync-benches --bench spsc_ring`.
//! Prints: `1000000 items through 1024 slots: all in order`

use std::hint;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use sync::spsc_ring::ring;
use threads::measure::{ms, ratio, time};

const ITEMS: u64 = 1_000_000;
const SLOTS: usize = 1024;

fn main() {
    threads::arguments::none();

    println!("a ring of 2 slots, by hand");
    let (mut producer, mut consumer) = ring(2);
    println!(
        "push a: {:?}   push b: {:?}   push c: {:?}",
        producer.push('a'),
        producer.push('b'),
        producer.push('c')
    );
    println!(
        "pop:    {:?}   pop: {:?}   pop: {:?}",
        consumer.pop(),
        consumer.pop(),
        consumer.pop()
    );

    println!("\n{ITEMS} numbers from one thread to another (times change from run to run)");
    let (ours, in_order) = by_ring();
    println!("ring:                      {:>8.1} ms", ms(ours));
    let (std, _) = by_channel();
    println!("std::sync::mpsc, bounded:  {:>8.1} ms", ms(std));
    println!(
        "the ring takes 1/{:.1} of the channel's time here",
        ratio(std, ours)
    );
    println!(
        "{ITEMS} items through {SLOTS} slots: {}",
        if in_order {
            "all in order"
        } else {
            "some out of order"
        }
    );
}

fn by_ring() -> (Duration, bool) {
    let (mut producer, mut consumer) = ring(SLOTS);
    time(|| {
        thread::scope(|scope| {
            scope.spawn(move || {
                for item in 0..ITEMS {
                    while producer.push(item).is_err() {
                        pause();
                    }
                }
            });
            (0..ITEMS).all(|expected| {
                loop {
                    match consumer.pop() {
                        Some(item) => return item == expected,
                        None => pause(),
                    }
                }
            })
        })
    })
}

/// A ring has nobody who wakes: who finds it full or empty gives way. With one core, giving the core away is the only way to get on.
fn pause() {
    hint::spin_loop();
    thread::yield_now();
}

fn by_channel() -> (Duration, bool) {
    let (sender, receiver) = mpsc::sync_channel(SLOTS);
    time(|| {
        thread::scope(|scope| {
            scope.spawn(move || {
                for item in 0..ITEMS {
                    sender.send(item).expect("the receiver is there");
                }
            });
            (0..ITEMS).all(|expected| receiver.recv() == Ok(expected))
        })
    })
}
