//! A *monitor* (Hoare, CACM 1974): data, one lock, and a condition variable for each thing that is waited for.
//!
//! A queue with room for so many items. Those who push wait while it is full, those who pop wait while it is empty, and a
//! closed one lets nobody wait. Each change wakes one of those who wait for just that change.
//!
//! `unwrap` on a lock: nobody panics while holding it, so it is never poisoned.
//!
//! Models and twins: `cargo loom -p sync bounded_queue`. Speed: `cargo bench -p sync-benches --bench bounded_queue`.

use std::collections::VecDeque;

use interleave::Named;

use super::engine::sync::{Arc, Condvar, Mutex};
use super::engine::thread;

/// A queue with room for a fixed number of items.
pub struct BoundedQueue<T> {
    state: Mutex<State<T>>,
    not_empty: Condvar,
    not_full: Condvar,
    capacity: usize,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
    /// How many sleep on each condition: to notify nobody costs a call, so it is left out when nobody waits.
    poppers: usize,
    pushers: usize,
}

/// The queue is closed; the item comes back.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedQueue<T> {
    /// Room for `capacity` items.
    ///
    /// # Panics
    ///
    /// If that is none.
    pub fn new(capacity: usize) -> Self {
        assert!(
            capacity > 0,
            "a bounded queue needs room for at least one item"
        );
        BoundedQueue {
            state: Mutex::new(State {
                items: VecDeque::with_capacity(capacity),
                closed: false,
                poppers: 0,
                pushers: 0,
            })
            .named("state"),
            not_empty: Condvar::new().named("not empty"),
            not_full: Condvar::new().named("not full"),
            capacity,
        }
    }

    /// Waits for room, and appends.
    ///
    /// # Errors
    ///
    /// If the queue is closed, before or while it waits.
    pub fn push(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        while state.items.len() == self.capacity && !state.closed {
            state.pushers += 1;
            state = self.not_full.wait(state).unwrap();
            state.pushers -= 1;
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        let somebody_waits = state.poppers > 0;
        drop(state);
        if somebody_waits {
            self.not_empty.notify_one();
        }
        Ok(())
    }

    /// Waits for an item. `None` once the queue is closed and empty: what it holds is still given out.
    pub fn pop(&self) -> Option<T> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state.poppers += 1;
            state = self.not_empty.wait(state).unwrap();
            state.poppers -= 1;
        }
        let item = state.items.pop_front();
        let somebody_waits = state.pushers > 0;
        drop(state);
        if somebody_waits {
            self.not_full.notify_one();
        }
        item
    }

    /// How many items it holds at this moment.
    pub fn len(&self) -> usize {
        self.state.lock().unwrap().items.len()
    }

    /// Whether it holds no item at this moment.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Nothing can be pushed any more, and nobody waits any longer.
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        // All, not one: each of them must learn of it.
        self.not_empty.notify_all();
        self.not_full.notify_all();
    }
}

/// Twin: one condition variable for both reasons to wait, and one thread is woken at each change.
pub mod one_condition {
    use super::{Condvar, Mutex, Named, VecDeque};

    /// As [`BoundedQueue`](super::BoundedQueue), without closing.
    pub struct Queue<T> {
        items: Mutex<VecDeque<T>>,
        changed: Condvar,
        capacity: usize,
    }

    impl<T> Queue<T> {
        /// Room for `capacity` items.
        pub fn new(capacity: usize) -> Self {
            Queue {
                items: Mutex::new(VecDeque::new()).named("items"),
                changed: Condvar::new().named("changed"),
                capacity,
            }
        }

        /// The wake-up may go to another thread that pushes: it looks, sleeps again, and the wake-up is gone.
        pub fn push(&self, item: T) {
            let mut items = self.items.lock().unwrap();
            while items.len() == self.capacity {
                items = self.changed.wait(items).unwrap();
            }
            items.push_back(item);
            self.changed.notify_one();
        }

        /// As `push`, the other way round.
        pub fn pop(&self) -> T {
            let mut items = self.items.lock().unwrap();
            loop {
                if let Some(item) = items.pop_front() {
                    self.changed.notify_one();
                    return item;
                }
                items = self.changed.wait(items).unwrap();
            }
        }
    }
}

/// Twin: closing wakes one of those who wait.
pub mod close_wakes_one {
    use super::BoundedQueue;

    /// The others wait for ever.
    pub fn close<T>(queue: &BoundedQueue<T>) {
        queue.state.lock().unwrap().closed = true;
        queue.not_empty.notify_one();
        queue.not_full.notify_one();
    }
}

/// `main` pushes two items, and two threads pop one each.
pub fn two_pop<Q, A, B: 'static>(queue: Q, push: fn(&Q, u32) -> A, pop: fn(&Q) -> B)
where
    Q: Send + Sync + 'static,
{
    let queue = Arc::new(queue);
    let consumers = [(); 2].map(|()| {
        let queue = Arc::clone(&queue);
        thread::spawn(move || {
            pop(&queue);
        })
    });
    push(&queue, 1);
    push(&queue, 2);
    for consumer in consumers {
        consumer.join().unwrap();
    }
}
