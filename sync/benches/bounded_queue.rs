//! The monitor of lesson 06, and its fast stage with a lock for each end, against `crossbeam-channel` and std: numbers from one
//! thread to another, through 256 places.
//!
//! Run: `cargo bench -p sync-benches --bench bounded_queue`
//! Read: the ratios at the end. The claim: `two locks` moves at least 0.7 times as many items per second as crossbeam's
//! channel.

use criterion::Criterion;
use crossbeam::channel;
use sync::bounded_queue::BoundedQueue;
use sync::two_lock_queue::TwoLockQueue;
use sync_benches::{through, through_crossbeam, through_std, with_ratios};

const PLACES: usize = 256;
const TWO: &str = "bounded queue, two threads";
const ONE: &str = "bounded queue, one thread";

fn two_threads(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(TWO);
    group.bench_function("one lock", |bencher| {
        bencher.iter_custom(|times| {
            let queue = BoundedQueue::new(PLACES);
            through(
                times,
                |item| queue.push(item).unwrap(),
                || queue.pop().unwrap(),
            )
        });
    });
    group.bench_function("two locks", |bencher| {
        bencher.iter_custom(|times| {
            let queue = TwoLockQueue::new(PLACES);
            through(
                times,
                |item| queue.push(item).unwrap(),
                || queue.pop().unwrap(),
            )
        });
    });
    group.bench_function("crossbeam", |bencher| {
        bencher.iter_custom(|times| through_crossbeam(times, PLACES));
    });
    group.bench_function("std", |bencher| {
        bencher.iter_custom(|times| through_std(times, PLACES));
    });
    group.finish();
}

/// A push and a pop by one thread: what the mechanism costs if nobody waits.
fn one_thread(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(ONE);
    let queue = BoundedQueue::new(PLACES);
    group.bench_function("one lock", |bencher| {
        bencher.iter(|| {
            queue.push(1).unwrap();
            queue.pop()
        });
    });
    let (sender, receiver) = channel::bounded(PLACES);
    group.bench_function("crossbeam", |bencher| {
        bencher.iter(|| {
            sender.send(1).unwrap();
            receiver.recv()
        });
    });
    group.finish();
}

fn main() {
    with_ratios(
        &[two_threads, one_thread],
        &[
            (TWO, "two locks", "crossbeam"),
            (TWO, "one lock", "crossbeam"),
            (TWO, "two locks", "std"),
            (ONE, "one lock", "crossbeam"),
        ],
    );
}
