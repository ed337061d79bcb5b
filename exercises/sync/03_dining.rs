//! # Philosophers at any table
//!
//! Route: core, 30 minutes.
//!
//! Each fork lies between two philosophers, but this table need not be round: a philosopher may have any number of forks,
//! and needs all of them to eat. Each philosopher is a thread. Two who share a fork are neighbours.
//!
//! - `eat` waits until all forks of a philosopher are free, runs the meal, and returns what it gave. Neighbours never eat at
//!   the same time.
//! - Everybody who comes will have eaten, as long as each meal ends.
//! - Of two neighbours who want to eat, the one who came first eats first: nobody is passed over by a neighbour, again and
//!   again, and starves.
//! - Nobody waits for anybody but neighbours: the others eat at the same time.
//! - Who waits sleeps, and does not look again and again.
//!
//! Seen in: `cargo run -p sync --example 04_dining_philosophers`, `05_condvar`.
//!
//! Check: `cargo course check 03_dining`, or by hand `cargo test -p exercises-sync --test 03_dining`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use lab::Named;
use lab::sync::{Condvar, Mutex};

/// A table with forks.
pub struct Table {
    /// The two neighbours between whom each fork lies.
    forks: Vec<(usize, usize)>,
    // Who eats, who waits, and how they are woken.
}

impl Table {
    /// `forks` tells for each fork between which two philosophers it lies. Nobody eats or waits.
    pub fn new(forks: &[(usize, usize)]) -> Self {
        Table {
            forks: forks.to_vec(),
        }
    }

    /// Runs `meal` with all forks of `philosopher`.
    pub fn eat<R>(&self, philosopher: usize, meal: impl FnOnce() -> R) -> R {
        todo!("wait for the forks, eat, and put them down")
    }

    /// How many wait for their forks at this moment.
    pub fn hungry(&self) -> usize {
        todo!("count who came and does not eat yet")
    }

    /// Whether two philosophers share a fork.
    fn neighbours(&self, one: usize, other: usize) -> bool {
        self.forks.contains(&(one, other)) || self.forks.contains(&(other, one))
    }
}
