//! What it costs to start a piece of work elsewhere and wait for its end: on a thread of its own, by the pool of lesson 17,
//! and by rayon, which has as many workers.
//!
//! Run: `cargo bench -p threads-benches --bench spawn_cost`
//! Read: times are for all jobs of a line together. The jobs are empty: what is measured is the starting and the waiting.
//! A piece of work pays for its own thread only if it takes many times as long as an empty one. One item alone, `par_iter`
//! does at once, on the calling thread.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rayon::prelude::*;
use std::hint::black_box;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use threads::thread_pool::ThreadPool;

fn spawn_and_wait(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("empty jobs");
    group
        .sample_size(50)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(2));
    for jobs in [1, 100] {
        group.bench_function(BenchmarkId::new("thread spawn and join", jobs), |bencher| {
            bencher.iter(|| {
                let threads: Vec<_> = (0..jobs)
                    .map(|job| thread::spawn(move || work(job)))
                    .collect();
                for thread in threads {
                    thread.join().unwrap();
                }
            });
        });
        group.bench_function(BenchmarkId::new("thread scope", jobs), |bencher| {
            bencher.iter(|| {
                thread::scope(|scope| {
                    for job in 0..jobs {
                        scope.spawn(move || work(job));
                    }
                });
            });
        });
        group.bench_function(BenchmarkId::new("thread pool", jobs), |bencher| {
            let pool = ThreadPool::new(rayon::current_num_threads());
            let (done, ends) = mpsc::channel();
            bencher.iter(|| {
                for job in 0..jobs {
                    let done = done.clone();
                    pool.submit(move || {
                        work(job);
                        done.send(()).expect("the bench waits for all jobs");
                    });
                }
                ends.iter().take(jobs as usize).for_each(drop);
            });
        });
        group.bench_function(BenchmarkId::new("rayon scope", jobs), |bencher| {
            bencher.iter(|| {
                rayon::scope(|scope| {
                    for job in 0..jobs {
                        scope.spawn(move |_| work(job));
                    }
                });
            });
        });
        group.bench_function(BenchmarkId::new("rayon par_iter", jobs), |bencher| {
            bencher.iter(|| (0..jobs).into_par_iter().for_each(work));
        });
    }
    group.finish();
}

fn work(job: u32) {
    black_box(job);
}

criterion_group!(benches, spawn_and_wait);
criterion_main!(benches);
