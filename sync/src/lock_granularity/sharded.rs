//! Several locks, each for a part of the table.

use std::collections::BTreeMap;

use interleave::Named;
use interleave::sync::{Mutex, MutexGuard};

type Shard = BTreeMap<u64, u64>;

/// One lock for each shard. A key lies in the shard `key % shards`.
///
/// Whoever needs several shards takes their locks in ascending order: so no two wait for each other.
pub struct Sharded {
    shards: Vec<Mutex<Shard>>,
}

impl Sharded {
    /// A table with an amount of 0 for each of `keys`.
    ///
    /// # Panics
    ///
    /// If `shards` is 0 and there is a key.
    pub fn new(shards: usize, keys: impl IntoIterator<Item = u64>) -> Self {
        let mut parts = vec![Shard::new(); shards];
        for key in keys {
            parts[(key % shards as u64) as usize].insert(key, 0);
        }
        let locked = |(number, part)| Mutex::new(part).named(&format!("shard {number}"));
        Sharded {
            shards: parts.into_iter().enumerate().map(locked).collect(),
        }
    }

    /// Calls `change` with the amount of `key`, under the lock of its shard; `None` if there is no such key.
    pub fn with<R>(&self, key: u64, change: impl FnOnce(&mut u64) -> R) -> Option<R> {
        let mut shard = self.shards[self.shard_of(key)].lock().unwrap();
        shard.get_mut(&key).map(change)
    }

    /// Moves `amount` from one key to another in one step, and says whether it could: both keys exist, and there was enough.
    pub fn move_amount(&self, from: u64, to: u64, amount: u64) -> bool {
        let (a, b) = (self.shard_of(from), self.shard_of(to));
        let mut first = self.shards[a.min(b)].lock().unwrap();
        // One shard may hold both keys. A second lock of the same mutex would wait for ever.
        let mut second = (a != b).then(|| self.shards[a.max(b)].lock().unwrap());
        let (source, target) = if a <= b {
            (&mut first, second.as_mut())
        } else {
            let second = second.as_mut().expect("b is less than a");
            (second, Some(&mut first))
        };
        let enough = source.get(&from).is_some_and(|&there| there >= amount);
        let known = target.as_deref().unwrap_or(source).contains_key(&to);
        if !(enough && known) {
            return false;
        }
        *source.get_mut(&from).expect("it is there") -= amount;
        let target = target.unwrap_or(source);
        *target.get_mut(&to).expect("it is there") += amount;
        true
    }

    /// The sum of all amounts at one moment: under all locks at once.
    pub fn total(&self) -> u64 {
        let shards: Vec<MutexGuard<'_, Shard>> = self
            .shards
            .iter()
            .map(|shard| shard.lock().unwrap())
            .collect();
        shards.iter().flat_map(|shard| shard.values()).sum()
    }

    fn shard_of(&self, key: u64) -> usize {
        (key % self.shards.len() as u64) as usize
    }
}

/// Twin: each shard is locked, and none while the next is read.
pub mod one_by_one {
    use super::Sharded;

    /// A sum of amounts that never were there at the same time: what is moved meanwhile counts twice, or not at all.
    pub fn total(table: &Sharded) -> u64 {
        let shards = table.shards.iter();
        shards
            .map(|shard| shard.lock().unwrap().values().sum::<u64>())
            .sum()
    }
}
