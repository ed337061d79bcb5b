//! Atomics whose every access is recorded.

use loom::sync::atomic as inner;
pub use std::sync::atomic::Ordering;

use super::super::record::{self, ObjectId, Step, by_loom};
use crate::Named;
use crate::trace::{Location, ObjectKind, Operation};

/// [`std::sync::atomic::fence`] in a model.
///
/// # Panics
///
/// As std's, if `ordering` is `Relaxed`.
#[track_caller]
pub fn fence(ordering: Ordering) {
    let step = Step::announce(Operation::Fence, None, Some(ordering), Location::caller());
    by_loom(|| inner::fence(ordering));
    step.done(|_| {});
}

fn is_sequential() -> bool {
    record::with(|recorder| recorder.settings.sequential)
}

/// Announces an access. loom treats `SeqCst` accesses as `AcqRel`, which the passing line then says.
fn announce(
    operation: Operation,
    object: ObjectId,
    ordering: Ordering,
    location: Location,
) -> Step {
    if ordering == Ordering::SeqCst && matches!(operation, Operation::Load | Operation::Store) {
        record::with(|recorder| recorder.used.sequentially_consistent_accesses = true);
    }
    Step::announce(operation, Some(object), Some(ordering), location)
}

/// The ordering for a compare-exchange that stands for a load: when it fails, it releases nothing.
fn of_load(ordering: Ordering) -> Ordering {
    match ordering {
        Ordering::Release => Ordering::Relaxed,
        Ordering::AcqRel => Ordering::Acquire,
        other => other,
    }
}

/// What every atomic has. `$as_load` reads by a read-modify-write, for sequential mode.
macro_rules! atomic {
    ($(#[$doc:meta])* $name:ident $(<$t:ident>)?, $value:ty, |$cell:ident, $ordering:ident| $as_load:expr) => {
        $(#[$doc])*
        pub struct $name $(<$t>)? {
            inner: inner::$name $(<$t>)?,
            object: ObjectId,
        }

        impl $(<$t>)? $name $(<$t>)? {
            /// An atomic holding `value`.
            #[track_caller]
            pub fn new(value: $value) -> Self {
                let object = record::object(ObjectKind::Atomic, Some(format!("{value:?}")));
                Self { inner: by_loom(|| inner::$name::new(value)), object }
            }

            /// As std's.
            #[track_caller]
            pub fn load(&self, ordering: Ordering) -> $value {
                let step = announce(Operation::Load, self.object, ordering, Location::caller());
                let value = by_loom(|| {
                    if is_sequential() {
                        let ($cell, $ordering) = (&self.inner, ordering);
                        $as_load
                    } else {
                        self.inner.load(ordering)
                    }
                });
                step.done(|event| event.read = Some(format!("{value:?}")));
                value
            }

            /// As std's.
            #[track_caller]
            pub fn store(&self, value: $value, ordering: Ordering) {
                let step = announce(Operation::Store, self.object, ordering, Location::caller());
                by_loom(|| {
                    if is_sequential() {
                        self.inner.swap(value, ordering);
                    } else {
                        self.inner.store(value, ordering);
                    }
                });
                step.done(|event| event.written = Some(format!("{value:?}")));
            }

            /// As std's.
            #[track_caller]
            pub fn swap(&self, value: $value, ordering: Ordering) -> $value {
                self.modify("swap", ordering, Location::caller(), |cell| cell.swap(value, ordering), |_| value)
            }

            /// As std's.
            ///
            /// # Errors
            ///
            /// The value that was there, if it was not `current`.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                let place = Location::caller();
                let step = announce(Operation::CompareExchange, self.object, success, place);
                let result =
                    by_loom(|| self.inner.compare_exchange(current, new, success, failure));
                step.done(|event| match result {
                    Ok(value) => {
                        event.read = Some(format!("{value:?}"));
                        event.written = Some(format!("{new:?}"));
                    }
                    Err(value) => {
                        event.operation = Operation::CompareExchangeFailed;
                        event.ordering = Some(failure);
                        event.read = Some(format!("{value:?}"));
                    }
                });
                result
            }

            /// As std's, but loom never lets it fail without reason.
            ///
            /// # Errors
            ///
            /// The value that was there, if it was not `current`.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                self.compare_exchange(current, new, success, failure)
            }

            /// As std's: a load, then compare-exchanges until one succeeds.
            ///
            /// # Errors
            ///
            /// The value for which `f` gave `None`.
            #[track_caller]
            pub fn fetch_update<F>(
                &self,
                set: Ordering,
                fetch: Ordering,
                mut f: F,
            ) -> Result<$value, $value>
            where
                F: FnMut($value) -> Option<$value>,
            {
                let mut seen = self.load(fetch);
                while let Some(next) = f(seen) {
                    match self.compare_exchange(seen, next, set, fetch) {
                        Ok(value) => return Ok(value),
                        Err(value) => seen = value,
                    }
                }
                Err(seen)
            }

            /// The value, with the atomic used up.
            #[track_caller]
            pub fn into_inner(self) -> $value {
                // Relaxed: whoever owns the atomic comes after every access to it.
                by_loom(|| self.inner.load(Ordering::Relaxed))
            }

            fn modify(
                &self,
                method: &'static str,
                ordering: Ordering,
                place: Location,
                by: impl FnOnce(&inner::$name $(<$t>)?) -> $value,
                after: impl FnOnce($value) -> $value,
            ) -> $value {
                let operation = Operation::ReadModifyWrite(method);
                let step = announce(operation, self.object, ordering, place);
                let before = by_loom(|| by(&self.inner));
                let after = after(before);
                step.done(|event| {
                    event.read = Some(format!("{before:?}"));
                    event.written = Some(format!("{after:?}"));
                });
                before
            }
        }

        impl $(<$t>)? Named for $name $(<$t>)? {
            fn named(self, name: &str) -> Self {
                record::name(self.object, name);
                self
            }
        }

        impl $(<$t>)? std::fmt::Debug for $name $(<$t>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

macro_rules! methods {
    ($name:ident $(<$t:ident>)?, $value:ty, $($method:ident => |$before:ident, $with:ident| $after:expr),+ $(,)?) => {
        impl $(<$t>)? $name $(<$t>)? {
            $(
                /// As std's.
                #[track_caller]
                pub fn $method(&self, value: $value, ordering: Ordering) -> $value {
                    self.modify(
                        stringify!($method),
                        ordering,
                        Location::caller(),
                        |cell| cell.$method(value, ordering),
                        |$before| {
                            let $with = value;
                            $after
                        },
                    )
                }
            )+
        }
    };
}

macro_rules! integer {
    ($($name:ident $value:ident),+ $(,)?) => {
        $(
            atomic!(
                #[doc = concat!("[`std::sync::atomic::", stringify!($name), "`] in a model.")]
                $name, $value, |cell, ordering| cell.fetch_add(0, ordering)
            );
            methods!(
                $name, $value,
                fetch_add => |before, value| before.wrapping_add(value),
                fetch_sub => |before, value| before.wrapping_sub(value),
                fetch_and => |before, value| before & value,
                fetch_nand => |before, value| !(before & value),
                fetch_or => |before, value| before | value,
                fetch_xor => |before, value| before ^ value,
                fetch_max => |before, value| before.max(value),
                fetch_min => |before, value| before.min(value),
            );

            impl Default for $name {
                #[track_caller]
                fn default() -> Self {
                    Self::new(0)
                }
            }
        )+
    };
}

integer!(
    AtomicI8 i8, AtomicI16 i16, AtomicI32 i32, AtomicI64 i64, AtomicIsize isize,
    AtomicU8 u8, AtomicU16 u16, AtomicU32 u32, AtomicU64 u64, AtomicUsize usize,
);

atomic!(
    /// [`std::sync::atomic::AtomicBool`] in a model.
    AtomicBool, bool, |cell, ordering| cell.fetch_or(false, ordering)
);
methods!(
    AtomicBool, bool,
    fetch_and => |before, value| before & value,
    fetch_nand => |before, value| !(before & value),
    fetch_or => |before, value| before | value,
    fetch_xor => |before, value| before ^ value,
);

impl Default for AtomicBool {
    #[track_caller]
    fn default() -> Self {
        Self::new(false)
    }
}

atomic!(
    /// [`std::sync::atomic::AtomicPtr`] in a model.
    AtomicPtr<T>, *mut T, |cell, ordering| {
        let null = std::ptr::null_mut();
        match cell.compare_exchange(null, null, ordering, of_load(ordering)) {
            Ok(value) | Err(value) => value,
        }
    }
);
