//! A plain variable whose unordered accesses are found.

use super::record::{self, ObjectId, Step, by_loom};
use crate::trace::{Location, ObjectKind, Operation};
use crate::{Named, Shown};

/// [`std::cell::UnsafeCell`] whose every access loom checks: two that are not ordered by happens-before, one of them
/// writing, are a data race.
pub struct UnsafeCell<T> {
    inner: loom::cell::UnsafeCell<T>,
    object: ObjectId,
    show: Option<fn(&T) -> String>,
}

impl<T> UnsafeCell<T> {
    /// A cell holding `value`.
    #[track_caller]
    pub fn new(value: T) -> Self {
        let object = record::object(ObjectKind::Cell, None);
        UnsafeCell {
            inner: by_loom(|| loom::cell::UnsafeCell::new(value)),
            object,
            show: None,
        }
    }

    /// The value, with the cell used up.
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }

    /// Reads through a shared pointer, valid during `f`. The caller of the pointer vouches that nobody writes.
    #[track_caller]
    pub fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        let step = Step::announce(
            Operation::CellRead,
            Some(self.object),
            None,
            Location::caller(),
        );
        let pointer = by_loom(|| self.inner.get());
        // SAFETY: loom has found no write that this read is not ordered with, so the value is whole.
        let read = self
            .show
            .map(|show| pointer.with(|value| show(unsafe { &*value })));
        step.done(|event| event.read = read);
        pointer.with(f)
    }

    /// Writes through a mutable pointer, valid during `f`. The caller vouches that nobody else reads or writes.
    #[track_caller]
    pub fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        let step = Step::announce(
            Operation::CellWrite,
            Some(self.object),
            None,
            Location::caller(),
        );
        let pointer = by_loom(|| self.inner.get_mut());
        let row = step.done(|_| {});
        let result = pointer.with(f);
        // SAFETY: loom has found no other access that this one is not ordered with, and `f` is over.
        let written = self
            .show
            .map(|show| pointer.with(|value| show(unsafe { &*value })));
        record::with(|recorder| recorder.execution.trace.events[row].written = written);
        result
    }

    /// The value, with the borrow as the proof that nobody else is there.
    pub fn get_mut(&mut self) -> &mut T {
        // SAFETY: `&mut self` excludes every other access while the result lives.
        self.inner.with_mut(|value| unsafe { &mut *value })
    }
}

impl<T> Named for UnsafeCell<T> {
    fn named(self, name: &str) -> Self {
        record::name(self.object, name);
        self
    }
}

impl<T: std::fmt::Debug> Shown for UnsafeCell<T> {
    fn shown(mut self) -> Self {
        self.show = Some(|value| format!("{value:?}"));
        self
    }
}

impl<T> std::fmt::Debug for UnsafeCell<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UnsafeCell").finish_non_exhaustive()
    }
}
