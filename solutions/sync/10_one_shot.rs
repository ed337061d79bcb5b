//! # A channel for one value
//!
//! Route: core, 30 minutes.
//!
//! One end gives one value, the other end takes it, and there is no lock. An atomic says how far they are: nothing yet, ready,
//! taken. The value lies beside it, in memory that is not initialised before it is sent. `try_receive` may be called at any time,
//! as often as one likes; it gives the value once. A value that was sent is dropped exactly once: by whoever received it, or with
//! the channel, if nobody did.
//!
//! Seen in: `cargo run -p sync --example 14_happens_before`.

use std::mem::MaybeUninit;

use lab::Named;
use lab::cell::UnsafeCell;
use lab::sync::Arc;
use lab::sync::atomic::{AtomicU8, Ordering};

/// Nothing was sent yet.
const EMPTY: u8 = 0;
/// The value lies there.
const READY: u8 = 1;
/// The value was there, and is the receiver's now.
const TAKEN: u8 = 2;

/// What both ends share.
struct Shared<T> {
    state: AtomicU8,
    /// Initialised exactly while `state` is [`READY`].
    value: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: the value moves from one thread to another, and is with one at a time: `T: Send`.
unsafe impl<T: Send> Sync for Shared<T> {}

/// The end that gives.
pub struct Sender<T> {
    shared: Arc<Shared<T>>,
}

/// The end that takes.
pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
}

/// Both ends of a new channel.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared {
        state: AtomicU8::new(EMPTY).named("state"),
        value: UnsafeCell::new(MaybeUninit::uninit()).named("value"),
    });
    let sender = Sender {
        shared: Arc::clone(&shared),
    };
    (sender, Receiver { shared })
}

impl<T> Sender<T> {
    /// Gives the value. Nobody can send twice: the sender is used up.
    pub fn send(self, value: T) {
        // BEGIN SOLUTION -> todo!("write the value, then say that it is ready")
        let slot = &self.shared.value;
        // SAFETY: the state is EMPTY, so the receiver keeps away, and there is no other sender.
        slot.with_mut(|slot| unsafe { (*slot).write(value) });
        // Release: pairs with the Acquire load in `try_receive`; whoever sees READY sees the value.
        self.shared.state.store(READY, Ordering::Release);
        // END SOLUTION
    }
}

impl<T> Receiver<T> {
    /// The value, if it is there and was not taken before.
    pub fn try_receive(&mut self) -> Option<T> {
        // BEGIN SOLUTION -> todo!("take the value, if it is ready")
        // Acquire: pairs with the Release store in `send`.
        if self.shared.state.load(Ordering::Acquire) != READY {
            return None;
        }
        // Relaxed: after READY only this thread touches the state; the drop of the channel comes after, by its reference count.
        self.shared.state.store(TAKEN, Ordering::Relaxed);
        // SAFETY: it was READY, so the value is initialised; it is TAKEN, so nobody reads it a second time.
        let take = |slot: *const MaybeUninit<T>| unsafe { (*slot).assume_init_read() };
        Some(self.shared.value.with(take))
        // END SOLUTION
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        // BEGIN SOLUTION ->
        // STARTER: // For you to write: drop the value, if it lies there. (A `todo!` in a drop would end the process.)
        // Relaxed: whoever drops the channel has it alone, and comes after both ends.
        if self.state.load(Ordering::Relaxed) == READY {
            // SAFETY: READY, so the value is initialised, and nobody took it.
            self.value
                .with_mut(|slot| unsafe { (*slot).assume_init_drop() });
        }
        // END SOLUTION
    }
}
