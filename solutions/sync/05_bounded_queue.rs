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

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use lab::Named;
use lab::sync::{Condvar, Mutex};

/// A queue with room for a fixed number of items.
pub struct BoundedQueue<T> {
    capacity: usize,
    // BEGIN SOLUTION ->
    // STARTER: // What it holds, and how threads wait for items and for room, in place of this field.
    // STARTER: nothing_yet: std::marker::PhantomData<T>,
    state: Mutex<State<T>>,
    not_empty: Condvar,
    not_full: Condvar,
    // END SOLUTION
}

// BEGIN SOLUTION ->
#[derive(Debug)]
struct State<T> {
    items: VecDeque<T>,
    closed: bool,
}
// END SOLUTION

/// The queue is closed; the item comes back.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedQueue<T> {
    /// An empty queue with room for `capacity` items, one at least.
    pub fn new(capacity: usize) -> Self {
        // BEGIN SOLUTION -> todo!("an empty queue")
        let state = State {
            items: VecDeque::new(),
            closed: false,
        };
        BoundedQueue {
            capacity,
            state: Mutex::new(state).named("state"),
            not_empty: Condvar::new().named("not empty"),
            not_full: Condvar::new().named("not full"),
        }
        // END SOLUTION
    }

    /// Waits for room, and appends. If the queue is closed, the item comes back.
    pub fn push(&self, item: T) -> Result<(), Closed<T>> {
        // BEGIN SOLUTION -> todo!("wait for room, and append")
        let mut state = self.state.lock().unwrap();
        while state.items.len() == self.capacity && !state.closed {
            state = self.not_full.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        self.not_empty.notify_one();
        Ok(())
        // END SOLUTION
    }

    /// Waits for an item. `None` if the queue is closed and empty.
    pub fn take(&self) -> Option<T> {
        // BEGIN SOLUTION -> todo!("wait for an item, or for the end")
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        let item = state.items.pop_front();
        self.not_full.notify_one();
        item
        // END SOLUTION
    }

    /// Waits for `count` items, but no longer than `time`, and gives what came. `None` if the queue is closed and empty.
    pub fn take_up_to(&self, count: usize, time: Duration) -> Option<Vec<T>> {
        // BEGIN SOLUTION -> todo!("collect items until there are enough, the time is up, or no more can come")
        // None: so late that the clock cannot say it.
        let end = Instant::now().checked_add(time);
        let mut batch = Vec::new();
        let mut state = self.state.lock().unwrap();
        loop {
            let taken = state.items.len().min(count - batch.len());
            batch.extend(state.items.drain(..taken));
            // All: there may be room for several now.
            self.not_full.notify_all();
            if state.closed && batch.is_empty() {
                return None;
            }
            let left = end.map_or(time, |end| end.saturating_duration_since(Instant::now()));
            if batch.len() == count || state.closed || left.is_zero() {
                return Some(batch);
            }
            (state, _) = self.not_empty.wait_timeout(state, left).unwrap();
        }
        // END SOLUTION
    }

    /// Nothing more can be pushed. Nobody waits any longer.
    pub fn close(&self) {
        // BEGIN SOLUTION -> todo!("close it, and wake all who wait")
        self.state.lock().unwrap().closed = true;
        self.not_empty.notify_all();
        self.not_full.notify_all();
        // END SOLUTION
    }

    /// How many items it holds at this moment.
    pub fn held(&self) -> usize {
        // BEGIN SOLUTION -> todo!("count them")
        self.state.lock().unwrap().items.len()
        // END SOLUTION
    }
}
