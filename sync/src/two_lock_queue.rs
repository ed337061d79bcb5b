//! The fast stage of the bounded queue: a lock for each end, so that producers and consumers do not meet (Michael and Scott, *Simple, fast, and
//! practical non-blocking and blocking concurrent queue algorithms*, PODC 1996: their second queue, here over a ring).
//!
//! In [`bounded_queue`](crate::bounded_queue) everybody takes the same lock. Here those who push take one, those who pop take the other, and what
//! lies between are the two counts of lesson 23. Whoever has to wait keeps the lock of its end: all others at that end
//! would have to wait as well. So at most one thread sleeps at each end.
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `count` of the tail | how many were pushed | Release store | the popper's Acquire load: the item is written |
//! | `count` of the head | how many were popped | Release store | the pusher's Acquire load: the slot is empty |
//! | `asleep` of an end | somebody may sleep there | Relaxed, between `SeqCst` fences | the other end: "I have moved, do you sleep?" against "I sleep, have you moved?" is store buffering (lesson 15) |
//! | `closed` | nothing may be pushed any more | Release store | Acquire loads at both ends |
//!
//! Models and twins: `cargo loom -p sync two_lock_queue`. Speed: `cargo bench -p sync-benches --bench bounded_queue`.

use std::mem::MaybeUninit;

use crossbeam::utils::CachePadded;
use interleave::cell::UnsafeCell;
use interleave::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release, SeqCst},
    fence,
};
use interleave::sync::{Condvar, Mutex};
use interleave::{Named, hint, thread};

use crate::bounded_queue::Closed;

interleave::real_threads_only! {
    /// How often to look again before going to sleep.
    const LOOKS: usize = 50;
}
interleave::modelled! {
    /// Each look would multiply the executions.
    const LOOKS: usize = 0;
}

/// A queue with room for a fixed number of items.
pub struct TwoLockQueue<T> {
    slots: Box<[UnsafeCell<MaybeUninit<T>>]>,
    tail: CachePadded<End>,
    head: CachePadded<End>,
    closed: AtomicBool,
}

/// One end: where items go in, or where they come out.
struct End {
    /// Whose turn it is, and what was last seen of the other end's count.
    turn: Mutex<usize>,
    /// Written at each step by this end, and looked at by the other: not on the line of `turn`, which is written even more often.
    count: CachePadded<AtomicUsize>,
    /// Looked at by the other end at each step, and written rarely: on a line that both cores may keep.
    asleep: CachePadded<AtomicBool>,
    bed: Mutex<()>,
    moved: Condvar,
}

// SAFETY: a slot is touched by one thread at a time: by whoever has the turn at the end to which the counts assign it.
unsafe impl<T: Send> Sync for TwoLockQueue<T> {}

impl End {
    fn new(name: &str) -> Self {
        End {
            turn: Mutex::new(0).named(&format!("turn at the {name}")),
            count: CachePadded::new(AtomicUsize::new(0).named(name)),
            asleep: CachePadded::new(
                AtomicBool::new(false).named(&format!("asleep at the {name}")),
            ),
            bed: Mutex::new(()).named(&format!("bed at the {name}")),
            moved: Condvar::new().named(&format!("moved past the {name}")),
        }
    }

    /// Sleeps until `ready`: after each move of the other end, and after closing, it is asked again.
    fn sleep_until(&self, ready: impl Fn() -> bool) {
        // To sleep and be woken costs as much as many looks.
        if (0..LOOKS).any(|_| ready_or_give_way(&ready)) {
            return;
        }
        let mut bed = self.bed.lock().unwrap();
        // Relaxed: the fence below orders it before the look.
        self.asleep.store(true, Relaxed);
        // SeqCst: pairs with the fence in `wake`; either this look sees the move, or that one sees `asleep`.
        fence(SeqCst);
        while !ready() {
            bed = self.moved.wait(bed).unwrap();
        }
        // Relaxed: a wake-up too many harms nobody.
        self.asleep.store(false, Relaxed);
    }

    /// Wakes whoever sleeps at this end. To be called after the other end has moved.
    fn wake(&self) {
        // SeqCst: pairs with the fence in `sleep_until`.
        fence(SeqCst);
        // Relaxed: ordered by the fence.
        if self.asleep.load(Relaxed) {
            // The sleeper looks under this lock: it has either not looked yet, or sits on the bench.
            let bed = self.bed.lock().unwrap();
            self.moved.notify_one();
            drop(bed);
        }
    }
}

/// Whether it is ready. If not, whoever shares the core gets a chance to make it so.
fn ready_or_give_way(ready: impl Fn() -> bool) -> bool {
    let is_ready = ready();
    if !is_ready {
        hint::spin_loop();
        thread::yield_now();
    }
    is_ready
}

impl<T> TwoLockQueue<T> {
    /// Room for at least `capacity` items: the next power of two.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0, or greater than half of what `usize` can count.
    pub fn new(capacity: usize) -> Self {
        assert!(
            capacity > 0,
            "a bounded queue needs room for at least one item"
        );
        let capacity = capacity
            .checked_next_power_of_two()
            .filter(|capacity| *capacity <= usize::MAX / 2)
            .expect("a queue of such a size cannot be counted");
        let slots = (0..capacity)
            .map(|place| UnsafeCell::new(MaybeUninit::uninit()).named(&format!("slot {place}")));
        TwoLockQueue {
            slots: slots.collect(),
            tail: CachePadded::new(End::new("tail")),
            head: CachePadded::new(End::new("head")),
            closed: AtomicBool::new(false).named("closed"),
        }
    }

    fn slot(&self, count: usize) -> &UnsafeCell<MaybeUninit<T>> {
        // The length is a power of two: the mask is the remainder.
        &self.slots[count & (self.slots.len() - 1)]
    }

    fn is_closed(&self) -> bool {
        // Acquire: pairs with the Release store in `close`; what was pushed before is visible.
        self.closed.load(Acquire)
    }

    /// Waits for room, and appends.
    ///
    /// # Errors
    ///
    /// If the queue is closed, before or while it waits.
    pub fn push(&self, item: T) -> Result<(), Closed<T>> {
        let mut head_seen = self.tail.turn.lock().unwrap();
        // Relaxed: only whoever has the turn changes it.
        let tail = self.tail.count.load(Relaxed);
        if tail.wrapping_sub(*head_seen) == self.slots.len() {
            // Acquire: pairs with the Release store in `pop`; the slot is empty.
            let head = || self.head.count.load(Acquire);
            let full = || tail.wrapping_sub(head()) == self.slots.len();
            if full() {
                self.tail.sleep_until(|| !full() || self.is_closed());
            }
            *head_seen = head();
        }
        if self.is_closed() {
            return Err(Closed(item));
        }
        // SAFETY: this thread has the turn, and fewer than all slots are in use: this one is empty, and `pop` leaves it alone.
        self.slot(tail)
            .with_mut(|slot| unsafe { (*slot).write(item) });
        // Release: pairs with the Acquire load in `pop`; whoever sees the count sees the item.
        self.tail.count.store(tail.wrapping_add(1), Release);
        drop(head_seen);
        self.head.wake();
        Ok(())
    }

    /// Waits for an item. `None` once the queue is closed and empty: what it holds is still given out.
    pub fn pop(&self) -> Option<T> {
        let mut tail_seen = self.head.turn.lock().unwrap();
        // Relaxed: only whoever has the turn changes it.
        let head = self.head.count.load(Relaxed);
        if head == *tail_seen {
            // Acquire: pairs with the Release store in `push`; the item is written.
            let tail = || self.tail.count.load(Acquire);
            if head == tail() {
                self.head.sleep_until(|| head != tail() || self.is_closed());
            }
            *tail_seen = tail();
            if head == *tail_seen {
                // Closed. Whoever had the turn at the tail by then has pushed when we get it; whoever comes later is refused.
                drop(self.tail.turn.lock().unwrap());
                *tail_seen = tail();
                if head == *tail_seen {
                    return None;
                }
            }
        }
        // SAFETY: this thread has the turn, and the count says that this slot was written; it is read once, for the count moves on.
        let item = self
            .slot(head)
            .with(|slot| unsafe { (*slot).assume_init_read() });
        // Release: pairs with the Acquire load in `push`; the item was read before its slot is given back.
        self.head.count.store(head.wrapping_add(1), Release);
        drop(tail_seen);
        self.tail.wake();
        Some(item)
    }

    /// Nothing can be pushed any more, and nobody waits any longer.
    pub fn close(&self) {
        // Release: pairs with the Acquire load in `is_closed`.
        self.closed.store(true, Release);
        self.tail.wake();
        self.head.wake();
    }
}

impl<T> Drop for TwoLockQueue<T> {
    fn drop(&mut self) {
        // Relaxed, here and below: `&mut self`.
        let tail = self.tail.count.load(Relaxed);
        let mut head = self.head.count.load(Relaxed);
        while head != tail {
            // SAFETY: what lies between the counts was written and not read.
            self.slot(head)
                .with_mut(|slot| unsafe { (*slot).assume_init_drop() });
            head = head.wrapping_add(1);
        }
    }
}

/// Twin: the end that has moved looks whether somebody sleeps, without a fence before.
pub mod wakes_without_fence {
    use super::{End, Relaxed, Release, TwoLockQueue};

    /// As [`TwoLockQueue::push`] into an empty queue with room, and no other producer.
    pub fn push<T>(queue: &TwoLockQueue<T>, item: T) {
        // Relaxed: the only producer.
        let tail = queue.tail.count.load(Relaxed);
        // SAFETY: the only producer, and there is room.
        queue
            .slot(tail)
            .with_mut(|slot| unsafe { (*slot).write(item) });
        // Release: as in the right version.
        queue.tail.count.store(tail.wrapping_add(1), Release);
        wake(&queue.head);
    }

    fn wake(end: &End) {
        // Relaxed, and no fence: this load may be made before the store of the count is visible.
        if end.asleep.load(Relaxed) {
            let bed = end.bed.lock().unwrap();
            end.moved.notify_one();
            drop(bed);
        }
    }
}

/// Twin: a closed queue that looks empty is taken for empty, although somebody may be in the middle of a push.
pub mod trusts_closed {
    use super::{Relaxed, TwoLockQueue};

    /// As [`TwoLockQueue::pop`], but says only whether it would give up.
    pub fn gives_up<T>(queue: &TwoLockQueue<T>) -> bool {
        let _turn = queue.head.turn.lock().unwrap();
        // Relaxed: this thread has the turn.
        let head = queue.head.count.load(Relaxed);
        queue.is_closed() && head == queue.tail.count.load(super::Acquire)
    }
}
