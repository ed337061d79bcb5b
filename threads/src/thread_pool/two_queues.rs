//! Stage three: those who push and those who take have a list each, and meet only when the takers' list is empty.
//!
//! In stage two every push and every take goes through one lock, and every push calls into the operating system to wake
//! somebody, whether anybody sleeps or not. Both cost more than an empty job. Here
//!
//! - a worker that finds its side empty swaps the two lists: one meeting for as many jobs as have arrived;
//! - only one worker at a time, the *leader*, waits for arrivals, and notes that it does; the others queue for its
//!   lock. So a push knows whether to notify, and one notification serves all pushes until the leader wakes.
//!
//! A worker takes one job at a time. Taking a handful would save more locking, but the jobs behind a long one would
//! wait for it while other workers are free, and a job that waits for one behind it would wait for ever.

use interleave::Named;
use interleave::sync::{Condvar, Mutex, MutexGuard};
use std::collections::VecDeque;
use std::mem;

use super::{Job, Queue};

/// Jobs behind two locks. Whoever needs both takes `ready` first.
pub struct TwoQueues {
    /// The older jobs, from which workers take. The leader keeps it locked while it waits for `arrivals`.
    ready: Mutex<VecDeque<Job>>,
    /// The newer jobs, to which `push` adds.
    arrivals: Mutex<Arrivals>,
    /// Notified when an awaited job arrives, and at the end.
    arrived: Condvar,
}

struct Arrivals {
    jobs: VecDeque<Job>,
    /// The leader sleeps, and nobody has notified it yet.
    awaited: bool,
    closed: bool,
}

impl TwoQueues {
    /// An open queue without jobs.
    pub fn new() -> Self {
        let arrivals = Arrivals {
            jobs: VecDeque::new(),
            awaited: false,
            closed: false,
        };
        TwoQueues {
            ready: Mutex::new(VecDeque::new()).named("ready"),
            arrivals: Mutex::new(arrivals).named("arrivals"),
            arrived: Condvar::new().named("arrived"),
        }
    }

    /// Waits for arrivals, as the leader: holding the lock of `ready`, so that there is no second one.
    fn wait_for_arrivals(&self) -> MutexGuard<'_, Arrivals> {
        let mut arrivals = self.arrivals.lock().unwrap();
        while arrivals.jobs.is_empty() && !arrivals.closed {
            arrivals.awaited = true;
            arrivals = self.arrived.wait(arrivals).unwrap();
        }
        arrivals
    }
}

impl Default for TwoQueues {
    fn default() -> Self {
        Self::new()
    }
}

// No job runs, and nothing else can panic, while a lock is held: they are never poisoned.
impl Queue for TwoQueues {
    fn push(&self, job: Job) {
        let mut arrivals = self.arrivals.lock().unwrap();
        arrivals.jobs.push_back(job);
        let awaited = mem::take(&mut arrivals.awaited);
        // After unlocking: a leader woken earlier would run straight into the lock.
        drop(arrivals);
        if awaited {
            self.arrived.notify_one();
        }
    }

    fn take(&self) -> Option<Job> {
        let mut ready = self.ready.lock().unwrap();
        if ready.is_empty() {
            mem::swap(&mut *ready, &mut self.wait_for_arrivals().jobs);
        }
        // Still empty only if the queue is closed.
        ready.pop_front()
    }

    fn close(&self) {
        self.arrivals.lock().unwrap().closed = true;
        // The leader goes home and unlocks `ready`; the next worker becomes leader, finds the same, and so on.
        self.arrived.notify_one();
    }
}

/// Twin: `push` asks whether somebody waits before it adds the job, not under the same lock.
pub mod asked_before_pushing {
    use super::{Job, TwoQueues, mem};

    /// The leader may fall asleep between the question and the push: the job is there, and nobody comes for it.
    pub fn push(queue: &TwoQueues, job: Job) {
        let awaited = mem::take(&mut queue.arrivals.lock().unwrap().awaited);
        queue.arrivals.lock().unwrap().jobs.push_back(job);
        if awaited {
            queue.arrived.notify_one();
        }
    }
}
