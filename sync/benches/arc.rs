//! What it costs to clone and drop a handle: the `Arc` of lesson 22 and that of std, by one thread, and by two that share the count.
//!
//! Run: `cargo bench -p sync-benches --bench arc`

use criterion::Criterion;
use std::hint::black_box;
use sync_benches::{together, with_ratios};

const ALONE: &str = "arc, alone";
const SHARED: &str = "arc, two threads";

fn arcs(criterion: &mut Criterion) {
    let ours = sync::arc::Arc::new(1_u64);
    let std = std::sync::Arc::new(1_u64);
    let mut group = criterion.benchmark_group(ALONE);
    group.bench_function("ours", |bencher| {
        bencher.iter(|| drop(black_box(ours.clone())));
    });
    group.bench_function("std", |bencher| {
        bencher.iter(|| drop(black_box(std.clone())));
    });
    group.finish();
    let mut group = criterion.benchmark_group(SHARED);
    group.bench_function("ours", |bencher| {
        bencher.iter_custom(|times| together(2, times, || drop(black_box(ours.clone()))));
    });
    group.bench_function("std", |bencher| {
        bencher.iter_custom(|times| together(2, times, || drop(black_box(std.clone()))));
    });
    group.finish();
}

fn main() {
    with_ratios(&[arcs], &[(ALONE, "ours", "std"), (SHARED, "ours", "std")]);
}
