//! A record of four words, read by two threads: the sequence lock of lesson 25, a read-write lock, and `arc-swap`.
//!
//! Run: `cargo bench -p sync-benches --bench seqlock`

use std::hint::black_box;
use std::sync::RwLock;

use arc_swap::ArcSwap;
use criterion::Criterion;
use sync::seqlock::SeqLock;
use sync_benches::{together, with_ratios};

const GROUP: &str = "two readers";

fn readers(criterion: &mut Criterion) {
    let words = [1_usize, 2, 3, 4];
    let seqlock = SeqLock::new(words);
    let rwlock = RwLock::new(words);
    let arc_swap = ArcSwap::from_pointee(words);
    let mut group = criterion.benchmark_group(GROUP);
    group.bench_function("seqlock", |bencher| {
        bencher.iter_custom(|times| {
            together(2, times, || {
                black_box(seqlock.read());
            })
        });
    });
    // Never poisoned: no critical section here panics.
    group.bench_function("rwlock", |bencher| {
        bencher.iter_custom(|times| {
            together(2, times, || {
                black_box(*rwlock.read().unwrap());
            })
        });
    });
    group.bench_function("arc_swap", |bencher| {
        bencher.iter_custom(|times| {
            together(2, times, || {
                black_box(**arc_swap.load());
            })
        });
    });
    group.finish();
}

fn main() {
    with_ratios(
        &[readers],
        &[
            (GROUP, "seqlock", "rwlock"),
            (GROUP, "seqlock", "arc_swap"),
            (GROUP, "arc_swap", "rwlock"),
        ],
    );
}
