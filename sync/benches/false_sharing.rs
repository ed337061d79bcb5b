//! What it costs two threads to count on one cache line, and on two: lesson 19.
//!
//! Run: `cargo bench -p sync-benches --bench false_sharing`
//! Read: the time is for a million additions by each of two threads, pinned to two cores where there are two.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::time::Duration;
use sync::false_sharing::{Strip, count};

const ADDITIONS: u64 = 1_000_000;

fn distances(criterion: &mut Criterion) {
    let strip = Strip::new();
    let mut group = criterion.benchmark_group("two counters, bytes apart");
    group
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(2));
    for distance in [0, 8, 16, 32, 64, 128, Strip::LONGEST] {
        group.bench_function(BenchmarkId::from_parameter(distance), |bencher| {
            bencher.iter(|| count(strip.two(distance), ADDITIONS));
        });
    }
    group.finish();
}

criterion_group!(benches, distances);
criterion_main!(benches);
