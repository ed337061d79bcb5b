//! # Whole batches through a ring
//!
//! Route: advanced, 40 minutes.
//!
//! A ring between one thread that pushes and one that pops, without a lock. It hands over batches: `push_all` takes a batch whole, or
//! gives it back whole if there is no room for all of it. The other side sees all of a batch or nothing of it. `pop_all` takes
//! everything that is there. Two counts say how many items were ever pushed and popped; item `n` lies in slot `n % room`. Every
//! slot can be used. What was pushed and never popped is dropped with the ring.
//!
//! Seen in: `cargo run -p sync --example 23_spsc_ring`.

use std::mem::MaybeUninit;

use lab::Named;
use lab::cell::UnsafeCell;
use lab::sync::Arc;
use lab::sync::atomic::{AtomicUsize, Ordering};

/// What both ends share.
struct Ring<T> {
    slots: Vec<UnsafeCell<MaybeUninit<T>>>,
    /// How many items were pushed. Only the producer changes it.
    pushed: AtomicUsize,
    /// How many items were popped. Only the consumer changes it.
    popped: AtomicUsize,
}

// SAFETY: items move from one thread to another, and each slot is with one side at a time: `T: Send`.
unsafe impl<T: Send> Sync for Ring<T> {}

impl<T> Ring<T> {
    /// The slot of item number `count`.
    fn slot(&self, count: usize) -> &UnsafeCell<MaybeUninit<T>> {
        &self.slots[count % self.slots.len()]
    }
}

/// The end that pushes.
pub struct Producer<T> {
    ring: Arc<Ring<T>>,
}

/// The end that pops.
pub struct Consumer<T> {
    ring: Arc<Ring<T>>,
}

/// Both ends of a new ring with room for `room` items, at least one.
pub fn ring<T>(room: usize) -> (Producer<T>, Consumer<T>) {
    assert!(room > 0, "a ring needs a slot");
    let slot = |number| UnsafeCell::new(MaybeUninit::uninit()).named(&format!("slot {number}"));
    let ring = Arc::new(Ring {
        slots: (0..room).map(slot).collect(),
        pushed: AtomicUsize::new(0).named("pushed"),
        popped: AtomicUsize::new(0).named("popped"),
    });
    let producer = Producer {
        ring: Arc::clone(&ring),
    };
    (producer, Consumer { ring })
}

impl<T> Producer<T> {
    /// Hands over the whole batch at once, or gives it back if there is no room for all of it.
    pub fn push_all(&mut self, batch: Vec<T>) -> Result<(), Vec<T>> {
        // BEGIN SOLUTION -> todo!("write the batch into free slots, then count it")
        let ring = &self.ring;
        // Relaxed: nobody else changes it.
        let pushed = ring.pushed.load(Ordering::Relaxed);
        // Acquire: pairs with the Release store in `pop_all`; what lay in the slots counted as popped was read.
        let popped = ring.popped.load(Ordering::Acquire);
        let free = ring.slots.len() - (pushed - popped);
        if batch.len() > free {
            return Err(batch);
        }
        let mut next = pushed;
        for item in batch {
            // SAFETY: this slot is free, and the consumer keeps away from it until it is counted.
            ring.slot(next)
                .with_mut(|slot| unsafe { (*slot).write(item) });
            next += 1;
        }
        // Release: pairs with the Acquire load in `pop_all`; whoever sees the count sees all items of the batch.
        ring.pushed.store(next, Ordering::Release);
        Ok(())
        // END SOLUTION
    }
}

impl<T> Consumer<T> {
    /// Takes everything that is there, the oldest first.
    pub fn pop_all(&mut self) -> Vec<T> {
        // BEGIN SOLUTION -> todo!("take what is counted as pushed, then count it as popped")
        let ring = &self.ring;
        // Relaxed: nobody else changes it.
        let popped = ring.popped.load(Ordering::Relaxed);
        // Acquire: pairs with the Release store in `push_all`.
        let pushed = ring.pushed.load(Ordering::Acquire);
        let mut items = Vec::new();
        for count in popped..pushed {
            // SAFETY: counted as pushed, so it is written; read once, because it is then counted as popped.
            let take = |slot: *const MaybeUninit<T>| unsafe { (*slot).assume_init_read() };
            items.push(ring.slot(count).with(take));
        }
        // Release: pairs with the Acquire load in `push_all`; the slots were read before they are free.
        ring.popped.store(pushed, Ordering::Release);
        items
        // END SOLUTION
    }
}

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        // BEGIN SOLUTION ->
        // STARTER: // For you to write: drop what is still there. (A `todo!` in a drop would end the process.)
        // Relaxed: whoever drops the ring has it alone, and comes after both ends.
        let popped = self.popped.load(Ordering::Relaxed);
        let pushed = self.pushed.load(Ordering::Relaxed);
        for count in popped..pushed {
            // SAFETY: pushed and not popped, so it is written, and nobody took it.
            let drop_it = |slot: *mut MaybeUninit<T>| unsafe { (*slot).assume_init_drop() };
            self.slot(count).with_mut(drop_it);
        }
        // END SOLUTION
    }
}
