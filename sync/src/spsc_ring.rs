//! A ring buffer between one producer and one consumer: neither ever waits for the other (Lamport, *Specifying concurrent
//! program modules*, 1983).
//!
//! Two counts, each written by one side only. What lies between them is the queue; slot `n` of the ring is place `n` modulo its
//! length. The producer writes a slot, then moves `tail`; the consumer reads a slot, then moves `head`.
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `tail` | how many were pushed: written by the producer | Release store | the consumer's Acquire load: the item is written |
//! | `head` | how many were popped: written by the consumer | Release store | the producer's Acquire load: the slot is empty |
//!
//! Two things make it fast. Each side remembers what it last saw of the other's count, and looks again only when that is not
//! enough: usually a push touches no cache line that the consumer writes. And the counts lie on cache lines of their own.
//!
//! Every operation ends after a bounded number of its own steps, whatever the other side does: it is *wait-free* (Herlihy, 1991).
//!
//! Models and twins: `cargo loom -p sync spsc_ring`. Speed: `cargo bench -p sync-benches --bench spsc_ring`.

use std::fmt;
use std::mem::MaybeUninit;

use crossbeam::utils::CachePadded;
use interleave::Named;
use interleave::cell::UnsafeCell;
use interleave::sync::Arc;
use interleave::sync::atomic::{
    AtomicUsize,
    Ordering::{self, Acquire, Relaxed, Release},
};

struct Ring<T> {
    slots: Box<[UnsafeCell<MaybeUninit<T>>]>,
    tail: CachePadded<AtomicUsize>,
    head: CachePadded<AtomicUsize>,
}

// SAFETY: the handles take care that a slot is touched by one side at a time, so items only move from thread to thread.
unsafe impl<T: Send> Sync for Ring<T> {}

impl<T> Ring<T> {
    /// The slot for the item number `count`.
    #[inline]
    fn slot(&self, count: usize) -> &UnsafeCell<MaybeUninit<T>> {
        // The length is a power of two: the mask is the remainder.
        &self.slots[count & (self.slots.len() - 1)]
    }
}

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        // Relaxed, here and below: `&mut self`, both handles are gone, and the reference count has ordered that.
        let tail = self.tail.load(Relaxed);
        let mut head = self.head.load(Relaxed);
        while head != tail {
            // SAFETY: what lies between the counts was written and not read.
            self.slot(head)
                .with_mut(|slot| unsafe { (*slot).assume_init_drop() });
            head = head.wrapping_add(1);
        }
    }
}

/// The end that pushes. There is one.
pub struct Producer<T> {
    ring: Arc<Ring<T>>,
    tail: usize,
    /// What it last saw of the consumer's count. The true one may be greater: then there is more room than it thinks.
    head_seen: usize,
}

/// The end that pops. There is one.
pub struct Consumer<T> {
    ring: Arc<Ring<T>>,
    head: usize,
    /// What it last saw of the producer's count. The true one may be greater: then there is more to pop than it thinks.
    tail_seen: usize,
}

/// The ring is full; the item comes back.
#[derive(Debug, PartialEq, Eq)]
pub struct Full<T>(pub T);

/// A ring with room for at least `capacity` items: the next power of two.
///
/// # Panics
///
/// If `capacity` is 0 or greater than half of what `usize` can count.
pub fn ring<T>(capacity: usize) -> (Producer<T>, Consumer<T>) {
    assert!(capacity > 0, "a ring needs room for at least one item");
    let capacity = capacity
        .checked_next_power_of_two()
        .filter(|capacity| *capacity <= usize::MAX / 2)
        .expect("a ring of such a size cannot be counted");
    let slots = (0..capacity)
        .map(|place| UnsafeCell::new(MaybeUninit::uninit()).named(&format!("slot {place}")));
    let ring = Arc::new(Ring {
        slots: slots.collect(),
        tail: CachePadded::new(AtomicUsize::new(0).named("tail")),
        head: CachePadded::new(AtomicUsize::new(0).named("head")),
    });
    let producer = Producer {
        ring: Arc::clone(&ring),
        tail: 0,
        head_seen: 0,
    };
    let consumer = Consumer {
        ring,
        head: 0,
        tail_seen: 0,
    };
    (producer, consumer)
}

impl<T> Producer<T> {
    /// Appends an item. Never waits.
    ///
    /// # Errors
    ///
    /// If there is no room at this moment.
    #[inline]
    pub fn push(&mut self, item: T) -> Result<(), Full<T>> {
        // Release: pairs with the Acquire load in `pop`; whoever sees the count sees the item.
        self.push_and_publish(item, Release)
    }

    #[inline]
    fn push_and_publish(&mut self, item: T, publish: Ordering) -> Result<(), Full<T>> {
        let capacity = self.ring.slots.len();
        if self.tail.wrapping_sub(self.head_seen) == capacity {
            // Acquire: pairs with the Release store in `pop`; the consumer is done with the slots that it gave back.
            self.head_seen = self.ring.head.load(Acquire);
            if self.tail.wrapping_sub(self.head_seen) == capacity {
                return Err(Full(item));
            }
        }
        // SAFETY: fewer than `capacity` items are there, so this slot is empty; the consumer does not touch it before `tail` says so.
        self.ring
            .slot(self.tail)
            .with_mut(|slot| unsafe { (*slot).write(item) });
        self.tail = self.tail.wrapping_add(1);
        self.ring.tail.store(self.tail, publish);
        Ok(())
    }
}

impl<T> Consumer<T> {
    /// Takes the oldest item, if there is one at this moment. Never waits.
    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        // Release: pairs with the Acquire load in `push`; the item was read before its slot is given back.
        self.pop_and_give_back(Release)
    }

    #[inline]
    fn pop_and_give_back(&mut self, give_back: Ordering) -> Option<T> {
        if self.head == self.tail_seen {
            // Acquire: pairs with the Release store in `push`; the items up to this count are written.
            self.tail_seen = self.ring.tail.load(Acquire);
            if self.head == self.tail_seen {
                return None;
            }
        }
        // SAFETY: `head` is below the producer's count, so this slot is written; it is read once, for `head` moves on.
        let item = self
            .ring
            .slot(self.head)
            .with(|slot| unsafe { (*slot).assume_init_read() });
        self.head = self.head.wrapping_add(1);
        self.ring.head.store(self.head, give_back);
        Some(item)
    }
}

impl<T> fmt::Debug for Producer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer")
            .field("pushed", &self.tail)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Consumer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consumer")
            .field("popped", &self.head)
            .finish_non_exhaustive()
    }
}

/// Twin: the count may arrive before the item.
pub mod relaxed_tail {
    use super::{Full, Producer, Relaxed};

    /// As [`Producer::push`]. Only the models call it: on real threads this is undefined behaviour.
    ///
    /// # Errors
    ///
    /// If there is no room at this moment.
    pub fn push<T>(producer: &mut Producer<T>, item: T) -> Result<(), Full<T>> {
        producer.push_and_publish(item, Relaxed)
    }
}

/// Twin: the slot may be given back before it was read.
pub mod relaxed_head {
    use super::{Consumer, Relaxed};

    /// As [`Consumer::pop`]. Only the models call it: on real threads this is undefined behaviour.
    pub fn pop<T>(consumer: &mut Consumer<T>) -> Option<T> {
        consumer.pop_and_give_back(Relaxed)
    }
}
