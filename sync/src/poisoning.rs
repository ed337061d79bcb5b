//! Two accounts under one lock, and a panic in the middle of a transfer.
//!
//! A mutex is *poisoned* when a thread panics while it holds the guard. That thread's change may be half done: what always
//! held between the values, the *invariant*, may not hold now. Here it is that the accounts sum up to the same as ever. `lock`
//! then gives an error with the guard inside. There are three honest answers: refuse, repair, or show that nothing can be
//! half done.
//!
//! This module is on std's mutex, not on that of the checkers: there, a panic ends the execution, and no lock is poisoned.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::sync::{Mutex, PoisonError};

/// Two accounts. Their sum never changes between two transfers.
pub struct Ledger {
    books: Mutex<Books>,
}

struct Books {
    left: u64,
    right: u64,
    /// Both amounts before the transfer that is going on, if one is.
    before: Option<(u64, u64)>,
}

/// A thread panicked in the middle of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HalfDone;

impl Display for HalfDone {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a thread panicked in the middle of a transfer: the amounts cannot be trusted")
    }
}

impl Error for HalfDone {}

impl Ledger {
    /// Two accounts with these amounts.
    pub fn new(left: u64, right: u64) -> Self {
        let before = None;
        let books = Mutex::new(Books {
            left,
            right,
            before,
        });
        Ledger { books }
    }

    /// Moves `amount` from left to right. `approve` is called in the middle, with what is left then, and may panic.
    ///
    /// # Errors
    ///
    /// If an earlier transfer was left half done.
    ///
    /// # Panics
    ///
    /// If left has less than `amount`, or if `approve` does. The transfer is then half done, and the lock poisoned.
    pub fn transfer(&self, amount: u64, approve: impl FnOnce(u64)) -> Result<(), HalfDone> {
        let mut books = self.books.lock().map_err(|_poisoned| HalfDone)?;
        books.before = Some((books.left, books.right));
        books.left = books.left.checked_sub(amount).expect("left has enough");
        approve(books.left);
        books.right += amount;
        books.before = None;
        Ok(())
    }

    /// Moves `amount`, too, but calls all that may panic before it changes anything.
    ///
    /// # Errors
    ///
    /// If an earlier transfer was left half done.
    ///
    /// # Panics
    ///
    /// As [`transfer`](Self::transfer). The lock is then poisoned, and nothing has changed.
    pub fn transfer_prepared(
        &self,
        amount: u64,
        approve: impl FnOnce(u64),
    ) -> Result<(), HalfDone> {
        let mut books = self.books.lock().map_err(|_poisoned| HalfDone)?;
        let left = books.left.checked_sub(amount).expect("left has enough");
        let right = books.right.checked_add(amount).expect("right has room");
        approve(left);
        // From here on, nothing can panic.
        (books.left, books.right) = (left, right);
        Ok(())
    }

    /// The sum of both. Refuses to answer if it cannot be trusted.
    ///
    /// # Errors
    ///
    /// If a transfer was left half done.
    pub fn total(&self) -> Result<u64, HalfDone> {
        let books = self.books.lock().map_err(|_poisoned| HalfDone)?;
        Ok(books.left + books.right)
    }

    /// Undoes the transfer that was left half done, if there is one, and says whether the lock was poisoned.
    pub fn repair(&self) -> bool {
        let Err(poisoned) = self.books.lock() else {
            return false;
        };
        let mut books = poisoned.into_inner();
        if let Some(before) = books.before.take() {
            (books.left, books.right) = before;
        }
        // Last, and under the lock: from here on, all others trust the amounts again.
        self.books.clear_poison();
        true
    }
}

/// Twin: takes the guard out of the error, as if nothing had happened.
pub mod ignores_poison {
    use super::{Ledger, PoisonError};

    /// A sum that may never have been there.
    pub fn total(ledger: &Ledger) -> u64 {
        let books = ledger.books.lock().unwrap_or_else(PoisonError::into_inner);
        books.left + books.right
    }
}

/// Twin: lets everybody in again, and repairs nothing.
pub mod only_clears {
    use super::Ledger;

    /// From here on nobody can know that a transfer is half done.
    pub fn repair(ledger: &Ledger) {
        ledger.books.clear_poison();
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    type Transfer = fn(&Ledger, u64, fn(u64)) -> Result<(), HalfDone>;

    /// 70 and 30; a transfer of 20 panics in the middle.
    fn after_a_panic(transfer: Transfer) -> Ledger {
        let ledger = Ledger::new(70, 30);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            transfer(&ledger, 20, |_left| panic!("not approved"))
        }));
        assert!(panicked.is_err());
        ledger
    }

    #[test]
    fn after_a_panic_in_the_middle_nobody_is_answered() {
        let ledger = after_a_panic(Ledger::transfer);
        assert_eq!(ledger.total(), Err(HalfDone));
        assert_eq!(ledger.transfer(1, |_| ()), Err(HalfDone));
    }

    #[test]
    fn a_repaired_ledger_has_what_it_had_and_answers_again() {
        let ledger = after_a_panic(Ledger::transfer);
        assert!(ledger.repair());
        assert!(!ledger.repair(), "there is nothing to repair any more");
        assert_eq!(ledger.total(), Ok(100));
        assert_eq!(ledger.transfer(70, |left| assert_eq!(left, 0)), Ok(()));
    }

    #[test]
    fn a_prepared_transfer_that_panics_changes_nothing() {
        let ledger = after_a_panic(Ledger::transfer_prepared);
        assert_eq!(ignores_poison::total(&ledger), 100);
        assert_eq!(ledger.transfer_prepared(1, |_| ()), Err(HalfDone));
    }

    #[test]
    fn who_ignores_the_poison_finds_less_than_there_was() {
        let ledger = after_a_panic(Ledger::transfer);
        assert_eq!(ignores_poison::total(&ledger), 80);
    }

    #[test]
    fn who_only_clears_it_makes_everybody_believe_a_wrong_sum() {
        let ledger = after_a_panic(Ledger::transfer);
        only_clears::repair(&ledger);
        assert_eq!(ledger.total(), Ok(80));
    }
}
