//! A reader-writer lock that knows who reads and who writes.
//!
//! Built like the [mutex](super::mutex): std's lock holds the data, and a [`Register`] in front decides who may touch
//! it.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, LockResult, PoisonError, TryLockError, TryLockResult};

use super::object::{Core, Holder, Object, Show, lock};
use super::record::{Place, with_this};
use super::register::{Access, Register};
use super::world;
use crate::trace::{ObjectKind, Operation};
use crate::{Named, Shown};

/// [`std::sync::RwLock`], watched.
pub struct RwLock<T: ?Sized> {
    object: Object<Register>,
    show: Show,
    data: std::sync::RwLock<T>,
}

impl<T> RwLock<T> {
    /// An unlocked lock around `value`.
    #[track_caller]
    pub const fn new(value: T) -> Self {
        RwLock {
            object: Object::new(ObjectKind::RwLock, std::panic::Location::caller()),
            show: Show::NOTHING,
            data: std::sync::RwLock::new(value),
        }
    }

    /// The value, with the lock used up.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned; the error holds the value.
    pub fn into_inner(self) -> LockResult<T> {
        self.data.into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until nobody writes or waits to write, and reads.
    ///
    /// # Errors
    ///
    /// If a writer panicked; the error holds the guard.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let place = std::panic::Location::caller();
        self.take(Access::Read, place);
        self.read_guard(Operation::LockShared, place)
    }

    /// Waits until nobody reads or writes, and writes.
    ///
    /// # Errors
    ///
    /// If a writer panicked; the error holds the guard.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let place = std::panic::Location::caller();
        self.take(Access::Write, place);
        self.write_guard(Operation::LockExclusive, place)
    }

    /// Reads, if that is possible without waiting.
    ///
    /// # Errors
    ///
    /// `WouldBlock` if it is not, `Poisoned` as [`read`](RwLock::read) does.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let place = std::panic::Location::caller();
        if !self.try_take(Access::Read, place) {
            return Err(TryLockError::WouldBlock);
        }
        Ok(self.read_guard(Operation::TryLock, place)?)
    }

    /// Writes, if that is possible without waiting.
    ///
    /// # Errors
    ///
    /// `WouldBlock` if it is not, `Poisoned` as [`write`](RwLock::write) does.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        let place = std::panic::Location::caller();
        if !self.try_take(Access::Write, place) {
            return Err(TryLockError::WouldBlock);
        }
        Ok(self.write_guard(Operation::TryLock, place)?)
    }

    /// Whether a writer panicked.
    pub fn is_poisoned(&self) -> bool {
        self.data.is_poisoned()
    }

    /// Declares the data to be sound again.
    pub fn clear_poison(&self) {
        self.data.clear_poison();
    }

    /// The data, with the borrow checker as the proof that nobody else is there.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned; the error holds the reference.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.data.get_mut()
    }

    fn take(&self, access: Access, place: Place) {
        let core = self.object.core();
        core.touch(|this| core.take(this, access, place));
    }

    fn try_take(&self, access: Access, place: Place) -> bool {
        let core = self.object.core();
        core.touch(|this| core.try_take(this, access, place))
    }

    fn read_guard(&self, operation: Operation, place: Place) -> LockResult<RwLockReadGuard<'_, T>> {
        let (data, poisoned) = match self.data.read() {
            Ok(data) => (data, false),
            Err(error) => (error.into_inner(), true),
        };
        // SAFETY: `show` is made for the type that this lock was made for.
        let value = unsafe { self.show.text(&*data) };
        let entry = self.entered(Access::Read, operation, place, value);
        let guard = RwLockReadGuard { data, entry };
        if poisoned {
            Err(PoisonError::new(guard))
        } else {
            Ok(guard)
        }
    }

    fn write_guard(
        &self,
        operation: Operation,
        place: Place,
    ) -> LockResult<RwLockWriteGuard<'_, T>> {
        // Nobody reads or writes, except a `Debug` of this lock for a moment.
        let (data, poisoned) = match self.data.write() {
            Ok(data) => (data, false),
            Err(error) => (error.into_inner(), true),
        };
        // SAFETY: as in `read_guard`.
        let value = unsafe { self.show.text(&*data) };
        let entry = self.entered(Access::Write, operation, place, value);
        let guard = RwLockWriteGuard {
            data,
            entry,
            show: self.show,
        };
        if poisoned {
            Err(PoisonError::new(guard))
        } else {
            Ok(guard)
        }
    }

    fn entered(
        &self,
        access: Access,
        operation: Operation,
        place: Place,
        value: Option<String>,
    ) -> Entry<'_> {
        let core = self.object.core();
        let holder = with_this(|this| {
            this.note_values(operation, Some(core.identity()), Some(place), value, None);
            Holder::new(this, place)
        });
        Entry {
            core,
            access,
            holder,
            written: None,
        }
    }
}

/// A line in the register, struck out when dropped.
struct Entry<'a> {
    core: &'a Arc<Core<Register>>,
    access: Access,
    holder: Holder,
    /// What a writer left behind, if it is to be shown.
    written: Option<String>,
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        let called = self.core.touch(|this| {
            let written = self.written.take();
            this.note_values(
                Operation::Unlock,
                Some(self.core.identity()),
                None,
                None,
                written,
            );
            lock(&self.core.state).leave(self.access, &self.holder)
        });
        world::wake(called);
    }
}

/// The right to read, given back when dropped.
#[must_use = "if unused the lock is released at once"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    // Fields are dropped in this order: std's lock must be free before the next thread may come.
    data: std::sync::RwLockReadGuard<'a, T>,
    #[expect(dead_code, reason = "it acts when it is dropped")]
    entry: Entry<'a>,
}

/// The right to write, given back when dropped.
#[must_use = "if unused the lock is released at once"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    // Fields are dropped in this order: std's lock must be free before the next thread may come.
    data: std::sync::RwLockWriteGuard<'a, T>,
    entry: Entry<'a>,
    show: Show,
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        // SAFETY: as in `RwLock::read_guard`.
        self.entry.written = unsafe { self.show.text(&*self.data) };
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.data
    }
}

macro_rules! print_what_is_guarded {
    ($($guard:ident),*) => {
        $(impl<T: ?Sized + fmt::Debug> fmt::Debug for $guard<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<T: ?Sized + fmt::Display> fmt::Display for $guard<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        })*
    };
}

print_what_is_guarded!(RwLockReadGuard, RwLockWriteGuard);

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.data.fmt(f)
    }
}

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        RwLock::new(value)
    }
}

impl<T> Named for RwLock<T> {
    fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }
}

impl<T: fmt::Debug> Shown for RwLock<T> {
    fn shown(mut self) -> Self {
        self.show = Show::debug::<T>();
        self
    }
}
