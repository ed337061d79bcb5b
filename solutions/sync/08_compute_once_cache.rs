//! # A cache that computes once
//!
//! Route: more, 30 minutes.
//!
//! A value that takes long to compute is kept under its key. Many threads ask at the same time.
//!
//! - For each key one thread computes. Who asks for the same key meanwhile waits, and gets a clone of the same value.
//! - Other keys are no concern of theirs: their values are there at once, or are computed at the same time. A computation may
//!   itself ask for other keys.
//! - If a computation panics, its caller panics, and the key is as if nobody had asked. One of those who wait for it, if
//!   there are any, computes instead.
//! - Who waits sleeps. A thread that sleeps may wake without reason.
//!
//! Seen in: `cargo run -p sync --example 17_once_and_lazy`, `05_condvar`, `02_poisoning`.

use std::collections::BTreeMap;

use lab::Named;
use lab::sync::{Condvar, Mutex, PoisonError};

/// Values under their keys, each computed when it is first asked for.
pub struct Cache<K, V> {
    // BEGIN SOLUTION ->
    // STARTER: // What is known of each key, and how threads wait, in place of this field.
    // STARTER: nothing_yet: std::marker::PhantomData<(K, V)>,
    slots: Mutex<BTreeMap<K, Slot<V>>>,
    changed: Condvar,
    // END SOLUTION
}

// BEGIN SOLUTION ->
#[derive(Debug)]
enum Slot<V> {
    InProgress,
    Ready(V),
}

/// Held by the thread that computes. Dropped by the end or by a panic of the computation, it leaves nothing in progress.
struct Computing<'a, K: Ord, V> {
    cache: &'a Cache<K, V>,
    key: K,
}

impl<K: Ord, V> Drop for Computing<'_, K, V> {
    fn drop(&mut self) {
        // Poisoned or not: a second panic while the computation's own is on its way would end the process.
        let slots = self.cache.slots.lock();
        let mut slots = slots.unwrap_or_else(PoisonError::into_inner);
        if let Some(Slot::InProgress) = slots.get(&self.key) {
            slots.remove(&self.key);
        }
        drop(slots);
        self.cache.changed.notify_all();
    }
}
// END SOLUTION

impl<K: Ord + Clone, V: Clone> Cache<K, V> {
    /// Nothing was computed yet.
    pub fn new() -> Self {
        // BEGIN SOLUTION -> todo!("an empty cache")
        Cache {
            slots: Mutex::new(BTreeMap::new()).named("slots"),
            changed: Condvar::new().named("changed"),
        }
        // END SOLUTION
    }

    /// The value of `key`. If nobody has computed it and nobody does, `compute` is called, with no lock held.
    ///
    /// # Panics
    ///
    /// If `compute` does.
    pub fn get_or_compute(&self, key: K, compute: impl FnOnce() -> V) -> V {
        // BEGIN SOLUTION -> todo!("find the value, wait for it, or compute it")
        let mut slots = self.slots.lock().unwrap();
        loop {
            match slots.get(&key) {
                Some(Slot::Ready(value)) => return value.clone(),
                Some(Slot::InProgress) => slots = self.changed.wait(slots).unwrap(),
                None => break,
            }
        }
        // In the same critical section as the look: whoever comes next finds that it is being computed.
        slots.insert(key.clone(), Slot::InProgress);
        drop(slots);
        let computing = Computing {
            cache: self,
            key: key.clone(),
        };
        let value = compute();
        let ready = Slot::Ready(value.clone());
        self.slots.lock().unwrap().insert(key, ready);
        drop(computing);
        value
        // END SOLUTION
    }
}
