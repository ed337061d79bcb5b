//! The mutex of lesson 21 against that of std and of `parking_lot`: one addition under the lock.
//!
//! Run: `cargo bench -p sync-benches --bench mutexes`
//! Read: `alone` is one thread that finds the mutex free each time. In `two threads`, each of two makes an addition; that time
//! depends on how the system places the threads, and changes from run to run.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;
use sync_benches::together;

fn mutexes(criterion: &mut Criterion) {
    let ours = sync::futex_mutex::Mutex::new(0_u64);
    let std = std::sync::Mutex::new(0_u64);
    let parking_lot = parking_lot::Mutex::new(0_u64);

    let mut group = criterion.benchmark_group("mutex, alone");
    group
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(2));
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

    let mut group = criterion.benchmark_group("mutex, two threads");
    group
        .sample_size(50)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
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

criterion_group!(benches, mutexes);
criterion_main!(benches);
