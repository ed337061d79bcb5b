//! Shared ownership by counting: the last owner drops the value.
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `owners` | how many handles there are | Relaxed to add; Release to subtract, and an Acquire fence for the last | the Release subtractions of all other owners |
//!
//! Why the two differ: whoever adds an owner is one already, so nothing can be dropped meanwhile. Whoever takes the last one away drops the
//! value, and everything that the others did with it must have happened before. Each of them *releases* as it leaves; the last
//! one *acquires* them all.
//!
//! Models and twins: `cargo loom -p sync arc`. Speed: `cargo bench -p sync-benches --bench arc`.

use std::marker::PhantomData;
use std::ops::Deref;
use std::process::abort;
use std::ptr::NonNull;

use super::engine::sync::atomic::{
    AtomicUsize,
    Ordering::{self, Acquire, Relaxed, Release},
    fence,
};
use interleave::Named;

/// A handle to a value that is shared by all its handles, as [`std::sync::Arc`] without weak ones.
pub struct Arc<T> {
    shared: NonNull<Shared<T>>,
    // It may drop a `T`.
    owns: PhantomData<T>,
}

struct Shared<T> {
    owners: AtomicUsize,
    value: T,
}

// SAFETY: a handle gives `&T` to its thread, so `T` must be `Sync`; and the last of them, wherever it is, drops the value: `T: Send`.
unsafe impl<T: Send + Sync> Send for Arc<T> {}
// SAFETY: whoever shares a handle can clone it, and send the clone: as above.
unsafe impl<T: Send + Sync> Sync for Arc<T> {}

impl<T> Arc<T> {
    /// The first handle.
    pub fn new(value: T) -> Self {
        let shared = Box::new(Shared {
            owners: AtomicUsize::new(1).named("owners"),
            value,
        });
        Arc {
            shared: NonNull::from(Box::leak(shared)),
            owns: PhantomData,
        }
    }

    fn shared(&self) -> &Shared<T> {
        // SAFETY: this handle is counted, so the value is not dropped before it is.
        unsafe { self.shared.as_ref() }
    }

    /// The value, if no other handle is there.
    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        // Acquire: pairs with the Release subtractions of the handles that are gone; what they did with the value is done.
        if this.shared().owners.load(Acquire) == 1 {
            // SAFETY: the only handle is borrowed by `this`, and nobody else can make another.
            Some(unsafe { &mut this.shared.as_mut().value })
        } else {
            None
        }
    }

    /// How many handles there are at this moment.
    pub fn owners(this: &Self) -> usize {
        // Relaxed: a number to look at, old by the time it is printed.
        this.shared().owners.load(Relaxed)
    }

    /// What `drop` does. `orderings`: of the subtraction, and of the fence of the last owner.
    fn leave(&mut self, subtract: Ordering, last: Option<Ordering>) {
        if self.shared().owners.fetch_sub(1, subtract) == 1 {
            if let Some(ordering) = last {
                fence(ordering);
            }
            // SAFETY: the count was 1: this was the last handle, and it is not used again. The box was leaked by `new`.
            drop(unsafe { Box::from_raw(self.shared.as_ptr()) });
        }
    }
}

impl<T> Clone for Arc<T> {
    fn clone(&self) -> Self {
        // Relaxed: this handle keeps the value alive; the new one is given to others by means that order it.
        let owners = self.shared().owners.fetch_add(1, Relaxed);
        // Leaked handles could count on until the number begins anew. std ends the program at this bound as well.
        if owners > usize::MAX / 2 {
            abort();
        }
        Arc {
            shared: self.shared,
            owns: PhantomData,
        }
    }
}

impl<T> Drop for Arc<T> {
    fn drop(&mut self) {
        // Release: pairs with the Acquire fence of whoever is last; what this owner did happens before the value is dropped.
        // Acquire: a fence in place of AcqRel above, for only the last one needs it.
        self.leave(Release, Some(Acquire));
    }
}

impl<T> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.shared().value
    }
}

/// Twin: nothing orders what the owners did with the value and its drop.
pub mod relaxed_drop {
    use std::mem::ManuallyDrop;

    use super::{Arc, Relaxed};

    /// Drops a handle. Only the models call it: on real threads this is undefined behaviour.
    pub fn drop<T>(handle: Arc<T>) {
        ManuallyDrop::new(handle).leave(Relaxed, None);
    }
}

/// Twin: all release, and nobody acquires.
pub mod no_fence {
    use std::mem::ManuallyDrop;

    use super::{Arc, Release};

    /// Drops a handle. Only the models call it: on real threads this is undefined behaviour.
    pub fn drop<T>(handle: Arc<T>) {
        ManuallyDrop::new(handle).leave(Release, None);
    }
}
