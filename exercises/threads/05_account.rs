//! # An account that threads share
//!
//! Route: core, 15 minutes.
//!
//! Many threads pay in and out. `deposit` adds. `withdraw_if` asks a condition about the balance and takes the amount only
//! if the condition holds: whatever the condition saw must still be true when the money goes. Nothing may be lost, and
//! nothing may be spent twice.
//!
//! Seen in: `cargo run -p threads --example 08_arc_and_mutex`, `09_lost_update`.
//!
//! Check: `cargo course check 05_account`, or by hand `cargo test -p exercises-threads --test 05_account`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use lab::Named;
use lab::sync::Mutex;

/// Money that many threads may use at once.
pub struct Account {
    balance: Mutex<u64>,
}

impl Account {
    pub fn new(balance: u64) -> Self {
        Account {
            balance: Mutex::new(balance).named("balance"),
        }
    }

    pub fn balance(&self) -> u64 {
        todo!("read the balance")
    }

    pub fn deposit(&self, amount: u64) {
        todo!("add the amount to the balance")
    }

    /// Takes `amount` if there is enough and `condition` agrees to the balance before. Says whether it took it.
    pub fn withdraw_if(&self, amount: u64, condition: impl FnOnce(u64) -> bool) -> bool {
        todo!("look and take, so that nothing comes between")
    }
}
