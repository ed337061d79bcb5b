//! A value that is made once, by whoever needs it first: double-checked initialisation.
//!
//! The first look is cheap and without a lock. Who finds nothing takes the lock, and looks again: another thread may have made the
//! value meanwhile. [`std::sync::OnceLock`] does the same with three states in one word, and
//! [`std::sync::LazyLock`] keeps the initialiser along with it.
//!
//! | what | job | ordering | partner |
//! |---|---|---|---|
//! | `ready` | says that `value` is there, and for good | Release store, Acquire load | each other |
//! | `making` | one thread at a time makes the value | mutex | |
//!
//! The pattern was long believed to work without the two orderings: Bacon and others, *The "double-checked locking is broken"
//! declaration* (2000). Models and twins: `cargo loom -p sync once_and_lazy`.

use std::fmt;

use interleave::Named;
use interleave::cell::UnsafeCell;
use interleave::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use interleave::sync::{Mutex, MutexGuard, PoisonError};

/// Room for a value that is made once, and never changes afterwards.
///
/// ```
/// use sync::once_and_lazy::Once;
///
/// let answer = Once::new();
/// assert_eq!(answer.get(), None);
/// assert_eq!(*answer.get_or_init(|| 42), 42);
/// assert_eq!(*answer.get_or_init(|| 7), 42);
/// ```
pub struct Once<T> {
    ready: AtomicBool,
    making: Mutex<()>,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: the value is written under `making` while `ready` is false, and only read once it is true. The thread that makes it may be
// another than the one that drops it: `T: Send`. Several threads have `&T` at once: `T: Sync`.
unsafe impl<T: Send + Sync> Sync for Once<T> {}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Once<T> {
    /// Nothing made yet.
    pub fn new() -> Self {
        Once {
            ready: AtomicBool::new(false).named("ready"),
            making: Mutex::new(()).named("making"),
            value: UnsafeCell::new(None).named("value"),
        }
    }

    /// The value, if it was made.
    pub fn get(&self) -> Option<&T> {
        // Acquire: pairs with the Release store in `get_or_init`; whoever sees `ready` sees the value.
        if self.ready.load(Acquire) {
            // SAFETY: `ready` is true, so the value was written before, and nobody writes it again.
            self.value.with(|value| unsafe { (*value).as_ref() })
        } else {
            None
        }
    }

    /// The value. Makes it by `init` if nobody has; who comes meanwhile waits.
    ///
    /// If `init` panics, nothing is made, and the next caller tries. `init` must not ask for the same value: that deadlocks.
    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> &T {
        if self.get().is_none() {
            let _making = self.lock();
            // The second look: another thread may have made it between the first one and the lock.
            if self.get().is_none() {
                let made = init();
                // SAFETY: this thread holds `making`, and `ready` is false, so nobody reads or writes.
                self.value.with_mut(|value| unsafe { *value = Some(made) });
                // Release: pairs with the Acquire load in `get`; makes the value visible before the flag.
                self.ready.store(true, Release);
            }
        }
        self.get().expect("it was made above, or before")
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        // Poisoned when `init` has panicked. Then nothing was written, and the next one may try.
        self.making.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> fmt::Debug for Once<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").finish_non_exhaustive()
    }
}

/// Twin: the flag does not publish the value.
pub mod relaxed_flag {
    use super::{Once, Relaxed, Release};

    /// As [`Once::get_or_init`]. Only the models call it: on real threads this is undefined behaviour.
    pub fn get_or_init<T>(once: &Once<T>, init: fn() -> T) -> &T {
        // Relaxed, and wrong: pairs with nothing. The flag may be seen before the value.
        if !once.ready.load(Relaxed) {
            let _making = once.lock();
            // Relaxed is enough here, since the lock orders.
            if !once.ready.load(Relaxed) {
                // SAFETY: none; that is the twin. The checker ends the run before the access.
                once.value
                    .with_mut(|value| unsafe { *value = Some(init()) });
                // Release: has no partner in the first look above.
                once.ready.store(true, Release);
            }
        }
        once.value
            // SAFETY: none; as above.
            .with(|value| unsafe { (*value).as_ref() })
            .expect("the flag says that it was made")
    }
}

/// Twin: looks, and then locks and makes the value without a second look.
pub mod one_look {
    use super::{Once, Release};

    /// As [`Once::get_or_init`]. Two threads find nothing, and the second throws away what the first has lent already.
    /// Only the models call it: on real threads this is undefined behaviour.
    pub fn get_or_init<T>(once: &Once<T>, init: fn() -> T) -> &T {
        if once.get().is_none() {
            let _making = once.lock();
            // SAFETY: none; that is the twin. The checker ends the run before the access.
            once.value
                .with_mut(|value| unsafe { *value = Some(init()) });
            // Release: as in `Once::get_or_init`.
            once.ready.store(true, Release);
        }
        once.get().expect("it was made above, or before")
    }
}

/// Twin: raises the flag, and makes the value after.
pub mod flag_first {
    use super::{Once, Release};

    /// As [`Once::get_or_init`], were the flag not a promise. Only the models call it: on real threads this is undefined behaviour.
    pub fn get_or_init<T>(once: &Once<T>, init: fn() -> T) -> &T {
        if once.get().is_none() {
            let _making = once.lock();
            if once.get().is_none() {
                // Release, but too early: it publishes what was written before it, and nothing was.
                once.ready.store(true, Release);
                // SAFETY: none; that is the twin. The checker ends the run before the access.
                once.value
                    .with_mut(|value| unsafe { *value = Some(init()) });
            }
        }
        once.get().expect("the flag says that it was made")
    }
}
