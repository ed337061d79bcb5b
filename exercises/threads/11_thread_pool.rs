//! # A pool that hands results back
//!
//! Route: core, 40 minutes.
//!
//! A pool starts its workers once and gives them jobs. `submit` returns a handle at once; `wait` on the handle gives what
//! the job returned.
//!
//! - Workers take jobs in the order in which they were submitted, as many at a time as there are workers, no more.
//!   A worker without a job sleeps.
//! - A job that panics harms nobody: `wait` gives the payload as `Err`, as `join` of a thread does, and the worker goes on.
//! - A handle may be dropped. Its job runs all the same.
//! - Dropping the pool finishes every job that was submitted, then ends the workers. A job may own the pool together with
//!   others, and be the last to let it go: then the pool is dropped by one of its own workers, which cannot wait for its own
//!   end.
//!
//! `JoinHandle::thread().id()` and `thread::current().id()` tell who is who. `catch_unwind(AssertUnwindSafe(job))` gives a
//! panic as `Err`.
//!
//! Seen in: `cargo run -p threads --example 17_thread_pool`
//!
//! Check: `cargo course check 11_thread_pool`, or by hand `cargo test -p exercises-threads --test 11_thread_pool`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lab::Named;
use lab::sync::mpsc::{self, Receiver};
use lab::sync::{Arc, Condvar, Mutex};
use lab::thread::{self, JoinHandle};

type Job = Box<dyn FnOnce() + Send>;

/// Workers, and the jobs that wait for them.
pub struct Pool {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
}

/// What the pool and its workers share.
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    queue: VecDeque<Job>,
    /// No job will be submitted any more.
    closed: bool,
}

/// The result of one job, when it is there.
pub struct Handle<T> {
    result: Receiver<thread::Result<T>>,
}

impl<T> Handle<T> {
    /// Waits until the job has ended. Gives what it returned, or the payload of its panic.
    pub fn wait(self) -> thread::Result<T> {
        self.result
            .recv()
            .expect("every job that was submitted is run")
    }
}

impl Pool {
    /// Starts so many workers. Without any, no job would ever run: ask for one or more.
    pub fn new(workers: usize) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                queue: VecDeque::new(),
                closed: false,
            })
            .named("state"),
            changed: Condvar::new().named("changed"),
        });
        let workers = (0..workers)
            .map(|_| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || work(&shared))
            })
            .collect();
        Pool { shared, workers }
    }

    /// Lets a worker run `job` as soon as one is free.
    pub fn submit<T, F>(&self, job: F) -> Handle<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        todo!("put the job into the queue, and wake a worker")
    }
}

/// What each worker does.
fn work(shared: &Shared) {
    let _ = shared; // Take jobs and run them, until the pool is closed and the queue is empty.
}

impl Drop for Pool {
    fn drop(&mut self) {
        let _ = &self.workers; // Close the pool, and wait for the workers.
    }
}
