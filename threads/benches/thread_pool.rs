//! What the pool of lesson 17 adds to a job: two workers, one producer outside, a hundred thousand empty jobs, including the
//! drain and the end of the workers.
//!
//! Run: `cargo bench -p threads-benches --bench thread_pool`
//! Read: the table at the end. The claim: `two queues` spends at most twice what `rayon::ThreadPool::spawn` spends.
//!
//! The group `empty jobs` compares pools; all run the same jobs, in the same way, from the first submit to the last join:
//!
//! - `channel`, `one queue`, `two queues`: the three stages of the lesson;
//! - `one queue, counted`: one queue whose pushes notify only if a worker sleeps. From `one queue` to here is the price of
//!   needless calls into the kernel; from here to `two queues` is the price of one lock for all;
//! - `crossbeam`: the same workers on a lock-free channel;
//! - `rayon`: work-stealing workers. What comes from outside goes through one queue for all, one job at a time. It keeps
//!   more promises for the price: jobs can spawn jobs without meeting in one queue, and each holds on to its pool.
//!
//! The group `where it goes` takes our pool apart:
//!
//! - `calls`: the jobs alone, through their boxes and past `catch_unwind`, without any queue;
//! - `queue`: the same through the queue by one thread: plus a push and a take, all locks free;
//! - `submit`: the producer's side alone, while the workers are held up by a job;
//! - `drain`: the workers' side alone: everything is there, they take and run it, and go home;
//! - `empty jobs/two queues` again beside them: both sides at once, with the caches and the kernel between them;
//! - `with a value`: jobs that carry three words, which have to be allocated here and freed there. An empty closure
//!   has no size, and its box allocates nothing.

use criterion::{BatchSize, Bencher, Criterion, Throughput};
use crossbeam::channel::{self, Sender};
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Barrier};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use threads::thread_pool::channel::{ChannelPool, take_then_run};
use threads::thread_pool::one_queue::OneQueue;
use threads::thread_pool::two_queues::TwoQueues;
use threads::thread_pool::{Job, Queue, ThreadPool};
use threads_benches::ratio::Estimates;
use threads_benches::sleepers_counted::SleepersCounted;

const WORKERS: usize = 2;
const JOBS: usize = 100_000;

fn main() {
    let estimates = Estimates::of_this_program();
    let mut criterion = Criterion::default()
        .output_directory(estimates.folder())
        .sample_size(60)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    empty_jobs(&mut criterion);
    where_it_goes(&mut criterion);
    criterion.final_summary();
    table(&estimates);
}

/// Each pool from the first submit to the end of its workers.
fn empty_jobs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("empty jobs");
    group.throughput(Throughput::Elements(JOBS as u64));
    group.bench_function("two queues", |bencher| {
        ours(bencher, TwoQueues::new);
    });
    group.bench_function("rayon", |bencher| {
        bencher.iter_batched(
            Rayon::new,
            |Rayon { pool, ended }| {
                (0..JOBS).for_each(|_| pool.spawn(|| {}));
                // Its workers end when no job is left, and each passes the barrier when it ends.
                drop(pool);
                ended.wait()
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("crossbeam", |bencher| {
        bencher.iter_batched(
            CrossbeamPool::new,
            |pool| {
                (0..JOBS).for_each(|_| pool.submit(|| {}));
                pool.shutdown();
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("one queue", |bencher| {
        ours(bencher, OneQueue::new);
    });
    group.bench_function("one queue, counted", |bencher| {
        ours(bencher, SleepersCounted::default);
    });
    group.bench_function("channel", |bencher| {
        bencher.iter_batched(
            || ChannelPool::new(WORKERS, take_then_run),
            |pool| {
                (0..JOBS).for_each(|_| pool.submit(|| {}));
                drop(pool);
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// Our pool on the queue that `queue` makes.
fn ours<Q: Queue>(bencher: &mut Bencher<'_>, queue: fn() -> Q) {
    bencher.iter_batched(
        || ThreadPool::with_queue(WORKERS, queue()),
        |pool| {
            (0..JOBS).for_each(|_| pool.submit(|| {}));
            pool.shutdown()
        },
        BatchSize::PerIteration,
    );
}

/// The parts of our pool's price.
fn where_it_goes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("where it goes");
    group.throughput(Throughput::Elements(JOBS as u64));
    group.bench_function("calls", |bencher| {
        bencher.iter(|| (0..JOBS).for_each(|_| run(black_box(Box::new(|| {})))));
    });
    group.bench_function("queue", |bencher| {
        let queue = TwoQueues::new();
        bencher.iter(|| {
            (0..JOBS).for_each(|_| queue.push(Box::new(|| {})));
            (0..JOBS).filter_map(|_| queue.take()).for_each(run);
        });
    });
    group.bench_function("submit", |bencher| {
        bencher.iter_custom(|rounds| sides(rounds).0);
    });
    group.bench_function("drain", |bencher| {
        bencher.iter_custom(|rounds| sides(rounds).1);
    });
    group.bench_function("with a value", |bencher| {
        bencher.iter_batched(
            || ThreadPool::new(WORKERS),
            |pool| {
                for job in 0..JOBS {
                    let value = black_box([job; 3]);
                    pool.submit(move || carry(value));
                }
                pool.shutdown()
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("with a value, rayon", |bencher| {
        bencher.iter_batched(
            Rayon::new,
            |Rayon { pool, ended }| {
                for job in 0..JOBS {
                    let value = black_box([job; 3]);
                    pool.spawn(move || carry(value));
                }
                drop(pool);
                ended.wait()
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// Runs a job as the pool's workers do.
fn run(job: Job) {
    let _ = catch_unwind(AssertUnwindSafe(job));
}

/// A job with three words to carry.
fn carry(value: [usize; 3]) {
    black_box(value);
}

/// The time for all submits while every worker is held up, and then for the drain.
fn sides(rounds: u64) -> (Duration, Duration) {
    let (mut submitting, mut draining) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..rounds {
        let pool = ThreadPool::new(WORKERS);
        let (held, released) = (
            Arc::new(Barrier::new(WORKERS + 1)),
            Arc::new(Barrier::new(WORKERS + 1)),
        );
        for _ in 0..WORKERS {
            let (held, released) = (Arc::clone(&held), Arc::clone(&released));
            pool.submit(move || {
                held.wait();
                released.wait();
            });
        }
        held.wait();
        let start = Instant::now();
        (0..JOBS).for_each(|_| pool.submit(|| {}));
        submitting += start.elapsed();
        let start = Instant::now();
        released.wait();
        pool.shutdown();
        draining += start.elapsed();
    }
    (submitting, draining)
}

/// A pool of rayon's whose end can be waited for.
struct Rayon {
    pool: rayon::ThreadPool,
    ended: Arc<Barrier>,
}

impl Rayon {
    fn new() -> Self {
        let ended = Arc::new(Barrier::new(WORKERS + 1));
        let at_exit = Arc::clone(&ended);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(WORKERS)
            .exit_handler(move |_| {
                at_exit.wait();
            })
            .build()
            .expect("the system has room for another thread");
        Rayon { pool, ended }
    }
}

/// Our workers on crossbeam's channel.
struct CrossbeamPool {
    jobs: Sender<Job>,
    workers: Vec<JoinHandle<()>>,
}

impl CrossbeamPool {
    fn new() -> Self {
        let (jobs, receiver) = channel::unbounded::<Job>();
        let worker = |_| {
            let receiver = receiver.clone();
            thread::spawn(move || receiver.into_iter().for_each(run))
        };
        let workers = (0..WORKERS).map(worker).collect();
        CrossbeamPool { jobs, workers }
    }

    fn submit(&self, job: impl FnOnce() + Send + 'static) {
        self.jobs
            .send(Box::new(job))
            .expect("the workers receive until the end");
    }

    fn shutdown(self) {
        drop(self.jobs);
        for worker in self.workers {
            worker
                .join()
                .expect("a worker catches the panics of its jobs");
        }
    }
}

/// What was measured, per job and against rayon. Says nothing about what a filter left out.
fn table(estimates: &Estimates) {
    println!("\n{WORKERS} workers, {JOBS} jobs: medians per job with their intervals");
    let row = |group: &str, name: &str, rayon: Option<&str>| {
        let Some(median) = estimates.median(group, name) else {
            return;
        };
        let each = format!("{:.1}", median.each(JOBS));
        print!("  {group:<14} {name:<20} {each:>24} ns");
        match rayon.and_then(|rayon| estimates.median(group, rayon)) {
            Some(rayon) => println!("  {} of rayon", median.over(rayon)),
            None => println!(),
        }
    };
    for pool in [
        "two queues",
        "rayon",
        "crossbeam",
        "channel",
        "one queue",
        "one queue, counted",
    ] {
        row("empty jobs", pool, (pool != "rayon").then_some("rayon"));
    }
    for part in ["calls", "queue", "submit", "drain"] {
        row("where it goes", part, None);
    }
    row("where it goes", "with a value", Some("with a value, rayon"));
    row("where it goes", "with a value, rayon", None);
}
