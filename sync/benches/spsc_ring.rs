//! The ring of lesson 23 against the crate that one would use, and against channels that also know how to sleep: numbers from one
//! thread to another, through 1024 slots.
//!
//! Run: `cargo bench -p sync-benches --bench spsc_ring`
//! Read: the ratios at the end. The claim: the ring moves at least 0.9 times as many items per second as `rtrb`.

use std::hint;
use std::thread;

use criterion::Criterion;
use sync_benches::{through, through_crossbeam, through_std, with_ratios};

const SLOTS: usize = 1024;
const GROUP: &str = "through a ring";

/// Tries until it works. Who finds the ring full or empty gives the core away, as in the lesson: asking again at once would
/// take the other side's cache line from it at each item.
fn until<T>(mut attempt: impl FnMut() -> Option<T>) -> T {
    loop {
        if let Some(done) = attempt() {
            return done;
        }
        hint::spin_loop();
        thread::yield_now();
    }
}

fn rings(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(GROUP);
    group.bench_function("ours", |bencher| {
        bencher.iter_custom(|times| {
            let (mut producer, mut consumer) = sync::spsc_ring::ring(SLOTS);
            let push = |item| until(|| producer.push(item).ok());
            through(times, push, || until(|| consumer.pop()))
        });
    });
    group.bench_function("rtrb", |bencher| {
        bencher.iter_custom(|times| {
            let (mut producer, mut consumer) = rtrb::RingBuffer::new(SLOTS);
            let push = |item| until(|| producer.push(item).ok());
            through(times, push, || until(|| consumer.pop().ok()))
        });
    });
    group.bench_function("std", |bencher| {
        bencher.iter_custom(|times| through_std(times, SLOTS));
    });
    group.bench_function("crossbeam", |bencher| {
        bencher.iter_custom(|times| through_crossbeam(times, SLOTS));
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
