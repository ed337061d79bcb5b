//! A stock that several threads sell from: shared by [`Arc`](interleave::sync::Arc), changed under a lock.
//!
//! The rule that must hold at every moment: nothing is sold that is not there. The rule spans two steps, to look and to
//! take. So the lock has to span both.
//!
//! Models and twin: `cargo loom -p threads inventory`.

use interleave::Named;
use interleave::sync::{Mutex, MutexGuard};

/// How many pieces are in stock. Signed, so that a broken rule shows as a number below zero.
pub struct Inventory {
    pieces: Mutex<i64>,
}

impl Inventory {
    /// A stock of `pieces`.
    pub fn of(pieces: i64) -> Self {
        Inventory {
            pieces: Mutex::new(pieces).named("pieces"),
        }
    }

    /// Sells one piece and gives how many are left; `None` if there is none to sell.
    pub fn sell(&self) -> Option<i64> {
        let mut pieces = self.locked();
        if *pieces == 0 {
            return None;
        }
        *pieces -= 1;
        Some(*pieces)
    }

    /// How many pieces are there now. As soon as this returns, others may change it.
    pub fn count(&self) -> i64 {
        *self.locked()
    }

    fn locked(&self) -> MutexGuard<'_, i64> {
        // A thread that panics while it holds the lock poisons it. No code in this file panics under the lock.
        self.pieces.lock().unwrap()
    }
}

/// Twin: look under one lock, take under the next.
pub mod check_then_act {
    use super::Inventory;

    /// Sells one piece if there is one, after calling `between`. Each step is locked; the decision is not.
    ///
    /// `between` stands for whatever else happens there. Nothing at all is enough: another thread can always come in.
    pub fn sell(inventory: &Inventory, between: impl FnOnce()) -> Option<i64> {
        if inventory.count() == 0 {
            return None;
        }
        between();
        let mut pieces = inventory.locked();
        *pieces -= 1;
        Some(*pieces)
    }
}

interleave::real_threads_only! {
    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn every_piece_is_sold_once_and_no_more() {
            let inventory = Inventory::of(2);
            assert_eq!([(); 3].map(|()| inventory.sell()), [Some(1), Some(0), None]);
            assert_eq!(inventory.count(), 0);
        }
    }
}
