//! Stage two: the queue without a channel. A list and a flag behind one lock, and a condition to wait for.

use interleave::Named;
use interleave::sync::{Condvar, Mutex};
use std::collections::VecDeque;

use super::{Job, Queue};

/// Jobs behind one lock.
///
/// What a sleeping worker waits for, *a job or the end*, is changed under the lock only, and whoever changes it
/// notifies. So nobody falls asleep between a change and its notification.
pub struct OneQueue {
    state: Mutex<State>,
    /// Notified after each change of `state`.
    changed: Condvar,
}

struct State {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl OneQueue {
    /// An open queue without jobs.
    pub fn new() -> Self {
        let state = State {
            jobs: VecDeque::new(),
            closed: false,
        };
        OneQueue {
            state: Mutex::new(state).named("queue"),
            changed: Condvar::new().named("changed"),
        }
    }
}

impl Default for OneQueue {
    fn default() -> Self {
        Self::new()
    }
}

// No job runs, and nothing else can panic, while the lock is held: it is never poisoned.
impl Queue for OneQueue {
    fn push(&self, job: Job) {
        self.state.lock().unwrap().jobs.push_back(job);
        // After unlocking: a worker woken earlier would run straight into the lock.
        self.changed.notify_one();
    }

    fn take(&self) -> Option<Job> {
        let mut state = self.state.lock().unwrap();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).unwrap();
        }
    }

    fn close(&self) {
        self.state.lock().unwrap().closed = true;
        // Every sleeper has to go home, not one.
        self.changed.notify_all();
    }
}

/// Twin: closing sets the flag and tells nobody.
pub mod closed_without_notifying {
    use super::OneQueue;

    /// A worker that already sleeps never looks at the flag.
    pub fn close(queue: &OneQueue) {
        queue.state.lock().unwrap().closed = true;
    }
}

/// Twin: a worker looks for a job once, sleeps, and takes it for granted that a job is there when it wakes.
pub mod looked_only_once {
    use super::{Job, OneQueue};

    /// A wait may end for no reason, and a woken worker may find that another was faster: this one then reports the
    /// end of a queue that is still open, and goes home.
    pub fn take(queue: &OneQueue) -> Option<Job> {
        let mut state = queue.state.lock().unwrap();
        if state.jobs.is_empty() && !state.closed {
            state = queue.changed.wait(state).unwrap();
        }
        state.jobs.pop_front()
    }
}

/// Twin: the flag that says "closed" stands beside the lock, not under it.
pub mod flag_outside_the_lock {
    use super::{Condvar, Job, Mutex, Named, VecDeque};
    use interleave::sync::atomic::{AtomicBool, Ordering::SeqCst};

    /// Even the strongest ordering does not help: what is missing is mutual exclusion between *look, then sleep* and
    /// *set, then notify*.
    pub struct Flagged {
        jobs: Mutex<VecDeque<Job>>,
        closed: AtomicBool,
        changed: Condvar,
    }

    impl Flagged {
        /// An open queue without jobs.
        #[expect(clippy::new_without_default, reason = "a twin has one use")]
        pub fn new() -> Self {
            Flagged {
                jobs: Mutex::new(VecDeque::new()).named("queue"),
                closed: AtomicBool::new(false).named("closed"),
                changed: Condvar::new().named("changed"),
            }
        }

        /// The oldest job. A worker that has found the queue open, but does not sleep yet, misses the notification.
        pub fn take(&self) -> Option<Job> {
            let mut jobs = self.jobs.lock().unwrap();
            while jobs.is_empty() && !self.closed.load(SeqCst) {
                jobs = self.changed.wait(jobs).unwrap();
            }
            jobs.pop_front()
        }

        /// Notifies whoever sleeps at this moment.
        pub fn close(&self) {
            self.closed.store(true, SeqCst);
            self.changed.notify_all();
        }
    }
}
