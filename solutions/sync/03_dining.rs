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

use lab::Named;
use lab::sync::{Condvar, Mutex};

/// A table with forks.
pub struct Table {
    /// The two neighbours between whom each fork lies.
    forks: Vec<(usize, usize)>,
    // BEGIN SOLUTION ->
    // STARTER: // Who eats, who waits, and how they are woken.
    /// Who eats or waits, in the order in which they came.
    line: Mutex<Vec<usize>>,
    left: Condvar,
    // END SOLUTION
}

impl Table {
    /// `forks` tells for each fork between which two philosophers it lies. Nobody eats or waits.
    pub fn new(forks: &[(usize, usize)]) -> Self {
        Table {
            forks: forks.to_vec(),
            // BEGIN SOLUTION ->
            line: Mutex::new(Vec::new()).named("line"),
            left: Condvar::new().named("left"),
            // END SOLUTION
        }
    }

    /// Runs `meal` with all forks of `philosopher`.
    pub fn eat<R>(&self, philosopher: usize, meal: impl FnOnce() -> R) -> R {
        // BEGIN SOLUTION -> todo!("wait for the forks, eat, and put them down")
        let mut line = self.line.lock().unwrap();
        line.push(philosopher);
        while self.waits(&line, philosopher) {
            line = self.left.wait(line).unwrap();
        }
        drop(line);
        let result = meal();
        self.line
            .lock()
            .unwrap()
            .retain(|other| *other != philosopher);
        // All: whoever can go on now need not be the one who has slept longest.
        self.left.notify_all();
        result
        // END SOLUTION
    }

    /// How many wait for their forks at this moment.
    pub fn hungry(&self) -> usize {
        // BEGIN SOLUTION -> todo!("count who came and does not eat yet")
        let line = self.line.lock().unwrap();
        line.iter().filter(|it| self.waits(&line, **it)).count()
        // END SOLUTION
    }

    /// Whether two philosophers share a fork.
    fn neighbours(&self, one: usize, other: usize) -> bool {
        self.forks.contains(&(one, other)) || self.forks.contains(&(other, one))
    }

    // BEGIN SOLUTION ->
    /// Whether a neighbour came first, who eats or waits.
    fn waits(&self, line: &[usize], philosopher: usize) -> bool {
        line.iter()
            .take_while(|other| **other != philosopher)
            .any(|other| self.neighbours(*other, philosopher))
    }
    // END SOLUTION
}
