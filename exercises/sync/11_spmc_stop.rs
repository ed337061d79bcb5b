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
//!
//! Check: `cargo course check 11_spmc_stop`, or by hand `cargo test -p exercises-sync --test 11_spmc_stop`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

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
        todo!("be the first, write the reason, and publish it")
    }

    /// Why to stop, if it was said.
    pub fn reason(&self) -> Option<&T> {
        todo!("the reason, if it is published")
    }
}

/// Lets `workers` threads make steps until `stop` is said. `step` gets the worker's number. Returns how many steps were made.
pub fn run<T: Send + Sync>(workers: usize, stop: &Stop<T>, step: impl Fn(usize) + Sync) -> u64 {
    todo!("start the workers, wait for their end, and add up their steps")
}
