//! # Identifiers below a limit
//!
//! Route: core, 15 minutes.
//!
//! Many threads ask for identifiers: numbers from `first` up to, but not including, `limit`. No number is ever given
//! twice, none is left out, and whoever asks when nothing is left gets `None`, however often. `take_block` gives several
//! in a row, or none at all. There is no lock here: one atomic number says what comes next, and you move it.
//!
//! Seen in: `cargo run -p sync --example 13_atomics`.
//!
//! Check: `cargo course check 09_id_allocator`, or by hand `cargo test -p exercises-sync --test 09_id_allocator`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

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
        todo!("move the next number on, unless it has reached the limit")
    }

    /// The next `count` numbers, in a row. `None` if fewer are left, and then none of them is used up.
    pub fn take_block(&self, count: u8) -> Option<Range<u8>> {
        todo!("move the next number on by so many, if so many are left")
    }
}
