//! # Identifiers below a limit
//!
//! Route: core, 15 minutes.
//!
//! Many threads ask for identifiers: numbers from `first` up to, but not including, `limit`. No number is ever given
//! twice, none is left out, and whoever asks when nothing is left gets `None`, however often. `take_block` gives several
//! in a row, or none at all. There is no lock here: one atomic number says what comes next, and you move it.
//!
//! Seen in: `cargo run -p sync --example 13_atomics`.

use std::ops::Range;

use lab::Named;
use lab::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// Numbers that are given out once each. They are small, so that the tests can reach the end.
pub struct Identifiers {
    next: AtomicU8,
    limit: u8,
}

impl Identifiers {
    /// From `first`, and below `limit`.
    pub fn between(first: u8, limit: u8) -> Self {
        Identifiers {
            next: AtomicU8::new(first).named("next"),
            limit,
        }
    }

    /// The next number, or `None` if all are given out.
    pub fn take(&self) -> Option<u8> {
        // BEGIN SOLUTION -> todo!("move the next number on, unless it has reached the limit")
        self.take_block(1).map(|block| block.start)
        // END SOLUTION
    }

    /// The next `count` numbers, in a row. `None` if fewer are left, and then none of them is used up.
    pub fn take_block(&self, count: u8) -> Option<Range<u8>> {
        // BEGIN SOLUTION -> todo!("move the next number on by so many, if so many are left")
        // Relaxed: the numbers publish nothing but themselves; each exchange is of the latest value in any case.
        let mut next = self.next.load(Relaxed);
        loop {
            let after = next
                .checked_add(count)
                .filter(|after| *after <= self.limit)?;
            match self.next.compare_exchange(next, after, Relaxed, Relaxed) {
                Ok(_) => return Some(next..after),
                Err(now) => next = now,
            }
        }
        // END SOLUTION
    }
}
