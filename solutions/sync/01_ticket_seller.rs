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

use std::collections::BTreeSet;

use lab::Named;
use lab::sync::Mutex;

/// Sells seats to whoever asks, from any thread.
pub struct TicketSeller {
    price: u64,
    // BEGIN SOLUTION ->
    // STARTER: // The free seats, the takings, and what guards them.
    // One lock: a seat and its money change hands together.
    office: Mutex<Office>,
    // END SOLUTION
}

// BEGIN SOLUTION ->
#[derive(Debug)]
struct Office {
    seats: usize,
    free: BTreeSet<usize>,
    takings: u64,
}
// END SOLUTION

/// What is left, and what came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    pub free: usize,
    pub takings: u64,
}

impl TicketSeller {
    /// All of `seats` are free, and nothing was taken.
    pub fn new(seats: usize, price: u64) -> Self {
        // BEGIN SOLUTION -> todo!("put the seats and the takings under a lock")
        let office = Office {
            seats,
            free: (0..seats).collect(),
            takings: 0,
        };
        TicketSeller {
            price,
            office: Mutex::new(office).named("office"),
        }
        // END SOLUTION
    }

    /// The free seat with the lowest number, or `None` if all are sold.
    pub fn sell(&self) -> Option<usize> {
        // BEGIN SOLUTION -> todo!("take the first free seat, and the money for it")
        let mut office = self.office.lock().unwrap();
        let seat = office.free.pop_first()?;
        office.takings += self.price;
        Some(seat)
        // END SOLUTION
    }

    /// So many seats with the lowest numbers. `None` if fewer are free, and then none of them is sold.
    pub fn sell_together(&self, count: usize) -> Option<Vec<usize>> {
        // BEGIN SOLUTION -> todo!("take so many seats at once, or none")
        let mut office = self.office.lock().unwrap();
        if office.free.len() < count {
            return None;
        }
        let seats: Vec<usize> = office.free.iter().copied().take(count).collect();
        for seat in &seats {
            office.free.remove(seat);
            office.takings += self.price;
        }
        Some(seats)
        // END SOLUTION
    }

    /// Frees a seat and pays its price back. False, and nothing is paid, if this seat is not sold or there is none such.
    pub fn give_back(&self, seat: usize) -> bool {
        // BEGIN SOLUTION -> todo!("free the seat and pay it back, if it was sold")
        let mut office = self.office.lock().unwrap();
        if seat >= office.seats || !office.free.insert(seat) {
            return false;
        }
        office.takings -= self.price;
        true
        // END SOLUTION
    }

    /// How many seats are free and what was taken, both at the same moment.
    pub fn report(&self) -> Report {
        // BEGIN SOLUTION -> todo!("say what is free and what was taken")
        let office = self.office.lock().unwrap();
        Report {
            free: office.free.len(),
            takings: office.takings,
        }
        // END SOLUTION
    }
}
