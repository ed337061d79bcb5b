//! # A bounded queue that gives batches
//!
//! Route: core, 35 minutes.
//!
//! Threads push items, others take them, in the order in which they were pushed. There is room for so many items and no more.
//!
//! - `push` waits while the queue is full. `take` waits while it is empty.
//! - `take_up_to` collects items until it has `count`, the time is up, or the queue is closed; what it has it gives. It
//!   takes items as they come, so that a batch may be larger than the queue. No time: what is there. It may be endless.
//! - After `close` nothing can be pushed: who tries, or waits for room, gets the item back. What the queue holds is still
//!   given out. When it is closed and empty, and only then, takers get `None`.
//! - Who waits sleeps, and is woken when it can go on. A thread that sleeps may wake without reason.
//!
//! Seen in: `cargo run -p sync --example 06_bounded_queue`, `05_condvar`.
//!
//! Check: `cargo course check 05_bounded_queue`, or by hand `cargo test -p exercises-sync --test 05_bounded_queue`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use lab::Named;
use lab::sync::{Condvar, Mutex};

/// A queue with room for a fixed number of items.
pub struct BoundedQueue<T> {
    capacity: usize,
    // What it holds, and how threads wait for items and for room, in place of this field.
    nothing_yet: std::marker::PhantomData<T>,
}

/// The queue is closed; the item comes back.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedQueue<T> {
    /// An empty queue with room for `capacity` items, one at least.
    pub fn new(capacity: usize) -> Self {
        todo!("an empty queue")
    }

    /// Waits for room, and appends. If the queue is closed, the item comes back.
    pub fn push(&self, item: T) -> Result<(), Closed<T>> {
        todo!("wait for room, and append")
    }

    /// Waits for an item. `None` if the queue is closed and empty.
    pub fn take(&self) -> Option<T> {
        todo!("wait for an item, or for the end")
    }

    /// Waits for `count` items, but no longer than `time`, and gives what came. `None` if the queue is closed and empty.
    pub fn take_up_to(&self, count: usize, time: Duration) -> Option<Vec<T>> {
        todo!("collect items until there are enough, the time is up, or no more can come")
    }

    /// Nothing more can be pushed. Nobody waits any longer.
    pub fn close(&self) {
        todo!("close it, and wake all who wait")
    }

    /// How many items it holds at this moment.
    pub fn held(&self) -> usize {
        todo!("count them")
    }
}
