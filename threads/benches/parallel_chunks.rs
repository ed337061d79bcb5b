//! What a chunk size costs: one loop of equal, tiny items, cut by hand in chunks of every size, and by rayon.
//!
//! Run: `cargo bench -p threads-benches --bench parallel_chunks`
//! Read: `thrpt` is in divisions. Small chunks pay one visit to the shared counter each; the largest leaves workers idle.

use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use rayon::prelude::*;
use std::hint::black_box;
use std::ops::Range;
use std::time::Duration;
use threads::chunks::{in_equal_chunks, in_taken_chunks};
use threads::divisors::{HIGHLY_COMPOSITE, count_among};

/// The items are the candidates 1, 2, … for the divisors of one number.
const ITEMS: usize = HIGHLY_COMPOSITE;

fn divisors(chunk: Range<usize>) -> usize {
    count_among(chunk.start + 1..chunk.end + 1, black_box(HIGHLY_COMPOSITE))
}

fn chunk_sizes(criterion: &mut Criterion) {
    let workers = rayon::current_num_threads();
    let mut group = criterion.benchmark_group(format!("even loop, {workers} workers"));
    group.throughput(Throughput::Elements(ITEMS as u64));
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(50)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(2));

    group.bench_function("one thread", |bencher| {
        bencher.iter(|| divisors(0..ITEMS));
    });
    for size in [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, ITEMS] {
        group.bench_function(BenchmarkId::new("taken chunks", size), |bencher| {
            bencher.iter(|| {
                in_taken_chunks(ITEMS, size, workers, |sum: &mut usize, chunk| {
                    *sum += divisors(chunk);
                })
            });
        });
    }
    group.bench_function("equal chunks", |bencher| {
        bencher.iter(|| in_equal_chunks(ITEMS, workers, divisors));
    });
    group.bench_function("rayon, item by item", |bencher| {
        bencher.iter(|| -> usize {
            let item = |item| divisors(item..item + 1);
            (0..ITEMS).into_par_iter().map(item).sum()
        });
    });
    group.finish();
}

criterion_group!(benches, chunk_sizes);
criterion_main!(benches);
