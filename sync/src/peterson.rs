//! A lock for two threads out of loads and stores (Peterson, *Myths about the mutual exclusion problem*, 1981).
//!
//! Each says that it wants in, then gives the other the turn, then waits while the other wants in and has the turn. With sequential
//! consistency that is enough. With weaker memory both may miss the other's wish: it is store buffering with a lock around it.
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `wants[i]` | thread i wants in, or is in | Release store | Acquire load by the other, in its loop |
//! | `turn` | who goes first if both want in | `AcqRel` swap | the other's swap: whoever swaps second reads from the first, and sees its wish |
//!
//! The swap is what orders. With plain `SeqCst` loads and stores the algorithm is right as well, but loom cannot check that: it treats `SeqCst`
//! accesses as `AcqRel` ones, and reports a failure that the language rules out.
//!
//! Models and twins: `cargo loom -p sync peterson`.

use interleave::Named;

use super::engine::cell::UnsafeCell;
use super::engine::hint;
use super::engine::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{self, AcqRel, Acquire, Relaxed, Release},
};

/// A value for two threads, number 0 and number 1.
pub struct Peterson<T> {
    wants: [AtomicBool; 2],
    turn: AtomicUsize,
    value: UnsafeCell<T>,
}

// SAFETY: one of two threads at a time has access, so the value only moves between them.
unsafe impl<T: Send> Sync for Peterson<T> {}

impl<T> Peterson<T> {
    /// Nobody is in.
    pub fn new(value: T) -> Self {
        Peterson {
            wants: ["0 wants", "1 wants"].map(|name| AtomicBool::new(false).named(name)),
            turn: AtomicUsize::new(0).named("turn"),
            value: UnsafeCell::new(value).named("value"),
        }
    }

    /// Runs `f` with the value, when the other one is not in. `me` is 0 or 1, and only one thread at a time may call itself so.
    pub fn with<R>(&self, me: usize, f: impl FnOnce(&mut T) -> R) -> R {
        // AcqRel: see the table.
        self.enter(me, AcqRel, f)
    }

    fn enter<R>(&self, me: usize, swap: Ordering, f: impl FnOnce(&mut T) -> R) -> R {
        let other = 1 - me;
        // Relaxed: the swap below publishes it.
        self.wants[me].store(true, Relaxed);
        self.turn.swap(other, swap);
        // Acquire: pairs with the Release store below; what the other did with the value is done.
        while self.wants[other].load(Acquire) && self.turn.load(Acquire) == other {
            hint::spin_loop();
        }
        // SAFETY: the other one is not in, and does not get in before this one has left.
        let result = self.value.with_mut(|value| f(unsafe { &mut *value }));
        // Release: pairs with the Acquire load above.
        self.wants[me].store(false, Release);
        result
    }
}

/// Twin: the swap orders nothing, so both may miss the other's wish.
pub mod relaxed_swap {
    use super::{Peterson, Relaxed};

    /// As [`Peterson::with`]. Only the models call it: on real threads this is undefined behaviour.
    pub fn with<T, R>(lock: &Peterson<T>, me: usize, f: impl FnOnce(&mut T) -> R) -> R {
        lock.enter(me, Relaxed, f)
    }
}
