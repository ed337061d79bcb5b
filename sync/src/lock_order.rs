//! Two accounts, each behind its own lock. A transfer needs both.
//!
//! A deadlock needs four things at once (Coffman, Elphick and Shoshani, *System deadlocks*, 1971): mutual exclusion, hold and
//! wait, no preemption, and a circle of waits. Each function here takes one of them away, but the twin, which has all four.
//!
//! Models and twins: `cargo loom -p sync lock_order`.

use interleave::{Named, Shown};

use super::engine::sync::{Mutex, MutexGuard};
use super::engine::thread;

/// Money, and a number that says in which order locks are taken.
pub struct Account {
    number: u32,
    balance: Mutex<u64>,
}

impl Account {
    /// An account with a unique `number`.
    pub fn new(number: u32, name: &str, balance: u64) -> Self {
        Account {
            number,
            balance: Mutex::new(balance).named(name).shown(),
        }
    }

    /// What lies there.
    pub fn balance(&self) -> u64 {
        *self.balance.lock().unwrap()
    }
}

fn shift(from: &mut MutexGuard<u64>, to: &mut MutexGuard<u64>, amount: u64) -> bool {
    if **from < amount {
        return false;
    }
    **from -= amount;
    **to += amount;
    true
}

/// Prevention: no circle. Everybody takes the lock with the smaller number first. Says whether there was enough.
///
/// # Panics
///
/// If both are the same account: one lock cannot be taken twice.
pub fn by_number(from: &Account, to: &Account, amount: u64) -> bool {
    assert_ne!(from.number, to.number, "a transfer needs two accounts");
    let (mut source, mut target);
    if from.number < to.number {
        source = from.balance.lock().unwrap();
        target = to.balance.lock().unwrap();
    } else {
        target = to.balance.lock().unwrap();
        source = from.balance.lock().unwrap();
    }
    shift(&mut source, &mut target, amount)
}

/// Prevention: no hold and wait. Whoever does not get the second lock gives the first one back, and starts again.
///
/// Nobody is stuck, but nothing bounds how often two threads give way to each other: that is a *livelock*.
pub fn giving_way(from: &Account, to: &Account, amount: u64) -> bool {
    loop {
        let mut source = from.balance.lock().unwrap();
        if let Ok(mut target) = to.balance.try_lock() {
            return shift(&mut source, &mut target, amount);
        }
        drop(source);
        thread::yield_now();
    }
}

/// Twin: first the account that gives, then the one that takes, whichever they are.
pub mod giver_first {
    use super::{Account, shift};

    /// As [`by_number`](super::by_number).
    pub fn transfer(from: &Account, to: &Account, amount: u64) -> bool {
        let mut source = from.balance.lock().unwrap();
        let mut target = to.balance.lock().unwrap();
        shift(&mut source, &mut target, amount)
    }
}

/// How a transfer is made: from, to, amount.
pub type Transfer = fn(&Account, &Account, u64) -> bool;

/// Two transfers at once, in opposite directions, between accounts that hold 10 each.
///
/// # Panics
///
/// If money is made or lost.
pub fn there_and_back(transfer: Transfer) {
    let left = super::engine::sync::Arc::new(Account::new(1, "left", 10));
    let right = super::engine::sync::Arc::new(Account::new(2, "right", 10));
    let other = thread::spawn({
        let (left, right) = (left.clone(), right.clone());
        move || transfer(&right, &left, 3)
    });
    transfer(&left, &right, 1);
    other.join().unwrap();
    assert_eq!(
        (left.balance(), right.balance()),
        (12, 8),
        "10 - 1 + 3, and 10 + 1 - 3"
    );
}
