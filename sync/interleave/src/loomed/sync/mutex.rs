//! A mutex whose locking, holding and unlocking is recorded.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{LockResult, TryLockError, TryLockResult};

use super::super::record::{self, ObjectId, Step, by_loom};
use crate::trace::{Event, Location, ObjectKind, Operation};
use crate::{Named, Shown};

/// [`std::sync::Mutex`] in a model. It is never poisoned: a panic that leaves a thread ends the execution.
pub struct Mutex<T> {
    inner: loom::sync::Mutex<T>,
    object: ObjectId,
    show: Option<fn(&T) -> String>,
}

impl<T> Mutex<T> {
    /// An unlocked mutex around `value`.
    pub fn new(value: T) -> Self {
        let object = record::object(ObjectKind::Mutex, None);
        Mutex {
            inner: by_loom(|| loom::sync::Mutex::new(value)),
            object,
            show: None,
        }
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// Never: no mutex is poisoned here.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let step = Step::announce(Operation::Lock, Some(self.object), None, Location::caller());
        Ok(self.acquire(step, |_| {}))
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// `WouldBlock`, if somebody holds it.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let step = Step::announce(
            Operation::TryLock,
            Some(self.object),
            None,
            Location::caller(),
        );
        let Ok(inner) = by_loom(|| self.inner.try_lock()) else {
            step.done(|event| event.operation = Operation::TryLockFailed);
            return Err(TryLockError::WouldBlock);
        };
        Ok(self.guard(step, inner, |_| {}))
    }

    /// The value, with the borrow as the proof that nobody else is there.
    ///
    /// # Errors
    ///
    /// Never: no mutex is poisoned here.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        Ok(self
            .inner
            .get_mut()
            .unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The value, with the mutex used up.
    ///
    /// # Errors
    ///
    /// Never: no mutex is poisoned here.
    pub fn into_inner(self) -> LockResult<T> {
        Ok(self
            .inner
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Takes the lock for the announced `step`, which `fill` completes once it is taken.
    pub(super) fn acquire(&self, step: Step, fill: impl FnOnce(&mut Event)) -> MutexGuard<'_, T> {
        let inner = by_loom(|| {
            self.inner
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        });
        self.guard(step, inner, fill)
    }

    fn guard<'a>(
        &'a self,
        step: Step,
        inner: loom::sync::MutexGuard<'a, T>,
        fill: impl FnOnce(&mut Event),
    ) -> MutexGuard<'a, T> {
        let read = self.show.map(|show| show(&inner));
        step.done(|event| {
            event.read = read;
            fill(event);
        });
        record::acquired(self.object);
        MutexGuard {
            mutex: self,
            inner: Some(inner),
            lane: record::running(),
        }
    }

    pub(super) fn object(&self) -> ObjectId {
        self.object
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Mutex::new(value)
    }
}

impl<T> Named for Mutex<T> {
    fn named(self, name: &str) -> Self {
        record::name(self.object, name);
        self
    }
}

impl<T: fmt::Debug> Shown for Mutex<T> {
    fn shown(mut self) -> Self {
        self.show = Some(|value| format!("{value:?}"));
        self
    }
}

impl<T> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex").finish_non_exhaustive()
    }
}

/// [`std::sync::MutexGuard`] in a model.
#[must_use = "the lock is given back when the guard is dropped"]
pub struct MutexGuard<'a, T> {
    mutex: &'a Mutex<T>,
    /// Empty only once the lock has been given back.
    inner: Option<loom::sync::MutexGuard<'a, T>>,
    lane: usize,
}

impl<'a, T> MutexGuard<'a, T> {
    /// Gives the lock back without a row of its own, for a wait; and what was locked.
    pub(super) fn give_back(mut self) -> &'a Mutex<T> {
        record::released(self.mutex.object, self.lane);
        let inner = self.inner.take();
        by_loom(|| drop(inner));
        self.mutex
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.inner.as_ref().expect("a guard in use holds the lock")
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.inner.as_mut().expect("a guard in use holds the lock")
    }
}

impl<T> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        let Some(inner) = self.inner.take() else {
            return;
        };
        if record::is_abandoned() {
            // There is no execution any more in which the lock could be given back.
            std::mem::forget(inner);
            return;
        }
        let written = self.mutex.show.map(|show| show(&inner));
        by_loom(|| drop(inner));
        record::released(self.mutex.object, self.lane);
        let ObjectId(object) = self.mutex.object;
        // A destructor does not know its caller: the row has no place.
        record::at_once(|lane| Event {
            object: Some(object),
            written,
            ..Event::new(lane, Operation::Unlock)
        });
    }
}

impl<T: fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
