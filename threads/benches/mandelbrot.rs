//! A picture whose rows cost what nobody knows beforehand: by one thread, by hand and by rayon.
//!
//! Run: `cargo bench -p threads-benches --bench mandelbrot`
//! Read: `thrpt` is in pixels. Divide a time into that of one thread: the speed-up, at most the number of cores.

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use std::time::Duration;
use threads::mandelbrot::View;

fn picture(criterion: &mut Criterion) {
    let workers = rayon::current_num_threads();
    let view = View::new(600, 400);
    let mut group = criterion.benchmark_group(format!("Mandelbrot, {workers} workers"));
    group.throughput(Throughput::Elements((view.width * view.height) as u64));
    group
        .sampling_mode(SamplingMode::Flat)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5));

    group.bench_function("one thread", |bencher| {
        bencher.iter(|| view.by_one_thread());
    });
    group.bench_function("by hand", |bencher| {
        bencher.iter(|| view.by_hand(workers));
    });
    group.bench_function("rayon", |bencher| {
        bencher.iter(|| view.by_rayon());
    });
    group.finish();
}

criterion_group!(benches, picture);
criterion_main!(benches);
