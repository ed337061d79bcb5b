//! A mutex that knows who holds it.
//!
//! The data lies in a mutex of std, which keeps the rules about poisoning. In front of it stands an [`Ownership`]:
//! only who got that locks std's mutex, which is then free. So no thread ever sleeps where the watcher cannot see it.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, LockResult, PoisonError, TryLockError, TryLockResult};

use super::object::{Core, Holder, Identity, Object, Show, Ticket, Waitable, Waiters, lock};
use super::record::{Place, Record, with_this};
use super::world;
use crate::trace::{ObjectKind, Operation};
use crate::{Named, Shown};

/// [`std::sync::Mutex`], watched.
pub struct Mutex<T: ?Sized> {
    object: Object<Ownership>,
    show: Show,
    data: std::sync::Mutex<T>,
}

/// Who holds a mutex, and who waits for it.
#[derive(Default)]
pub(super) struct Ownership {
    holder: Option<Holder>,
    waiters: Waiters,
}

impl Waitable for Core<Ownership> {
    fn identity(&self) -> Identity {
        Core::identity(self)
    }

    fn holders(&self, _operation: Operation) -> Vec<Holder> {
        lock(&self.state).holder.iter().cloned().collect()
    }

    fn meaning(&self, _operation: Operation, _name: &dyn Fn(&Holder) -> String) -> Vec<String> {
        Vec::new()
    }
}

impl Core<Ownership> {
    fn try_take(&self, this: &Record, place: Place) -> bool {
        let mut state = lock(&self.state);
        let free = state.holder.is_none();
        if free {
            state.holder = Some(Holder::new(this, place));
        }
        free
    }

    /// Waits until the mutex is free and takes it. A thread that comes by may be faster than a woken one, as in std.
    fn take(self: &Arc<Self>, this: &Arc<Record>, place: Place) {
        loop {
            let ticket = {
                let mut state = lock(&self.state);
                if state.holder.is_none() {
                    state.holder = Some(Holder::new(this, place));
                    return;
                }
                let ticket = Ticket::new(this);
                state.waiters.push(ticket.clone());
                ticket
            };
            self.wait(&ticket, Operation::Lock, place, None);
        }
    }

    fn release(&self) {
        let next = {
            let mut state = lock(&self.state);
            state.holder = None;
            state.waiters.pop()
        };
        world::wake(next);
    }
}

impl<T> Mutex<T> {
    /// An unlocked mutex around `value`.
    #[track_caller]
    pub const fn new(value: T) -> Self {
        Mutex {
            object: Object::new(ObjectKind::Mutex, std::panic::Location::caller()),
            show: Show::NOTHING,
            data: std::sync::Mutex::new(value),
        }
    }

    /// The value, with the mutex used up.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned; the error holds the value.
    pub fn into_inner(self) -> LockResult<T> {
        self.data.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until the mutex is free and takes it.
    ///
    /// # Errors
    ///
    /// If a thread panicked while it held the mutex; the error holds the guard.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let place = std::panic::Location::caller();
        let core = self.object.core();
        core.touch(|this| core.take(this, place));
        self.guard(Operation::Lock, core.identity(), place)
    }

    /// Takes the mutex if it is free at this moment.
    ///
    /// # Errors
    ///
    /// `WouldBlock` if it is not, `Poisoned` as [`lock`](Mutex::lock) does.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let place = std::panic::Location::caller();
        let core = self.object.core();
        let taken = core.touch(|this| {
            let taken = core.try_take(this, place);
            if !taken {
                this.note(Operation::TryLockFailed, Some(core.identity()), Some(place));
            }
            taken
        });
        if !taken {
            return Err(TryLockError::WouldBlock);
        }
        Ok(self.guard(Operation::TryLock, core.identity(), place)?)
    }

    /// Whether a thread panicked while it held the mutex.
    pub fn is_poisoned(&self) -> bool {
        self.data.is_poisoned()
    }

    /// Declares the data to be sound again.
    pub fn clear_poison(&self) {
        self.data.clear_poison();
    }

    /// The data, with the borrow checker as the proof that nobody else holds the mutex.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned; the error holds the reference.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.data.get_mut()
    }

    /// Takes the mutex again for a thread that waited for a condition variable.
    pub(super) fn lock_again(
        &self,
        this: &Arc<Record>,
        after: Operation,
        condvar: Identity,
        place: Place,
    ) -> LockResult<MutexGuard<'_, T>> {
        self.object.core().take(this, place);
        self.guard(after, condvar, place)
    }

    /// The guard for a thread that was admitted by `operation` on `object`.
    fn guard(
        &self,
        operation: Operation,
        object: Identity,
        place: Place,
    ) -> LockResult<MutexGuard<'_, T>> {
        // std's mutex is free, or is so as soon as a `Debug` of it, which only tries, has finished.
        let (data, poisoned) = match self.data.lock() {
            Ok(data) => (data, false),
            Err(error) => (error.into_inner(), true),
        };
        // SAFETY: `show` is made for the type that this mutex was made for.
        let value = unsafe { self.show.text(&*data) };
        with_this(|this| {
            this.note_values(operation, Some(object), Some(place), value, None);
        });
        let guard = MutexGuard {
            data,
            permit: Permit(self.object.core()),
            mutex: self,
            silent: false,
        };
        if poisoned {
            Err(PoisonError::new(guard))
        } else {
            Ok(guard)
        }
    }
}

/// The right to the data, given back when dropped.
#[must_use = "if unused the mutex is unlocked at once"]
pub struct MutexGuard<'a, T: ?Sized> {
    // Fields are dropped in this order: std's mutex must be free before the next thread may come.
    data: std::sync::MutexGuard<'a, T>,
    #[expect(dead_code, reason = "it acts when it is dropped")]
    permit: Permit<'a>,
    mutex: &'a Mutex<T>,
    silent: bool,
}

struct Permit<'a>(&'a Arc<Core<Ownership>>);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.release();
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// Unlocks without an entry of its own: falling asleep on a condition variable says it.
    pub(super) fn unlock_silently(mut self) -> &'a Mutex<T> {
        self.silent = true;
        self.mutex
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        if self.silent {
            return;
        }
        // SAFETY: as in `Mutex::guard`.
        let value = unsafe { self.mutex.show.text(&*self.data) };
        let core = self.mutex.object.core();
        core.touch(|this| {
            this.note_values(Operation::Unlock, Some(core.identity()), None, None, value);
        });
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.data
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.data.fmt(f)
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Mutex::new(value)
    }
}

impl<T> Named for Mutex<T> {
    fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }
}

impl<T: fmt::Debug> Shown for Mutex<T> {
    fn shown(mut self) -> Self {
        self.show = Show::debug::<T>();
        self
    }
}
