//! The mutex of lesson 21 against that of std and of `parking_lot`: one addition under the lock.
//!
//! Run: `cargo bench -p sync-benches --bench mutexes`
//! Read: the ratios at the end. The claim: alone, ours is at least 0.9 times as fast as std. `alone` is one thread that finds
//! the mutex free each time. In `two threads`, each of two makes an addition; that time depends on how the system places
//! the threads, and changes from run to run.

use criterion::Criterion;
use std::hint::black_box;
use sync_benches::{together, with_ratios};

const ALONE: &str = "mutex, alone";
const TWO: &str = "mutex, two threads";

fn mutexes(criterion: &mut Criterion) {
    let ours = sync::futex_mutex::Mutex::new(0_u64);
    let std = std::sync::Mutex::new(0_u64);
    let parking_lot = parking_lot::Mutex::new(0_u64);

    let mut group = criterion.benchmark_group(ALONE);
    group.bench_function("ours", |bencher| {
        bencher.iter(|| *black_box(&ours).lock() += 1);
    });
    // Never poisoned: no critical section here panics.
    group.bench_function("std", |bencher| {
        bencher.iter(|| *black_box(&std).lock().unwrap() += 1);
    });
    group.bench_function("parking_lot", |bencher| {
        bencher.iter(|| *black_box(&parking_lot).lock() += 1);
    });
    group.finish();

    let mut group = criterion.benchmark_group(TWO);
    group.bench_function("ours", |bencher| {
        bencher.iter_custom(|times| together(2, times, || *ours.lock() += 1));
    });
    group.bench_function("std", |bencher| {
        bencher.iter_custom(|times| together(2, times, || *std.lock().unwrap() += 1));
    });
    group.bench_function("parking_lot", |bencher| {
        bencher.iter_custom(|times| together(2, times, || *parking_lot.lock() += 1));
    });
    group.finish();
}

fn main() {
    with_ratios(
        &[mutexes],
        &[
            (ALONE, "ours", "std"),
            (ALONE, "ours", "parking_lot"),
            (TWO, "ours", "std"),
            (TWO, "ours", "parking_lot"),
        ],
    );
}
