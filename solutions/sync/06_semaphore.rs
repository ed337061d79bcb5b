//! # A semaphore that serves in order
//!
//! Route: more, 30 minutes.
//!
//! A semaphore has permits. `run` takes so many of them, does some work, and gives them back. Who does not get enough waits.
//!
//! - First come, first served. Who asks for many is not passed over by those who ask for few, even if few are free.
//! - All who fit work at the same time.
//! - The permits come back whatever happens, also if the work panics.
//! - Who asks for more than there are in all would wait for ever, and panics instead.
//! - Who waits sleeps, and is woken when it can go on. A thread that sleeps may wake without reason.
//!
//! Seen in: `cargo run -p sync --example 07_semaphore`, `05_condvar`.

use std::collections::VecDeque;

use lab::Named;
use lab::sync::{Condvar, Mutex, PoisonError};

/// Permits that threads borrow.
pub struct Semaphore {
    permits: usize,
    // BEGIN SOLUTION ->
    // STARTER: // What is free, who waits, and how they are woken.
    state: Mutex<State>,
    changed: Condvar,
    // END SOLUTION
}

// BEGIN SOLUTION ->
#[derive(Debug)]
struct State {
    free: usize,
    /// The numbers of those who wait, in the order in which they came.
    line: VecDeque<u64>,
    next: u64,
}

/// Gives permits back when it is dropped, by the end of the work or by its panic.
struct Borrowed<'a> {
    semaphore: &'a Semaphore,
    count: usize,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        // Poisoned or not: a second panic while the work's own is on its way would end the process.
        let state = self.semaphore.state.lock();
        state.unwrap_or_else(PoisonError::into_inner).free += self.count;
        self.semaphore.changed.notify_all();
    }
}
// END SOLUTION

impl Semaphore {
    /// All of `permits` are free.
    pub fn new(permits: usize) -> Self {
        // BEGIN SOLUTION ->
        // STARTER: Semaphore { permits }
        Semaphore {
            permits,
            state: Mutex::new(State {
                free: permits,
                line: VecDeque::new(),
                next: 0,
            })
            .named("state"),
            changed: Condvar::new().named("changed"),
        }
        // END SOLUTION
    }

    /// Waits for `count` permits, and does `work` with them.
    ///
    /// # Panics
    ///
    /// If the semaphore has fewer in all; and if `work` does.
    pub fn run<R>(&self, count: usize, work: impl FnOnce() -> R) -> R {
        // BEGIN SOLUTION -> todo!("take the permits in turn, do the work, and give them back")
        assert!(
            count <= self.permits,
            "{count} permits of {}: nobody can ever get them",
            self.permits
        );
        let mut state = self.state.lock().unwrap();
        let mine = state.next;
        state.next += 1;
        state.line.push_back(mine);
        while state.line[0] != mine || state.free < count {
            state = self.changed.wait(state).unwrap();
        }
        state.line.pop_front();
        state.free -= count;
        drop(state);
        // The next in line may fit, too.
        self.changed.notify_all();
        let _borrowed = Borrowed {
            semaphore: self,
            count,
        };
        work()
        // END SOLUTION
    }

    /// How many permits are free at this moment.
    pub fn free(&self) -> usize {
        // BEGIN SOLUTION -> todo!("what is free")
        self.state.lock().unwrap().free
        // END SOLUTION
    }

    /// How many wait for permits at this moment.
    pub fn waiting(&self) -> usize {
        // BEGIN SOLUTION -> todo!("how many wait")
        self.state.lock().unwrap().line.len()
        // END SOLUTION
    }
}
