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

use std::time::Duration;

use lab::Named;
use lab::sync::{Condvar, Mutex};

/// Shut until it is opened, then open for ever.
pub struct Latch {
    // BEGIN SOLUTION ->
    // STARTER: // Whether it is open, and how threads wait for that.
    open: Mutex<bool>,
    opened: Condvar,
    // END SOLUTION
}

impl Latch {
    /// A latch that is shut.
    pub fn new() -> Self {
        // BEGIN SOLUTION -> todo!("a latch that is shut")
        Latch {
            open: Mutex::new(false).named("open"),
            opened: Condvar::new().named("opened"),
        }
        // END SOLUTION
    }

    /// Opens it and lets all through. Opened again, it stays as it is.
    pub fn open(&self) {
        // BEGIN SOLUTION -> todo!("open it, and wake all who wait")
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
        // END SOLUTION
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        // BEGIN SOLUTION -> todo!("look")
        *self.open.lock().unwrap()
        // END SOLUTION
    }

    /// Waits until it is open.
    pub fn wait(&self) {
        // BEGIN SOLUTION -> todo!("sleep until it is open")
        let mut open = self.open.lock().unwrap();
        while !*open {
            open = self.opened.wait(open).unwrap();
        }
        // END SOLUTION
    }

    /// Waits until it is open, but no longer than `time`. Says whether it is open.
    pub fn wait_for(&self, time: Duration) -> bool {
        // BEGIN SOLUTION -> todo!("sleep until it is open, or the time is up")
        let open = self.open.lock().unwrap();
        let shut = |open: &mut bool| !*open;
        let (open, _) = self.opened.wait_timeout_while(open, time, shut).unwrap();
        *open
        // END SOLUTION
    }
}
