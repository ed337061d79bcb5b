//! # A latch that opens once
//!
//! Route: core, 20 minutes.
//!
//! A latch is shut at first. Threads wait before it; one day somebody opens it, and it stays open for ever.
//!
//! - `wait` returns when the latch is open: at once, if it was opened long ago. However many wait, all of them get through.
//! - `wait_for` waits no longer than a given time, and says whether the latch is open. The time may be as long as a
//!   `Duration` can say.
//! - Who gets through sees all that was done before `open`.
//! - Who waits sleeps, and does not look again and again. A thread that sleeps may wake without reason.
//!
//! Seen in: `cargo run -p sync --example 05_condvar`, `08_barrier_and_latch`.
//!
//! Check: `cargo course check 04_latch`, or by hand `cargo test -p exercises-sync --test 04_latch`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use std::time::Duration;

use lab::Named;
use lab::sync::{Condvar, Mutex};

/// Shut until it is opened, then open for ever.
pub struct Latch {
    // Whether it is open, and how threads wait for that.
}

impl Latch {
    /// A latch that is shut.
    pub fn new() -> Self {
        todo!("a latch that is shut")
    }

    /// Opens it and lets all through. Opened again, it stays as it is.
    pub fn open(&self) {
        todo!("open it, and wake all who wait")
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        todo!("look")
    }

    /// Waits until it is open.
    pub fn wait(&self) {
        todo!("sleep until it is open")
    }

    /// Waits until it is open, but no longer than `time`. Says whether it is open.
    pub fn wait_for(&self, time: Duration) -> bool {
        todo!("sleep until it is open, or the time is up")
    }
}
