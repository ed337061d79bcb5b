//! # Stop, and say why
//!
//! Route: core, 25 minutes.
//!
//! Workers make steps until somebody says stop, and gives a reason with it. Any thread may say it, a worker or another; the
//! first one counts. Workers look before each step, so looking must be cheap: there is no lock here.
//!
//! - `say` gives the reason if nobody has given one, and tells whether it did. A reason that comes too late is dropped.
//! - `reason` shows the reason once it was said. Who sees it sees all of it. It never waits.
//! - `run` starts so many workers, all at once. Each makes steps until stop was said. A step that runs is finished. When all have
//!   ended, `run` returns how many steps were made, by all of them together: every one is counted.
//!
//! Choose the memory orderings.
//!
//! Seen in: `cargo run -p sync --example 14_happens_before`, `13_atomics`.

use lab::cell::UnsafeCell;
use lab::sync::atomic::{AtomicU8, Ordering};
use lab::{Named, thread};

/// Nobody has said stop.
const SILENT: u8 = 0;
/// Somebody is about to.
const SPEAKING: u8 = 1;
/// The reason is there, and stays.
const SAID: u8 = 2;

/// Says stop once, with a reason.
pub struct Stop<T> {
    /// One of the three numbers above.
    state: AtomicU8,
    reason: UnsafeCell<Option<T>>,
}

// SAFETY: one thread writes the reason, once, and after that all only read it: they share it (`Sync`), and whoever drops the
// `Stop` drops it (`Send`).
unsafe impl<T: Send + Sync> Sync for Stop<T> {}

impl<T> Stop<T> {
    /// Nobody has said stop.
    pub fn new() -> Self {
        Stop {
            state: AtomicU8::new(SILENT).named("state"),
            reason: UnsafeCell::new(None).named("reason"),
        }
    }

    /// Says stop. False if it was said before; then `reason` is dropped.
    pub fn say(&self, reason: T) -> bool {
        // BEGIN SOLUTION -> todo!("be the first, write the reason, and publish it")
        // Relaxed: it decides who writes; nothing is read that another has written.
        let first =
            self.state
                .compare_exchange(SILENT, SPEAKING, Ordering::Relaxed, Ordering::Relaxed);
        if first.is_err() {
            return false;
        }
        // SAFETY: one thread alone turns SILENT into SPEAKING, and nobody reads before SAID.
        self.reason
            .with_mut(|place| unsafe { *place = Some(reason) });
        // Release: pairs with the Acquire load in `reason`; who sees SAID sees the reason.
        self.state.store(SAID, Ordering::Release);
        true
        // END SOLUTION
    }

    /// Why to stop, if it was said.
    pub fn reason(&self) -> Option<&T> {
        // BEGIN SOLUTION -> todo!("the reason, if it is published")
        // Acquire: pairs with the Release store in `say`.
        if self.state.load(Ordering::Acquire) != SAID {
            return None;
        }
        // SAFETY: it was written before SAID, which this thread has seen, and nobody writes after that.
        self.reason.with(|reason| unsafe { (*reason).as_ref() })
        // END SOLUTION
    }
}

/// Lets `workers` threads make steps until `stop` is said. `step` gets the worker's number. Returns how many steps were made.
pub fn run<T: Send + Sync>(workers: usize, stop: &Stop<T>, step: impl Fn(usize) + Sync) -> u64 {
    // BEGIN SOLUTION -> todo!("start the workers, wait for their end, and add up their steps")
    let work = |worker| {
        let mut steps = 0;
        while stop.reason().is_none() {
            step(worker);
            steps += 1;
        }
        steps
    };
    thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = (0..workers)
            .map(|worker| scope.spawn(move || work(worker)))
            .collect();
        // Each count comes with the end of its thread: join orders all its steps before.
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    })
    // END SOLUTION
}
