//! A lock whose waiters do not sleep: they ask again and again.
//!
//! The lock is one atomic flag and the value beside it. How a waiter asks is a type parameter, so that one lock serves three
//! stages of the idea:
//!
//! | stage | while the lock is held, a waiter |
//! |---|---|
//! | [`TestAndSet`] | tries to take it, again and again: each try wants the cache line for itself, and takes it from the owner |
//! | [`TestAndTestAndSet`] | only reads; tries to take it when it looks free |
//! | [`BackOff`] | reads more and more rarely, and then lets other threads run |
//!
//! Rudolph and Segall (1984) describe the second, Anderson (1990) measures all three.
//!
//! Models and twins: `cargo loom -p sync spin_lock`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use interleave::cell::UnsafeCell;
use interleave::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use interleave::{Named, hint, thread};

/// How a waiter asks for the flag, until it has it.
///
/// # Safety
///
/// [`SpinLock`] gives out its value when `ask` returns. So `ask` must return only when its own thread has changed `locked` from
/// false to true, in one step and with an Acquire.
pub unsafe trait Ask {
    /// Returns when this thread has changed `locked` from false to true, with an Acquire.
    fn ask(locked: &AtomicBool);
}

/// Tries again and again.
#[derive(Debug)]
pub enum TestAndSet {}

/// Reads until the lock looks free, then tries.
#[derive(Debug)]
pub enum TestAndTestAndSet {}

/// As [`TestAndTestAndSet`], with a longer pause after each look.
#[derive(Debug)]
pub enum BackOff {}

impl BackOff {
    /// After this many looks, each pause twice as long as the one before, a waiter gives its core away instead.
    pub const DOUBLINGS: u32 = 6;
}

// SAFETY: returns when `take` has succeeded.
unsafe impl Ask for TestAndSet {
    #[inline]
    fn ask(locked: &AtomicBool) {
        while !take(locked) {
            hint::spin_loop();
        }
    }
}

// SAFETY: returns when `take` has succeeded.
unsafe impl Ask for TestAndTestAndSet {
    #[inline]
    fn ask(locked: &AtomicBool) {
        while !take(locked) {
            // Relaxed: only a hint that it may be worth trying; `take` orders.
            while locked.load(Relaxed) {
                hint::spin_loop();
            }
        }
    }
}

// SAFETY: returns when `take` has succeeded.
unsafe impl Ask for BackOff {
    #[inline]
    fn ask(locked: &AtomicBool) {
        let mut looks = 0;
        while !take(locked) {
            // Relaxed: as above.
            while locked.load(Relaxed) {
                pause(looks);
                looks += 1;
            }
        }
    }
}

/// Waits 1, 2, 4 … spin hints, and from [`BackOff::DOUBLINGS`] looks on lets another thread run.
fn pause(looks: u32) {
    if looks < BackOff::DOUBLINGS {
        for _ in 0..1 << looks {
            hint::spin_loop();
        }
    } else {
        thread::yield_now();
    }
}

/// One try: whether this thread has changed `locked` from false to true.
#[inline]
fn take(locked: &AtomicBool) -> bool {
    // Acquire: pairs with the Release store in the guard's `drop`; what the last owner wrote is visible to this one.
    // Relaxed on failure: then nothing is read that would need an order.
    locked
        .compare_exchange(false, true, Acquire, Relaxed)
        .is_ok()
}

/// A value that one thread at a time may use; the others wait awake.
///
/// Not fair, and not to be held while sleeping: see the lesson on when to use one.
///
/// ```
/// use sync::spin_lock::{SpinLock, TestAndTestAndSet};
///
/// let total = SpinLock::<u32, TestAndTestAndSet>::new(0);
/// *total.lock() += 1;
/// assert_eq!(*total.lock(), 1);
/// ```
pub struct SpinLock<T, A = BackOff> {
    locked: AtomicBool,
    value: UnsafeCell<T>,
    asks: PhantomData<fn() -> A>,
}

// SAFETY: the lock gives its value to one thread at a time (`take` succeeds once between two `drop`s of a guard), which moves it
// from thread to thread: `T: Send`. No two threads have it at once: `T: Sync` is not needed.
unsafe impl<T: Send, A> Sync for SpinLock<T, A> {}

/// Proof that this thread has the lock. Dropping it gives the lock back.
pub struct Guard<'a, T, A = BackOff> {
    lock: &'a SpinLock<T, A>,
    /// Shared and sent as the reference it stands for. Without it, a guard of a `Cell` could be shared by two threads.
    stands_for: PhantomData<&'a mut T>,
}

impl<T, A: Ask> SpinLock<T, A> {
    /// Waits, awake, until nobody has the lock.
    #[inline]
    pub fn lock(&self) -> Guard<'_, T, A> {
        A::ask(&self.locked);
        self.guard()
    }
}

impl<T, A> SpinLock<T, A> {
    /// Nobody has it.
    pub fn new(value: T) -> Self {
        SpinLock {
            locked: AtomicBool::new(false).named("locked"),
            value: UnsafeCell::new(value).named("value"),
            asks: PhantomData,
        }
    }

    /// The guard, if nobody has the lock.
    #[inline]
    pub fn try_lock(&self) -> Option<Guard<'_, T, A>> {
        take(&self.locked).then(|| self.guard())
    }

    /// The value, with the lock used up.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }

    fn guard(&self) -> Guard<'_, T, A> {
        Guard {
            lock: self,
            stands_for: PhantomData,
        }
    }
}

impl<T, A> Deref for Guard<'_, T, A> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: this guard has the lock, so no other guard exists; the reference lives no longer than this one.
        self.lock.value.with(|value| unsafe { &*value })
    }
}

impl<T, A> DerefMut for Guard<'_, T, A> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above, and `&mut self` keeps other references from this guard away.
        self.lock.value.with_mut(|value| unsafe { &mut *value })
    }
}

impl<T, A> Drop for Guard<'_, T, A> {
    #[inline]
    fn drop(&mut self) {
        // Release: pairs with the Acquire in `take`; whoever has the lock next sees the value as it is left here.
        self.lock.locked.store(false, Release);
    }
}

impl<T, A> fmt::Debug for SpinLock<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpinLock").finish_non_exhaustive()
    }
}

impl<T, A> fmt::Debug for Guard<'_, T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").finish_non_exhaustive()
    }
}

/// Twin: looks whether the lock is free, and takes it in a second step.
pub mod test_then_set {
    use super::{Acquire, Ask, AtomicBool, Relaxed, hint};

    /// As [`TestAndSet`](super::TestAndSet), were it one step.
    #[derive(Debug)]
    pub enum TestThenSet {}

    // SAFETY: none; that is the twin. For the models only.
    unsafe impl Ask for TestThenSet {
        fn ask(locked: &AtomicBool) {
            // Acquire: pairs with the Release store of the guard, in vain.
            while locked.load(Acquire) {
                hint::spin_loop();
            }
            // Wrong: another thread may have looked since, and found it free as well.
            locked.store(true, Relaxed);
        }
    }
}

/// Twin: takes the lock without an Acquire.
pub mod relaxed_lock {
    use super::{Ask, AtomicBool, Relaxed, hint};

    /// One at a time, but blind to what the last owner wrote.
    #[derive(Debug)]
    pub enum RelaxedTestAndSet {}

    // SAFETY: none; that is the twin. For the models only.
    unsafe impl Ask for RelaxedTestAndSet {
        fn ask(locked: &AtomicBool) {
            // Relaxed, and wrong: the Release store of the guard has no partner.
            while locked
                .compare_exchange(false, true, Relaxed, Relaxed)
                .is_err()
            {
                hint::spin_loop();
            }
        }
    }
}

/// Twin: gives the lock back without a Release.
pub mod relaxed_unlock {
    use super::{Ask, Guard, Relaxed};

    /// In place of dropping the guard. Only the models call it: on real threads this is undefined behaviour.
    pub fn unlock<T, A: Ask>(guard: Guard<'_, T, A>) {
        // Relaxed, and wrong: the flag may be seen before the value.
        guard.lock.locked.store(false, Relaxed);
        std::mem::forget(guard);
    }
}
