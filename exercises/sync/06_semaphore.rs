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
//!
//! Check: `cargo course check 06_semaphore`, or by hand `cargo test -p exercises-sync --test 06_semaphore`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use std::collections::VecDeque;

use lab::Named;
use lab::sync::{Condvar, Mutex, PoisonError};

/// Permits that threads borrow.
pub struct Semaphore {
    permits: usize,
    // What is free, who waits, and how they are woken.
}

impl Semaphore {
    /// All of `permits` are free.
    pub fn new(permits: usize) -> Self {
        Semaphore { permits }
    }

    /// Waits for `count` permits, and does `work` with them.
    ///
    /// # Panics
    ///
    /// If the semaphore has fewer in all; and if `work` does.
    pub fn run<R>(&self, count: usize, work: impl FnOnce() -> R) -> R {
        todo!("take the permits in turn, do the work, and give them back")
    }

    /// How many permits are free at this moment.
    pub fn free(&self) -> usize {
        todo!("what is free")
    }

    /// How many wait for permits at this moment.
    pub fn waiting(&self) -> usize {
        todo!("how many wait")
    }
}
