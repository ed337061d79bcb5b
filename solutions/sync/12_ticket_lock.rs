//! # A lock that serves in the order of arrival
//!
//! Route: advanced, 30 minutes.
//!
//! As at a counter in a shop: whoever comes draws a ticket, the next number, and waits until that number is served. The
//! guard gives access to the value; when it is dropped, the next number is served. `try_lock` takes the lock only if
//! nobody holds it or waits for it, and otherwise leaves no trace. Tickets are a byte, as they were in Linux for up to 255
//! CPUs: after 255 comes 0. Each access to `value` needs an order with the one before: choose the memory orderings.
//!
//! Two promises are too wide as they stand, and the compiler believes them. The lock may be shared by threads only if its value may
//! move between them. A guard may be shared only if its value may be shared.
//!
//! Seen in: `cargo run -p sync --example 20_spin_lock`, `18_unsafe_cell`.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use lab::cell::UnsafeCell;
use lab::sync::atomic::{AtomicU8, Ordering};
use lab::{Named, hint};

/// A value that one thread at a time may use, in the order in which they came.
pub struct TicketLock<T> {
    next: AtomicU8,
    serving: AtomicU8,
    value: UnsafeCell<T>,
}

// BEGIN SOLUTION ->
// STARTER: // SAFETY: for you to make true.
// STARTER: unsafe impl<T> Sync for TicketLock<T> {}
// SAFETY: the lock hands its value to one thread at a time, which is to move it from thread to thread: `T: Send`.
unsafe impl<T: Send> Sync for TicketLock<T> {}
// END SOLUTION

/// Proof that its owner is the one who is served.
pub struct Guard<'a, T> {
    lock: &'a TicketLock<T>,
    // BEGIN SOLUTION ->
    // Shared and sent as the reference to the value that it stands for.
    stands_for: PhantomData<&'a mut T>,
    // END SOLUTION
}

impl<T> TicketLock<T> {
    /// Nobody holds it.
    pub fn new(value: T) -> Self {
        TicketLock {
            next: AtomicU8::new(0).named("next"),
            serving: AtomicU8::new(0).named("serving"),
            value: UnsafeCell::new(value).named("value"),
        }
    }

    /// Waits until all who came before have left.
    pub fn lock(&self) -> Guard<'_, T> {
        // BEGIN SOLUTION -> todo!("draw a ticket, and wait until it is served")
        // Relaxed: each ticket is drawn once in any order; what the value needs is ordered by `serving`.
        let ticket = self.next.fetch_add(1, Ordering::Relaxed);
        // Acquire: pairs with the Release store in `drop`; what the last owner wrote is visible.
        while self.serving.load(Ordering::Acquire) != ticket {
            hint::spin_loop();
        }
        self.guard()
        // END SOLUTION
    }

    /// The guard, if nobody holds the lock and nobody waits.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        // BEGIN SOLUTION -> todo!("draw the ticket that is served, if nobody has it")
        // Acquire: pairs with the Release store in `drop`, as in `lock`.
        let served = self.serving.load(Ordering::Acquire);
        // Relaxed: as in `lock`, the value is ordered by `serving`.
        self.next
            .compare_exchange(
                served,
                served.wrapping_add(1),
                Ordering::Relaxed,
                Ordering::Relaxed,
            )
            .ok()?;
        Some(self.guard())
        // END SOLUTION
    }

    /// How many wait for their turn at this moment. For tests: it may have changed when you look at it.
    pub fn waiting(&self) -> u8 {
        let drawn = self.next.load(Ordering::SeqCst);
        let served = self.serving.load(Ordering::SeqCst);
        drawn.wrapping_sub(served).saturating_sub(1)
    }

    fn guard(&self) -> Guard<'_, T> {
        // BEGIN SOLUTION ->
        // STARTER: Guard { lock: self }
        Guard {
            lock: self,
            stands_for: PhantomData,
        }
        // END SOLUTION
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: this guard's owner is served, so nobody else has access; the reference lives no longer than the guard.
        self.lock.value.with(|value| unsafe { &*value })
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above, and `&mut self` keeps other references from this guard away.
        self.lock.value.with_mut(|value| unsafe { &mut *value })
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        // BEGIN SOLUTION -> todo!("serve the next ticket")
        let serving = &self.lock.serving;
        // Relaxed: only the owner of the guard changes `serving`, and it saw the latest value when it was served.
        let mine = serving.load(Ordering::Relaxed);
        // Release: pairs with the Acquire loads of `lock` and `try_lock`; whoever is served next sees the value as it is left.
        serving.store(mine.wrapping_add(1), Ordering::Release);
        // END SOLUTION
    }
}
