//! OS threads, kept from one execution to the next: making one costs more than most executions.

use std::sync::mpsc::{Sender, channel};
use std::thread::{Builder, JoinHandle};

/// What a worker runs.
pub(super) type Job = Box<dyn FnOnce() + Send>;

/// One OS thread per modelled thread, made when first needed.
#[derive(Default)]
pub(super) struct Workers(Vec<Option<Worker>>);

struct Worker {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

impl Workers {
    /// Runs `job` on the worker of modelled thread `thread`, after the jobs that it still has.
    pub(super) fn run(&mut self, thread: usize, job: Job) {
        if self.0.len() <= thread {
            self.0.resize_with(thread + 1, || None);
        }
        let worker = self.0[thread].get_or_insert_with(Worker::start);
        worker
            .jobs
            .send(job)
            .unwrap_or_else(|_| unreachable!("a worker ends only after its sender"));
    }

    /// Gives up the OS thread of `thread`, which will never come back.
    pub(super) fn forget(&mut self, thread: usize) {
        if let Some(worker) = self.0.get_mut(thread) {
            *worker = None;
        }
    }
}

impl Worker {
    fn start() -> Self {
        let (jobs, inbox) = channel::<Job>();
        let thread = Builder::new()
            .name("explored".to_string())
            .spawn(move || {
                for job in inbox {
                    job();
                }
            })
            .expect("the system has room for another thread");
        Worker { jobs, thread }
    }
}

impl Drop for Workers {
    /// Waits for the OS threads, so that a check leaves none behind.
    fn drop(&mut self) {
        for Worker { jobs, thread } in self.0.drain(..).flatten() {
            drop(jobs);
            // A job catches the panics of the code under test: a worker does not panic.
            let _ = thread.join();
        }
    }
}
