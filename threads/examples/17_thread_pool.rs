//! # A thread pool from scratch
//!
//! Route: core, 25 minutes.
//!
//! To start a thread costs far more than to run a small job. A *thread pool* starts its threads once; these *workers* then
//! take job after job from a queue. Two workers get six jobs, and the third job panics. How many jobs complete? What
//! becomes of the worker that ran the third? And what of the jobs that still wait when the pool is shut down?
//!
//! Run: `cargo run -p threads --example 17_thread_pool`
//! Look for: jobs 5 and 6 wait for each other, so both workers outlived the panic. Then: one lock held too long, and two
//! workers are as good as one.
//! Try: read the stages in `src/thread_pool/` in order. Why does stage 2 cost more than stage 1? Then see each twin break:
//! `cargo loom -p threads thread_pool`.
//! Prints: `pool: 6 jobs submitted, 5 completed, 1 panicked ("job 3 found no paper"), 0 lost`

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use threads::measure::{medians, ratio};
use threads::thread_pool::channel::{ChannelPool, lock_held_while_running, take_then_run};
use threads::thread_pool::one_queue::OneQueue;
use threads::thread_pool::{Job, Queue, ThreadPool};

const WORKERS: usize = 2;

fn main() {
    threads::arguments::none();

    println!("a pool of {WORKERS} workers gets 6 jobs; the third panics");
    a_panic_harms_nobody();

    println!("\ntwo jobs for two workers; the first waits for a word from the second");
    println!(
        "  lock given back before the job runs:  {}",
        one_waits_for_the_other(take_then_run)
    );
    println!(
        "  lock held while the job runs (twin):  {}",
        one_waits_for_the_other(lock_held_while_running::work)
    );

    println!("\nwhat an empty job costs (changes from run to run)");
    cost_of_a_job();
}

/// Six jobs, one of which panics, and a shutdown while some still wait in the queue.
fn a_panic_harms_nobody() {
    let pool = ThreadPool::new(WORKERS);
    let both_workers = Arc::new(Barrier::new(WORKERS));
    for job in 1..=6 {
        let both_workers = Arc::clone(&both_workers);
        pool.submit(move || {
            println!("{}: took job {job}", worker());
            match job {
                3 => panic!("job 3 found no paper"),
                5 | 6 => drop(both_workers.wait()),
                // The printer works, the thread waits.
                _ => thread::sleep(Duration::from_millis(10)),
            }
        });
    }
    println!("main:     submitted 6 jobs, shuts the pool down");
    let report = pool.shutdown();

    let panicked = report.panics.len();
    println!(
        "pool: 6 jobs submitted, {} completed, {panicked} panicked ({:?}), {} lost",
        report.completed,
        report.panics.join(", "),
        6 - report.completed - panicked
    );
}

/// `worker 1`: the pool names its threads.
fn worker() -> String {
    thread::current().name().unwrap_or("nameless").to_string()
}

/// Whether two jobs can run at the same time, in a pool whose workers live the life `work`.
fn one_waits_for_the_other(work: fn(&Mutex<Receiver<Job>>)) -> &'static str {
    const PATIENCE: Duration = Duration::from_millis(400);
    let (word, listener) = mpsc::channel();
    let (verdict, heard) = mpsc::channel();
    let pool = ChannelPool::new(WORKERS, work);
    pool.submit(move || {
        let came = listener.recv_timeout(PATIENCE).is_ok();
        verdict.send(came).expect("main waits for the verdict");
    });
    // Fails if the first job has given up: then nobody listens any more.
    pool.submit(move || word.send("hello").unwrap_or_default());
    drop(pool);
    match heard.recv() {
        Ok(true) => "the word came: both jobs ran at once",
        _ => "no word came: the second job had to wait for the first",
    }
}

/// A thread for each job against the three stages of the pool, in turn.
fn cost_of_a_job() {
    // Many more for the pools: their start and end are shared out among all jobs.
    const JOBS: [usize; 2] = [100, 10_000];
    let [by_threads, by_channel, by_one_queue, by_two_queues] = medians(
        Duration::from_millis(800),
        [
            &mut || (0..JOBS[0]).for_each(|_| thread::spawn(|| {}).join().unwrap()),
            &mut || {
                let pool = ChannelPool::new(WORKERS, take_then_run);
                (0..JOBS[1]).for_each(|_| pool.submit(|| {}));
            },
            &mut || run_in(ThreadPool::with_queue(WORKERS, OneQueue::new()), JOBS[1]),
            &mut || run_in(ThreadPool::new(WORKERS), JOBS[1]),
        ],
    );
    let thread = by_threads / JOBS[0] as u32;
    println!(
        "  {:<34}{:>7} ns",
        "a thread for each job",
        thread.as_nanos()
    );
    for (stage, time) in [
        ("stage 1: a channel behind a lock", by_channel),
        ("stage 2: one queue, one lock", by_one_queue),
        ("stage 3: two queues", by_two_queues),
    ] {
        let job = time / JOBS[1] as u32;
        println!(
            "  {stage:<34}{:>7} ns = 1/{:.0} of a thread",
            job.as_nanos(),
            ratio(thread, job)
        );
    }
}

fn run_in<Q: Queue>(pool: ThreadPool<Q>, jobs: usize) {
    (0..jobs).for_each(|_| pool.submit(|| {}));
    pool.shutdown();
}
