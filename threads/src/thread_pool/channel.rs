//! Stage one: a pool in thirty lines. The queue is a channel, and the workers share its receiver through a lock.
//!
//! What is missing: a job that panics takes its worker with it, and one lock stands between all workers.

use interleave::Named;
use interleave::sync::mpsc::{self, Receiver, Sender};
use interleave::sync::{Arc, Mutex};
use interleave::thread::{self, JoinHandle};

use super::Job;

/// The smallest pool that works.
pub struct ChannelPool {
    /// `None` once the pool is closed: the workers' `recv` fails when the last sender is gone and the channel is empty.
    jobs: Option<Sender<Job>>,
    workers: Vec<JoinHandle<()>>,
}

impl ChannelPool {
    /// A pool of `workers` threads, each living the life `work`: [`take_then_run`], or its twin.
    pub fn new(workers: usize, work: fn(&Mutex<Receiver<Job>>)) -> Self {
        let (sender, receiver) = mpsc::channel().named("jobs");
        let receiver = Arc::new(Mutex::new(receiver).named("receiver"));
        let workers = (0..workers)
            .map(|_| {
                let receiver = Arc::clone(&receiver);
                thread::spawn(move || work(&receiver))
            })
            .collect();
        ChannelPool {
            jobs: Some(sender),
            workers,
        }
    }

    /// Hands `job` to the pool.
    ///
    /// # Panics
    ///
    /// If panicking jobs have ended all workers.
    pub fn submit(&self, job: impl FnOnce() + Send + 'static) {
        let jobs = self.jobs.as_ref().expect("only drop closes the pool");
        jobs.send(Box::new(job))
            .expect("a worker is left to receive");
    }
}

impl Drop for ChannelPool {
    /// Closes the channel, then waits for the workers. In the other order they would wait for each other for ever.
    fn drop(&mut self) {
        self.jobs = None;
        for worker in self.workers.drain(..) {
            // A worker that a panic ended has nothing more to say.
            let _ = worker.join();
        }
    }
}

/// The life of a worker: the lock is held while it waits for a job, and given back before the job runs.
pub fn take_then_run(jobs: &Mutex<Receiver<Job>>) {
    loop {
        // The guard is a temporary of this statement: it is dropped at the semicolon. No job runs under the lock, so no
        // panic can poison it.
        let job = jobs.lock().unwrap().recv();
        let Ok(job) = job else { return };
        job();
    }
}

/// Twin: a loop that reads better and holds the lock while the job runs.
pub mod lock_held_while_running {
    use super::{Job, Mutex, Receiver};

    /// The guard is a temporary of the loop's condition, and lives until the end of the loop's body: only one worker
    /// ever runs, and two jobs that wait for each other wait for ever.
    pub fn work(jobs: &Mutex<Receiver<Job>>) {
        while let Ok(job) = jobs.lock().unwrap().recv() {
            job();
        }
    }
}
