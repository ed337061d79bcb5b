//! A mutex and a condition variable out of one word each that the system lets threads sleep on.
//!
//! The word of the mutex has three values. Two would do, but then whoever unlocks could not know whether anybody sleeps,
//! and would have to ask the system each time. From Drepper, *Futexes are tricky* (2011), mutex 2; Linux's pthreads and the
//! standard library of Rust do the same.
//!
//! | word | meaning |
//! |---|---|
//! | `UNLOCKED` | free |
//! | `LOCKED` | somebody has it, nobody sleeps |
//! | `CONTENDED` | somebody has it, others may sleep: whoever unlocks must wake one |
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | word of the mutex | who has it | Acquire to take it, Release to give it back | each other |
//! | word of the condition variable | changes with each notification | Relaxed | none: the mutex orders |
//!
//! Models and twins: `cargo loom -p sync futex_mutex`, over a [stand-in](futex::stand_in) for the system's futex.
//! Speed: `cargo bench -p sync-benches --bench mutexes`.

pub mod futex;

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use interleave::Named;
use interleave::cell::UnsafeCell;
use interleave::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use futex::Futex;

const UNLOCKED: u32 = 0;
const LOCKED: u32 = 1;
const CONTENDED: u32 = 2;

interleave::real_threads_only! {
    /// How often a thread looks, awake, before it sleeps: a short critical section is over sooner than a sleeper is woken.
    const LOOKS: u32 = 100;

    /// Stays awake for a little, as long as nobody else sleeps.
    fn look(state: &Futex) {
        for _ in 0..LOOKS {
            // Relaxed: only a hint that it may be worth trying.
            if state.word.load(Relaxed) != LOCKED {
                return;
            }
            std::hint::spin_loop();
        }
    }
}
interleave::modelled! {
    /// Does nothing. Looks take nothing, and to the checker each pause means that another thread moves on first: it would
    /// leave out the schedules in which none does.
    fn look(_state: &Futex) {}
}

/// As [`std::sync::Mutex`], without poisoning.
///
/// ```
/// use sync::futex_mutex::Mutex;
///
/// let total = Mutex::new(0);
/// *total.lock() += 1;
/// assert_eq!(*total.lock(), 1);
/// ```
pub struct Mutex<T> {
    state: Futex,
    value: UnsafeCell<T>,
}

// SAFETY: the mutex gives its value to one thread at a time, which moves it from thread to thread: `T: Send`.
unsafe impl<T: Send> Sync for Mutex<T> {}

/// Proof that this thread has the mutex. Dropping it gives the mutex back.
pub struct MutexGuard<'a, T> {
    mutex: &'a Mutex<T>,
    /// Shared and sent as the reference it stands for.
    stands_for: PhantomData<&'a mut T>,
}

impl<T> Mutex<T> {
    /// Nobody has it.
    pub fn new(value: T) -> Self {
        Mutex {
            state: Futex::new(UNLOCKED, "state"),
            value: UnsafeCell::new(value).named("value"),
        }
    }

    /// Waits until nobody has the mutex, asleep if it takes longer.
    #[inline]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        // Acquire: pairs with the Release swap in `unlock`. Relaxed on failure: `lock_contended` looks again.
        if self
            .state
            .word
            .compare_exchange(UNLOCKED, LOCKED, Acquire, Relaxed)
            .is_err()
        {
            self.lock_contended();
        }
        self.guard()
    }

    /// The guard, if nobody has the mutex.
    #[inline]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        // Acquire, Relaxed: as in `lock`.
        self.state
            .word
            .compare_exchange(UNLOCKED, LOCKED, Acquire, Relaxed)
            .is_ok()
            .then(|| self.guard())
    }

    /// The value, with the mutex used up.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }

    #[cold]
    fn lock_contended(&self) {
        look(&self.state);
        // This thread cannot know whether others sleep. So it takes the mutex as CONTENDED, at the cost of one wake-up too many.
        // Acquire: pairs with the Release swap in `unlock`.
        while self.state.word.swap(CONTENDED, Acquire) != UNLOCKED {
            self.state.wait(CONTENDED);
        }
    }

    #[inline]
    fn unlock(&self) {
        // Release: pairs with the Acquire operations in `lock` and `lock_contended`.
        if self.state.word.swap(UNLOCKED, Release) == CONTENDED {
            self.wake();
        }
    }

    #[cold]
    fn wake(&self) {
        self.state.wake_one();
    }

    #[inline]
    fn guard(&self) -> MutexGuard<'_, T> {
        MutexGuard {
            mutex: self,
            stands_for: PhantomData,
        }
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: this guard has the mutex, so no other guard exists; the reference lives no longer than this one.
        self.mutex.value.with(|value| unsafe { &*value })
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above, and `&mut self` keeps other references from this guard away.
        self.mutex.value.with_mut(|value| unsafe { &mut *value })
    }
}

impl<T> Drop for MutexGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.mutex.unlock();
    }
}

impl<T> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MutexGuard").finish_non_exhaustive()
    }
}

/// As [`std::sync::Condvar`].
#[derive(Debug)]
pub struct Condvar {
    /// Wraps around. A waiter would have to sleep through exactly 2³² notifications between its look and its sleep to miss them.
    notifications: Futex,
}

impl Default for Condvar {
    fn default() -> Self {
        Self::new()
    }
}

impl Condvar {
    /// Nobody waits.
    pub fn new() -> Self {
        Condvar {
            notifications: Futex::new(0, "notifications"),
        }
    }

    /// Gives the mutex back, sleeps until notified, and takes the mutex again. May return without any reason: call it in a
    /// loop around the condition.
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        let mutex = guard.mutex;
        // Relaxed: read while the mutex is held. Whoever changes the condition later must lock it first, and counts after that.
        let seen = self.notifications.word.load(Relaxed);
        drop(guard);
        self.notifications.wait(seen);
        mutex.lock()
    }

    /// Wakes one that waits, if there is one.
    pub fn notify_one(&self) {
        // Relaxed: the condition is ordered by its mutex; this number only keeps others from falling asleep.
        self.notifications.word.fetch_add(1, Relaxed);
        self.notifications.wake_one();
    }

    /// Wakes all that wait.
    pub fn notify_all(&self) {
        // Relaxed: as above.
        self.notifications.word.fetch_add(1, Relaxed);
        self.notifications.wake_all();
    }
}

/// The stage before, with two values: right, and slow.
pub mod two_states {
    use super::{Acquire, LOCKED, Mutex, MutexGuard, Release, UNLOCKED};

    /// Takes the mutex, or sleeps until it has changed.
    pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        // Acquire: pairs with the Release swap in `unlock`.
        while mutex.state.word.swap(LOCKED, Acquire) != UNLOCKED {
            mutex.state.wait(LOCKED);
        }
        mutex.guard()
    }

    /// In place of dropping the guard. Nobody knows whether others sleep, so it asks the system each time.
    pub fn unlock<T>(guard: MutexGuard<'_, T>) {
        // Release: pairs with the Acquire swap in `lock`.
        guard.mutex.state.word.swap(UNLOCKED, Release);
        guard.mutex.state.wake_one();
        std::mem::forget(guard);
    }
}

/// Twin: whoever wakes up takes the mutex for its own.
pub mod woken_is_owner {
    use super::{Acquire, CONTENDED, LOCKED, Mutex, MutexGuard, Relaxed, UNLOCKED};

    /// A return from `wait` says "look again", not "it is yours".
    pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        // Acquire, Relaxed: as in `Mutex::lock`.
        if mutex
            .state
            .word
            .compare_exchange(UNLOCKED, LOCKED, Acquire, Relaxed)
            .is_err()
            // Acquire: as in `Mutex::lock_contended`.
            && mutex.state.word.swap(CONTENDED, Acquire) != UNLOCKED
        {
            mutex.state.wait(CONTENDED);
        }
        mutex.guard()
    }
}

/// Twin: a thread that was woken says that nobody sleeps.
pub mod forgets_the_others {
    use super::{Acquire, CONTENDED, LOCKED, Mutex, MutexGuard, Relaxed, UNLOCKED};

    /// With two threads all is well. The third one sleeps for ever.
    pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        // Acquire, Relaxed: as in `Mutex::lock`.
        while mutex
            .state
            .word
            .compare_exchange(UNLOCKED, LOCKED, Acquire, Relaxed)
            .is_err()
        {
            // Relaxed: announces a sleeper, takes nothing.
            let announced = mutex
                .state
                .word
                .compare_exchange(LOCKED, CONTENDED, Relaxed, Relaxed);
            if announced != Err(UNLOCKED) {
                mutex.state.wait(CONTENDED);
            }
        }
        mutex.guard()
    }
}

/// Twin: wakes first, gives the mutex back after.
pub mod wakes_too_early {
    use super::{MutexGuard, Release, UNLOCKED};

    /// In place of dropping the guard. The one that is woken finds the mutex taken, and sleeps again.
    pub fn unlock<T>(guard: MutexGuard<'_, T>) {
        let state = &guard.mutex.state;
        state.wake_one();
        // Release: as in `Mutex::unlock`.
        state.word.store(UNLOCKED, Release);
        std::mem::forget(guard);
    }
}

/// Twin: counts the notifications after it has given the mutex back.
pub mod counts_too_late {
    use super::{Condvar, MutexGuard, Relaxed};

    /// A notification that comes before the look is taken for an old one.
    pub fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        let mutex = guard.mutex;
        drop(guard);
        // Relaxed, as in `Condvar::wait`. But the mutex is free: the notification may have been.
        let seen = condvar.notifications.word.load(Relaxed);
        condvar.notifications.wait(seen);
        mutex.lock()
    }
}
