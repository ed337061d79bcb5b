//! A guard is the lock: it is held from the call of `lock` until the guard is dropped, and that is not always where it
//! seems to be.
//!
//! Jobs lie on a stack under a lock. Doing a job may put another one there: so the lock must be free while a job is done.
//!
//! Models and twins: `cargo loom -p sync guards`.

use interleave::{Named, Shown};

use super::engine::sync::{Arc, Mutex};
use super::engine::thread;

/// Numbers to be worked off. Doing job `n` above 0 puts job `n - 1` there.
pub struct Jobs {
    waiting: Mutex<Vec<u32>>,
}

impl Jobs {
    /// These are waiting; the last one is done first.
    pub fn of(waiting: &[u32]) -> Self {
        Jobs {
            waiting: Mutex::new(waiting.to_vec()).named("waiting").shown(),
        }
    }

    /// Takes a job. The guard is a temporary of the function's last expression: it is dropped when the function returns.
    pub fn take(&self) -> Option<u32> {
        self.waiting.lock().unwrap().pop()
    }

    /// Does job `n`.
    pub fn run(&self, n: u32) {
        if n > 0 {
            self.waiting.lock().unwrap().push(n - 1);
        }
    }

    /// Works off all jobs, and those that they bring. How many that were.
    pub fn work_off(&self) -> u32 {
        let mut done = 0;
        while let Some(job) = self.take() {
            self.run(job);
            done += 1;
        }
        done
    }
}

/// Twin: the guard is a temporary of the `while let`, and lives until the end of the loop's body.
pub mod guard_in_while_let {
    use super::Jobs;

    /// As [`Jobs::work_off`].
    pub fn work_off(jobs: &Jobs) -> u32 {
        let mut done = 0;
        while let Some(job) = jobs.waiting.lock().unwrap().pop() {
            // The lock is still held: `run` waits for its own thread.
            jobs.run(job);
            done += 1;
        }
        done
    }
}

/// Twin: the guard is a temporary of what `match` looks at, and lives until its closing brace.
pub mod guard_in_match {
    use super::Jobs;

    /// Does one job. Says whether there was one.
    pub fn work_off_one(jobs: &Jobs) -> bool {
        match jobs.waiting.lock().unwrap().pop() {
            // The lock is still held, in every arm.
            Some(job) => {
                jobs.run(job);
                true
            }
            None => false,
        }
    }
}

/// Twin: the guard lives while another thread is waited for.
pub mod guard_across_join {
    use super::{Arc, Jobs, thread};

    /// Puts a job there, and lets another thread do it.
    pub fn delegate(jobs: &Arc<Jobs>, job: u32) -> u32 {
        let mut waiting = jobs.waiting.lock().unwrap();
        waiting.push(job);
        let worker = thread::spawn({
            let jobs = Arc::clone(jobs);
            move || jobs.work_off()
        });
        // `waiting` is dropped at the end of the function, after the join. `drop(waiting)` belongs here.
        worker.join().unwrap()
    }
}

/// Right: the guard is dropped before another thread is waited for.
pub fn delegate(jobs: &Arc<Jobs>, job: u32) -> u32 {
    // A statement of its own: its temporary guard is dropped at the semicolon.
    jobs.waiting.lock().unwrap().push(job);
    let worker = thread::spawn({
        let jobs = Arc::clone(jobs);
        move || jobs.work_off()
    });
    worker.join().unwrap()
}
