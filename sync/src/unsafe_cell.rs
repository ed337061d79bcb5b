//! What stands under every type of this topic: `UnsafeCell`, `MaybeUninit`, `unsafe impl`, and the promises that go with them.
//!
//! The example is [`WriteOnce`], a slot that is filled once and then read by everybody. Its one atomic has three states:
//!
//! | state | who may touch the value | next |
//! |---|---|---|
//! | `EMPTY` | nobody: there is none | `WRITING`, by the one whose compare-exchange succeeds |
//! | `WRITING` | that one, to write | `WRITTEN` |
//! | `WRITTEN` | everybody, to read | none while it is shared |
//!
//! Models and twins: `cargo loom -p sync unsafe_cell`. The twins break promises that safe code relies on. They are for the models.

use std::fmt;
use std::mem::MaybeUninit;

use interleave::Named;
use interleave::cell::UnsafeCell;
use interleave::sync::atomic::{
    AtomicU8,
    Ordering::{Acquire, Relaxed, Release},
};

const EMPTY: u8 = 0;
const WRITING: u8 = 1;
const WRITTEN: u8 = 2;

/// Room for one value, which is written once.
///
/// ```
/// use sync::unsafe_cell::WriteOnce;
///
/// let slot = WriteOnce::new();
/// assert_eq!(slot.set("first"), Ok(()));
/// assert_eq!(slot.set("second"), Err("second"));
/// assert_eq!(slot.get(), Some(&"first"));
/// ```
pub struct WriteOnce<T> {
    state: AtomicU8,
    value: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: `state` lets one thread write, and others read only afterwards. What remains is asked of `T`: the value may be written by
// one thread and dropped by another (`T: Send`), and several threads have `&T` at once (`T: Sync`).
unsafe impl<T: Send + Sync> Sync for WriteOnce<T> {}

impl<T> Default for WriteOnce<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> WriteOnce<T> {
    /// An empty slot.
    pub fn new() -> Self {
        WriteOnce {
            state: AtomicU8::new(EMPTY).named("state"),
            value: UnsafeCell::new(MaybeUninit::uninit()).named("value"),
        }
    }

    /// Fills the slot. Never waits.
    ///
    /// # Errors
    ///
    /// The value, if another one was first.
    pub fn set(&self, value: T) -> Result<(), T> {
        // Relaxed: only decides who writes. Nothing was written before that this thread would have to see.
        if self
            .state
            .compare_exchange(EMPTY, WRITING, Relaxed, Relaxed)
            .is_err()
        {
            return Err(value);
        }
        // SAFETY: this thread made `state` WRITING, which happens once. Nobody reads before it is WRITTEN.
        self.value.with_mut(|slot| unsafe { (*slot).write(value) });
        // Release: pairs with the Acquire load in `get`; makes the value visible before the state.
        self.state.store(WRITTEN, Release);
        Ok(())
    }

    /// The value, if it is there.
    pub fn get(&self) -> Option<&T> {
        // Acquire: pairs with the Release store in `set`; whoever sees WRITTEN sees the value.
        (self.state.load(Acquire) == WRITTEN).then(|| {
            // SAFETY: `state` is WRITTEN, so the value is whole, and nobody writes while `self` is borrowed.
            self.value.with(|slot| unsafe { (*slot).assume_init_ref() })
        })
    }
}

impl<T> Drop for WriteOnce<T> {
    fn drop(&mut self) {
        // Relaxed: `&mut self` means that all other threads are done, and whatever told us so has ordered what they did.
        if self.state.load(Relaxed) == WRITTEN {
            // SAFETY: `state` is WRITTEN, so there is a value; nobody else is here, and nobody comes after a drop.
            self.value
                .with_mut(|slot| unsafe { (*slot).assume_init_drop() });
        }
    }
}

impl<T> fmt::Debug for WriteOnce<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteOnce").finish_non_exhaustive()
    }
}

/// A count without any lock, for one thread at a time. It is not `Sync`, and it relies on that.
pub struct Tally {
    count: UnsafeCell<u32>,
}

impl Default for Tally {
    fn default() -> Self {
        Self::new()
    }
}

impl Tally {
    /// Nothing counted.
    pub fn new() -> Self {
        Tally {
            count: UnsafeCell::new(0).named("count"),
        }
    }

    /// One more, and how many that makes.
    pub fn add(&self) -> u32 {
        // SAFETY: `Tally` is not `Sync`, so no other thread has a reference; and none into the cell leaves this function.
        self.count.with_mut(|count| unsafe {
            *count += 1;
            *count
        })
    }
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tally").finish_non_exhaustive()
    }
}

/// Twin: promises to be `Sync` whatever is inside.
pub mod no_bounds {
    use super::WriteOnce;

    /// As [`WriteOnce`], for everybody.
    #[derive(Debug)]
    pub struct WriteOnceForAll<T>(pub WriteOnce<T>);

    // SAFETY: none; that is the twin. With `T` a `Tally`, two threads count in one cell, and no line of theirs is unsafe.
    unsafe impl<T> Sync for WriteOnceForAll<T> {}
}

/// Twin: takes "somebody has begun" for "it is there".
pub mod not_empty_is_enough {
    use super::{Acquire, EMPTY, WriteOnce};

    /// As [`WriteOnce::get`]. Only the models call it: on real threads this is undefined behaviour.
    pub fn get<T>(slot: &WriteOnce<T>) -> Option<&T> {
        // Acquire, of a state that nobody released: WRITING says nothing about the value.
        (slot.state.load(Acquire) != EMPTY).then(|| {
            // SAFETY: none; that is the twin. The checker ends the run before the access.
            slot.value.with(|slot| unsafe { (*slot).assume_init_ref() })
        })
    }
}

/// Twin: relies on `MaybeUninit` to drop its content.
pub mod never_dropped {
    use std::mem::MaybeUninit;

    /// A full slot without a `Drop` of its own. Nothing is undefined here: it leaks.
    #[derive(Debug)]
    pub struct Slot<T>(MaybeUninit<T>);

    impl<T> Slot<T> {
        /// Full from the beginning.
        pub fn new(value: T) -> Self {
            Slot(MaybeUninit::new(value))
        }

        /// The value.
        pub fn get(&self) -> &T {
            // SAFETY: written in `new`, and never taken out.
            unsafe { self.0.assume_init_ref() }
        }
    }
}
