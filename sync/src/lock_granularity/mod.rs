//! The same table of amounts under one lock, under several, and under one for each entry.
//!
//! | way | locks | what becomes possible | what can break |
//! |---|---|---|---|
//! | [`Coarse`] | one | nothing: all wait for one | nothing |
//! | [`Sharded`] | one for each *shard*, a part of the table | work in different shards | whatever concerns several shards at once |
//! | [`HandOverHand`] | one for each entry of a sorted list | work at different places of the list | the gap between two entries |
//!
//! Models and twins: `cargo loom -p sync lock_granularity`. `unwrap` on a lock: nobody panics while holding it, so it is
//! never poisoned.

mod hand_over_hand;
mod sharded;

pub use hand_over_hand::{HandOverHand, lets_go_first};
pub use sharded::{Sharded, one_by_one};

use std::collections::BTreeMap;

use interleave::Named;
use interleave::sync::Mutex;

/// One lock for all: while somebody is at one key, nobody is at any other.
pub struct Coarse {
    amounts: Mutex<BTreeMap<u64, u64>>,
}

impl Coarse {
    /// A table with an amount of 0 for each of `keys`.
    pub fn new(keys: impl IntoIterator<Item = u64>) -> Self {
        let amounts = keys.into_iter().map(|key| (key, 0)).collect();
        Coarse {
            amounts: Mutex::new(amounts).named("table"),
        }
    }

    /// Calls `change` with the amount of `key`, under the lock; `None` if there is no such key.
    pub fn with<R>(&self, key: u64, change: impl FnOnce(&mut u64) -> R) -> Option<R> {
        self.amounts.lock().unwrap().get_mut(&key).map(change)
    }
}
