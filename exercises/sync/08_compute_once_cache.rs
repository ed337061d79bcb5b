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
//!
//! Check: `cargo course check 08_compute_once_cache`, or by hand `cargo test -p exercises-sync --test 08_compute_once_cache`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use std::collections::BTreeMap;

use lab::Named;
use lab::sync::{Condvar, Mutex, PoisonError};

/// Values under their keys, each computed when it is first asked for.
pub struct Cache<K, V> {
    // What is known of each key, and how threads wait, in place of this field.
    nothing_yet: std::marker::PhantomData<(K, V)>,
}

impl<K: Ord + Clone, V: Clone> Cache<K, V> {
    /// Nothing was computed yet.
    pub fn new() -> Self {
        todo!("an empty cache")
    }

    /// The value of `key`. If nobody has computed it and nobody does, `compute` is called, with no lock held.
    ///
    /// # Panics
    ///
    /// If `compute` does.
    pub fn get_or_compute(&self, key: K, compute: impl FnOnce() -> V) -> V {
        todo!("find the value, wait for it, or compute it")
    }
}
