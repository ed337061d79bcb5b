//! # Selling the seats of a theatre
//!
//! Route: core, 20 minutes.
//!
//! Many counters sell the seats of one evening, numbered from 0, all at one price. A seat is sold once, and the money for it
//! is in the takings. Whoever asks for several seats gets all of them or none. A seat that comes back is free again, and
//! its price is paid back: once. `report` is asked at any moment, by any thread, and what it says must be true: the
//! takings are the price of the seats that are gone, neither more nor less.
//!
//! What lies under which lock, and how long you hold it, is yours to choose.
//!
//! Seen in: `cargo run -p sync --example 01_mutex`.
//!
//! Check: `cargo course check 01_ticket_seller`, or by hand `cargo test -p exercises-sync --test 01_ticket_seller`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use std::collections::BTreeSet;

use lab::Named;
use lab::sync::Mutex;

/// Sells seats to whoever asks, from any thread.
pub struct TicketSeller {
    price: u64,
    // The free seats, the takings, and what guards them.
}

/// What is left, and what came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    pub free: usize,
    pub takings: u64,
}

impl TicketSeller {
    /// All of `seats` are free, and nothing was taken.
    pub fn new(seats: usize, price: u64) -> Self {
        todo!("put the seats and the takings under a lock")
    }

    /// The free seat with the lowest number, or `None` if all are sold.
    pub fn sell(&self) -> Option<usize> {
        todo!("take the first free seat, and the money for it")
    }

    /// So many seats with the lowest numbers. `None` if fewer are free, and then none of them is sold.
    pub fn sell_together(&self, count: usize) -> Option<Vec<usize>> {
        todo!("take so many seats at once, or none")
    }

    /// Frees a seat and pays its price back. False, and nothing is paid, if this seat is not sold or there is none such.
    pub fn give_back(&self, seat: usize) -> bool {
        todo!("free the seat and pay it back, if it was sold")
    }

    /// How many seats are free and what was taken, both at the same moment.
    pub fn report(&self) -> Report {
        todo!("say what is free and what was taken")
    }
}
