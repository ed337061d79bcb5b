//! A reader-writer lock whose locking, holding and unlocking is recorded.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use super::super::record::{self, ObjectId, Step, by_loom};
use crate::trace::{Event, Location, ObjectKind, Operation};
use crate::{Named, Shown};

/// [`std::sync::RwLock`] in a model. It is never poisoned: a panic that leaves a thread ends the execution.
pub struct RwLock<T> {
    inner: loom::sync::RwLock<T>,
    object: ObjectId,
    show: Option<fn(&T) -> String>,
}

impl<T> RwLock<T> {
    /// An unlocked lock around `value`.
    pub fn new(value: T) -> Self {
        let object = record::object(ObjectKind::RwLock, None);
        RwLock {
            inner: by_loom(|| loom::sync::RwLock::new(value)),
            object,
            show: None,
        }
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// Never: no lock is poisoned here.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let place = Location::caller();
        let step = Step::announce(Operation::LockShared, Some(self.object), None, place);
        let inner = by_loom(|| self.inner.read().unwrap_or_else(PoisonError::into_inner));
        Ok(RwLockReadGuard {
            held: self.took(step, &inner),
            inner: Some(inner),
        })
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// Never: no lock is poisoned here.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let place = Location::caller();
        let step = Step::announce(Operation::LockExclusive, Some(self.object), None, place);
        let inner = by_loom(|| self.inner.write().unwrap_or_else(PoisonError::into_inner));
        Ok(RwLockWriteGuard {
            held: self.took(step, &inner),
            inner: Some(inner),
        })
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// `WouldBlock`, if a writer holds it.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let step = Step::announce(
            Operation::TryLock,
            Some(self.object),
            None,
            Location::caller(),
        );
        let Ok(inner) = by_loom(|| self.inner.try_read()) else {
            return refused(step);
        };
        Ok(RwLockReadGuard {
            held: self.took(step, &inner),
            inner: Some(inner),
        })
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// `WouldBlock`, if anybody holds it.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        let step = Step::announce(
            Operation::TryLock,
            Some(self.object),
            None,
            Location::caller(),
        );
        let Ok(inner) = by_loom(|| self.inner.try_write()) else {
            return refused(step);
        };
        Ok(RwLockWriteGuard {
            held: self.took(step, &inner),
            inner: Some(inner),
        })
    }

    /// The value, with the borrow as the proof that nobody else is there.
    ///
    /// # Errors
    ///
    /// Never: no lock is poisoned here.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        Ok(self.inner.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    /// The value, with the lock used up.
    ///
    /// # Errors
    ///
    /// Never: no lock is poisoned here.
    pub fn into_inner(self) -> LockResult<T> {
        Ok(self
            .inner
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner))
    }

    fn took(&self, step: Step, value: &T) -> Held<'_, T> {
        let read = self.show.map(|show| show(value));
        step.done(|event| event.read = read);
        record::acquired(self.object);
        Held {
            lock: self,
            lane: record::running(),
        }
    }
}

fn refused<G>(step: Step) -> TryLockResult<G> {
    step.done(|event| event.operation = Operation::TryLockFailed);
    Err(TryLockError::WouldBlock)
}

/// Who holds which lock.
struct Held<'a, T> {
    lock: &'a RwLock<T>,
    lane: usize,
}

impl<T> Held<'_, T> {
    /// Gives back `inner`, a guard of loom's; `written` is what a writer leaves behind.
    fn give_back<G>(&self, inner: Option<G>, written: Option<String>) {
        let Some(inner) = inner else { return };
        if record::is_abandoned() {
            // There is no execution any more in which the lock could be given back.
            std::mem::forget(inner);
            return;
        }
        by_loom(|| drop(inner));
        record::released(self.lock.object, self.lane);
        let ObjectId(object) = self.lock.object;
        record::at_once(|lane| Event {
            object: Some(object),
            written,
            ..Event::new(lane, Operation::Unlock)
        });
    }
}

macro_rules! guard {
    ($(#[$doc:meta])* $name:ident, $written:expr) => {
        $(#[$doc])*
        #[must_use = "the lock is given back when the guard is dropped"]
        pub struct $name<'a, T> {
            held: Held<'a, T>,
            /// Empty only once the lock has been given back.
            inner: Option<loom::sync::$name<'a, T>>,
        }

        impl<T> Deref for $name<'_, T> {
            type Target = T;

            fn deref(&self) -> &T {
                self.inner.as_ref().expect("a guard in use holds the lock")
            }
        }

        impl<T> Drop for $name<'_, T> {
            fn drop(&mut self) {
                let inner = self.inner.take();
                let show: fn(&RwLock<T>, Option<&T>) -> Option<String> = $written;
                let written = show(self.held.lock, inner.as_deref());
                self.held.give_back(inner, written);
            }
        }

        impl<T: fmt::Debug> fmt::Debug for $name<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }
    };
}

guard!(
    /// [`std::sync::RwLockReadGuard`] in a model.
    RwLockReadGuard, |_, _| None
);
guard!(
    /// [`std::sync::RwLockWriteGuard`] in a model.
    RwLockWriteGuard, |lock, value| Some(lock.show?(value?))
);

impl<T> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.inner.as_mut().expect("a guard in use holds the lock")
    }
}

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

impl<T> Named for RwLock<T> {
    fn named(self, name: &str) -> Self {
        record::name(self.object, name);
        self
    }
}

impl<T: fmt::Debug> Shown for RwLock<T> {
    fn shown(mut self) -> Self {
        self.show = Some(|value| format!("{value:?}"));
        self
    }
}

impl<T> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RwLock").finish_non_exhaustive()
    }
}
