//! A thread pool: threads that are made once and then run one job after the other.
//!
//! A pool answers three questions.
//!
//! 1. How does a job reach a worker? Through a queue that every worker takes from.
//! 2. How does the pool end? The queue is closed, the workers empty it, and each finds the way out by itself.
//! 3. What does a panicking job do? It harms nobody: the worker catches the panic, notes it and takes the next job.
//!
//! Three stages, each a file that can be read alone:
//!
//! | stage | queue | what it shows |
//! |---|---|---|
//! | [`channel`] | a channel behind a lock | the idea, in thirty lines; a panic still ends a worker |
//! | [`one_queue`] | one list, one lock, one condition | nothing is hidden: waiting, waking, closing; each push calls the kernel |
//! | [`two_queues`] | one list for those who push, one for those who take | who pushes rarely meets who takes, and calls only if somebody sleeps |
//!
//! From stage two on the pool is [`ThreadPool`], and only its queue differs; stage three is the one to keep.
//! What each costs beside `rayon` is measured by `cargo bench -p threads-benches --bench thread_pool`. Models and twins are
//! checked by `cargo loom -p threads thread_pool`.
//! In your own programs, take [`rayon::ThreadPool`](https://docs.rs/rayon): its jobs can wait for jobs of their own.

pub mod channel;
pub mod one_queue;
pub mod two_queues;

use interleave::sync::Arc;
use interleave::thread::{self, JoinHandle};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use two_queues::TwoQueues;

/// What a worker runs: once, on whichever worker is free.
pub type Job = Box<dyn FnOnce() + Send + 'static>;

/// How jobs reach the workers: first in, first out.
pub trait Queue: Send + Sync + 'static {
    /// Puts `job` behind all others. It starts as soon as a worker is free and no older job is left.
    fn push(&self, job: Job);

    /// The oldest job. Waits while there is none; `None` once the queue is closed and empty.
    fn take(&self) -> Option<Job>;

    /// Promises that no job will follow. What is queued can still be taken.
    fn close(&self);
}

/// A fixed number of workers and the queue that feeds them.
///
/// ```
/// use std::sync::mpsc;
/// use threads::thread_pool::ThreadPool;
///
/// let pool = ThreadPool::new(2);
/// let (results, collected) = mpsc::channel();
/// for n in 1..=3 {
///     let results = results.clone();
///     pool.submit(move || results.send(n * n).unwrap());
/// }
/// let report = pool.shutdown();
/// assert_eq!(report.completed, 3);
/// assert_eq!(collected.try_iter().sum::<i32>(), 1 + 4 + 9);
/// ```
///
/// Dropping the pool is a [`shutdown`](ThreadPool::shutdown) without the report.
pub struct ThreadPool<Q: Queue = TwoQueues> {
    queue: Arc<Q>,
    workers: Vec<JoinHandle<Report>>,
}

impl ThreadPool {
    /// A pool of `workers` threads, named `worker 1`, `worker 2`, …
    ///
    /// # Panics
    ///
    /// If `workers` is zero, or the system has no room for another thread.
    pub fn new(workers: usize) -> Self {
        Self::with_queue(workers, TwoQueues::new())
    }
}

impl<Q: Queue> ThreadPool<Q> {
    /// A pool fed by `queue`.
    ///
    /// # Panics
    ///
    /// If `workers` is zero, or the system has no room for another thread.
    pub fn with_queue(workers: usize, queue: Q) -> Self {
        assert!(workers > 0, "a pool without workers runs nothing");
        // The pool exists before its workers: if a spawn fails, dropping it sends the others home.
        let mut pool = ThreadPool {
            queue: Arc::new(queue),
            workers: Vec::with_capacity(workers),
        };
        for number in 1..=workers {
            let queue = Arc::clone(&pool.queue);
            let worker = thread::Builder::new()
                .name(format!("worker {number}"))
                .spawn(move || work(&*queue))
                .expect("the system has room for another thread");
            pool.workers.push(worker);
        }
        pool
    }

    /// Hands `job` to the pool and returns at once. The queue has no bound: a producer that is faster than the workers
    /// for long fills the memory.
    pub fn submit(&self, job: impl FnOnce() + Send + 'static) {
        self.queue.push(Box::new(job));
    }

    /// Runs everything that was submitted, ends the workers and says how it went.
    pub fn shutdown(mut self) -> Report {
        self.close_and_join()
    }

    fn close_and_join(&mut self) -> Report {
        self.queue.close();
        let mut report = Report::default();
        for worker in self.workers.drain(..) {
            // A job may own the last handle to the pool. Its worker cannot wait for itself, and need not: it ends
            // when it finds the queue closed and empty.
            if worker.thread().id() == thread::current().id() {
                continue;
            }
            report.add(
                worker
                    .join()
                    .expect("a worker catches the panics of its jobs"),
            );
        }
        report
    }
}

impl<Q: Queue> Drop for ThreadPool<Q> {
    fn drop(&mut self) {
        self.close_and_join();
    }
}

/// The life of a worker.
fn work(queue: &impl Queue) -> Report {
    let mut report = Report::default();
    while let Some(job) = queue.take() {
        // Whatever the job left half-done is gone with the job: the worker itself shares nothing with it.
        match catch_unwind(AssertUnwindSafe(job)) {
            Ok(()) => report.completed += 1,
            Err(payload) => report.panics.push(message(&*payload)),
        }
    }
    report
}

/// What became of the jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many returned.
    pub completed: usize,
    /// What the others said when they panicked.
    pub panics: Vec<String>,
}

impl Report {
    fn add(&mut self, other: Report) {
        self.completed += other.completed;
        self.panics.extend(other.panics);
    }
}

/// The text of a panic, if it had one.
fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_string())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without text".to_string())
}

/// Twin: the worker catches a panic round its loop, not round each job.
pub mod panic_ends_the_worker {
    use super::{AssertUnwindSafe, Queue, catch_unwind};

    /// Runs jobs until one panics: the worker is gone, and with the last worker every job still queued.
    ///
    /// Without any `catch_unwind` the same happens: the standard library catches a panic where its thread began.
    pub fn work(queue: &impl Queue) {
        let _ = catch_unwind(AssertUnwindSafe(|| {
            while let Some(job) = queue.take() {
                job();
            }
        }));
    }
}

interleave::real_threads_only! {
    #[cfg(test)]
    mod tests;
}
