//! The ring of lesson 23 against the crate that one would use, and against channels that also know how to sleep: numbers from one
//! thread to another, through 1024 slots.
//!
//! Run: `cargo bench -p sync-benches --bench spsc_ring`
//! Read: the ratios at the end. The claim: the ring moves at least 0.9 times as many items per second as `rtrb`.

use std::hint;
use std::sync::mpsc;
use std::thread;

use criterion::Criterion;
use crossbeam::channel;
use sync_benches::{through, with_ratios};

const SLOTS: usize = 1024;
const GROUP: &str = "through a ring";

/// Who finds the ring full or empty gives the core away, as in the lesson: asking again at once would take the other side's cache
/// line from it at each item.
fn pause() {
    hint::spin_loop();
    thread::yield_now();
}

fn rings(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(GROUP);
    group.bench_function("ours", |bencher| {
        bencher.iter_custom(|times| {
            let (mut producer, mut consumer) = sync::spsc_ring::ring(SLOTS);
            let push = |item| {
                while producer.push(item).is_err() {
                    pause();
                }
            };
            through(times, push, || {
                loop {
                    match consumer.pop() {
                        Some(item) => return item,
                        None => pause(),
                    }
                }
            })
        });
    });
    group.bench_function("rtrb", |bencher| {
        bencher.iter_custom(|times| {
            let (mut producer, mut consumer) = rtrb::RingBuffer::new(SLOTS);
            let push = |item| {
                while producer.push(item).is_err() {
                    pause();
                }
            };
            through(times, push, || {
                loop {
                    match consumer.pop() {
                        Ok(item) => return item,
                        Err(_) => pause(),
                    }
                }
            })
        });
    });
    group.bench_function("std", |bencher| {
        bencher.iter_custom(|times| {
            let (sender, receiver) = mpsc::sync_channel(SLOTS);
            through(
                times,
                |item| sender.send(item).unwrap(),
                || receiver.recv().unwrap(),
            )
        });
    });
    group.bench_function("crossbeam", |bencher| {
        bencher.iter_custom(|times| {
            let (sender, receiver) = channel::bounded(SLOTS);
            through(
                times,
                |item| sender.send(item).unwrap(),
                || receiver.recv().unwrap(),
            )
        });
    });
    group.finish();
}

fn main() {
    with_ratios(
        &[rings],
        &[
            (GROUP, "ours", "rtrb"),
            (GROUP, "ours", "std"),
            (GROUP, "ours", "crossbeam"),
        ],
    );
}
