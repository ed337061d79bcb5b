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
//!
//! Check: `cargo course check 02_bank_transfer`, or by hand `cargo test -p exercises-sync --test 02_bank_transfer`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

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
        todo!("hold both accounts, look, and move the money")
    }

    /// The money in all accounts, at one moment.
    pub fn total(&self) -> u64 {
        todo!("add up all accounts while no money moves")
    }
}
