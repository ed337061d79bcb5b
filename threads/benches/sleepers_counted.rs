//! Stage two of the pool with one change: a push notifies only if a worker sleeps.
//!
//! It stands between [`OneQueue`](threads::thread_pool::one_queue::OneQueue) and
//! [`TwoQueues`](threads::thread_pool::two_queues::TwoQueues), so that the bench can tell what needless notifications cost
//! from what sharing one lock costs.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

use threads::thread_pool::{Job, Queue};

/// Jobs behind one lock, and how many workers sleep.
#[derive(Default)]
pub struct SleepersCounted {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    sleeping: usize,
    closed: bool,
}

// No job runs while the lock is held: it is never poisoned.
impl Queue for SleepersCounted {
    fn push(&self, job: Job) {
        let mut state = self.state.lock().unwrap();
        state.jobs.push_back(job);
        let somebody_sleeps = state.sleeping > 0;
        drop(state);
        if somebody_sleeps {
            self.changed.notify_one();
        }
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
            state.sleeping += 1;
            state = self.changed.wait(state).unwrap();
            state.sleeping -= 1;
        }
    }

    fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.changed.notify_all();
    }
}
