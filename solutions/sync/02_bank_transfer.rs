//! # Money between accounts
//!
//! Route: core, 25 minutes.
//!
//! A bank has many accounts, and many threads move money between them.
//!
//! - `transfer` moves an amount if there is enough and if `approve` agrees to the two balances. What `approve` saw must
//!   still be true when the money moves.
//! - `approve` may take long. Transfers between other accounts must go on meanwhile, so one lock for the whole bank is
//!   not enough.
//! - Every call ends, whichever transfers run at once. A transfer from an account to itself moves nothing.
//! - `total` is the money in all accounts at one moment. Transfers neither add to it nor take from it.
//!
//! Seen in: `cargo run -p sync --example 03_deadlock`, `01_mutex`.

use lab::Named;
use lab::sync::{Mutex, MutexGuard};

/// Accounts, numbered from 0.
pub struct Bank {
    accounts: Vec<Mutex<u64>>,
}

impl Bank {
    /// An account for each of `balances`.
    pub fn new(balances: &[u64]) -> Self {
        let account = |(number, balance)| Mutex::new(balance).named(&format!("account {number}"));
        Bank {
            accounts: balances.iter().copied().enumerate().map(account).collect(),
        }
    }

    /// What is in one account.
    pub fn balance(&self, account: usize) -> u64 {
        *self.accounts[account].lock().unwrap()
    }

    /// Moves `amount` if there is enough and `approve` agrees to the balances of `from` and `to`. Says whether it did.
    pub fn transfer(
        &self,
        from: usize,
        to: usize,
        amount: u64,
        approve: impl FnOnce(u64, u64) -> bool,
    ) -> bool {
        // BEGIN SOLUTION -> todo!("hold both accounts, look, and move the money")
        if from == to {
            // One account: a second lock of it would wait for the first.
            let balance = self.accounts[from].lock().unwrap();
            return *balance >= amount && approve(*balance, *balance);
        }
        // The lower number first, whichever pays: so no two threads each hold what the other waits for.
        let mut low = self.accounts[from.min(to)].lock().unwrap();
        let mut high = self.accounts[from.max(to)].lock().unwrap();
        let (payer, payee) = if from < to {
            (&mut *low, &mut *high)
        } else {
            (&mut *high, &mut *low)
        };
        if *payer < amount || !approve(*payer, *payee) {
            return false;
        }
        *payer -= amount;
        *payee += amount;
        true
        // END SOLUTION
    }

    /// The money in all accounts, at one moment.
    pub fn total(&self) -> u64 {
        // BEGIN SOLUTION -> todo!("add up all accounts while no money moves")
        // All of them at once, in the order that `transfer` keeps, too.
        let held: Vec<MutexGuard<'_, u64>> = self
            .accounts
            .iter()
            .map(|account| account.lock().unwrap())
            .collect();
        held.iter().map(|balance| **balance).sum()
        // END SOLUTION
    }
}
