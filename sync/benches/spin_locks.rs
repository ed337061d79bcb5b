//! The three spin locks of lesson 20: one addition under the lock, by one thread and by two.
//!
//! Run: `cargo bench -p sync-benches --bench spin_locks`
//! Read: in `two threads`, each of two makes an addition; that time depends on how the system places the threads, and
//! changes from run to run. Lesson 20 says what a waiter costs meanwhile: no bench of times shows that.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;
use sync::spin_lock::{Ask, BackOff, SpinLock, TestAndSet, TestAndTestAndSet};
use sync_benches::together;

fn spin_locks(criterion: &mut Criterion) {
    measure::<TestAndSet>(criterion, "test-and-set");
    measure::<TestAndTestAndSet>(criterion, "test-and-test-and-set");
    measure::<BackOff>(criterion, "back-off");
}

fn measure<A: Ask>(criterion: &mut Criterion, name: &str) {
    let lock = SpinLock::<u64, A>::new(0);
    let mut group = criterion.benchmark_group(name);
    group
        .sample_size(50)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(2));
    group.bench_function("alone", |bencher| {
        bencher.iter(|| *black_box(&lock).lock() += 1);
    });
    group.bench_function("two threads", |bencher| {
        bencher.iter_custom(|times| together(2, times, || *lock.lock() += 1));
    });
    group.finish();
}

criterion_group!(benches, spin_locks);
criterion_main!(benches);
