//! # A barrier that parties may leave
//!
//! Route: more, 25 minutes.
//!
//! Threads that work in rounds meet at a barrier: nobody goes on before all have come. This one can be used round after round, and
//! a party that has no more work may leave it.
//!
//! - `wait` returns when all parties have come. In each round, exactly one of those who waited gets `true`: it is the leader.
//! - `leave` says that one party less will come, in this round and in all later ones. It waits for nobody. If all the others
//!   have come already, they go on, and one of them leads.
//! - A fast thread may come back for the next round before a slow one has woken from the last.
//! - Who waits sleeps. A thread that sleeps may wake without reason.
//!
//! Seen in: `cargo run -p sync --example 08_barrier_and_latch`.
//!
//! Check: `cargo course check 07_barrier`, or by hand `cargo test -p exercises-sync --test 07_barrier`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use lab::Named;
use lab::sync::{Condvar, Mutex};

/// A meeting of so many parties, again and again.
pub struct Barrier {
    // Who has come, who is still to come, and how those who wait are woken.
}

impl Barrier {
    /// For so many parties.
    pub fn new(parties: usize) -> Self {
        todo!("nobody has come yet")
    }

    /// Waits until all parties have come. `true` for one of those who waited.
    pub fn wait(&self) -> bool {
        todo!("come, and wait for the others")
    }

    /// One party less will come, from now on. To be called once by a party that will not wait any more.
    pub fn leave(&self) {
        todo!("be one less, and let the others go on if that is all they wait for")
    }
}
