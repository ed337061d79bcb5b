//! Atomics whose every access is a step.
//!
//! Each load sees the latest store, whatever its ordering: what weak orderings allow besides is for loom. Orderings
//! still decide what *happens before* what, and so whether two accesses of a plain variable are a data race.

#![expect(
    clippy::cast_lossless,
    reason = "one line for all integers: `From` is missing for some of them"
)]

use std::fmt;
use std::sync::atomic as real;

pub use std::sync::atomic::Ordering;

use crate::Named;
use crate::explored::execution::{current, step};
use crate::explored::fingerprint::Fingerprint;
use crate::explored::handle::{Handle, place};
use crate::explored::run::Run;
use crate::explored::step::Step;
use crate::trace::Operation;

use super::access::{Access, Value, access, acquires, announce, new_atomic, releases};

use Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

macro_rules! atomic {
    ($name:ident $(<$p:ident>)?, $value:ty) => {
        #[doc = concat!("An atomic `", stringify!($value), "`.")]
        pub struct $name $(<$p>)? {
            value: real::$name $(<$p>)?,
            handle: Handle,
        }

        impl $(<$p>)? $name $(<$p>)? {
            /// An atomic that holds `value`.
            pub fn new(value: $value) -> Self {
                $name { value: real::$name::new(value), handle: new_atomic(value) }
            }

            /// The value.
            ///
            /// # Panics
            ///
            /// If `ordering` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn load(&self, ordering: Ordering) -> $value {
                assert!(!matches!(ordering, Release | AcqRel), "a load cannot release");
                let step = Step::new(Operation::Load, place()).ordered(ordering);
                access(self.handle, step, || {
                    let read = self.value.load(SeqCst);
                    let operation = Operation::Load;
                    (Access { operation, ordering, read: Some(read), written: None }, read)
                })
            }

            /// Replaces the value.
            ///
            /// # Panics
            ///
            /// If `ordering` is `Acquire` or `AcqRel`.
            #[track_caller]
            pub fn store(&self, value: $value, ordering: Ordering) {
                assert!(!matches!(ordering, Acquire | AcqRel), "a store cannot acquire");
                let operation = Operation::Store;
                let step = announce(operation, &value.text(), ordering, place());
                access(self.handle, step, || {
                    self.value.store(value, SeqCst);
                    (Access { operation, ordering, read: None, written: Some(value) }, ())
                });
            }

            /// Replaces the value; the old one.
            #[track_caller]
            pub fn swap(&self, value: $value, ordering: Ordering) -> $value {
                self.modify("swap", value, ordering, || self.value.swap(value, SeqCst))
            }

            /// Replaces the value if it is `current`: `Ok` with the old value, or `Err` with the one found.
            ///
            /// # Errors
            ///
            /// The value found, if it was another.
            ///
            /// # Panics
            ///
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                assert!(!matches!(failure, Release | AcqRel), "a failed exchange cannot release");
                let given = format!("{} if {}", new.text(), current.text());
                let step = announce(Operation::CompareExchange, &given, success, place());
                access(self.handle, step, || {
                    let result = self.value.compare_exchange(current, new, SeqCst, SeqCst);
                    let (operation, ordering, written) = match result {
                        Ok(_) => (Operation::CompareExchange, success, Some(new)),
                        Err(_) => (Operation::CompareExchangeFailed, failure, None),
                    };
                    let read = Some(result.unwrap_or_else(|found| found));
                    (Access { operation, ordering, read, written }, result)
                })
            }

            /// As [`compare_exchange`](Self::compare_exchange): it never fails without reason here.
            ///
            /// # Errors
            ///
            /// The value found, if it was another.
            ///
            /// # Panics
            ///
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                note_weak_exchange();
                self.compare_exchange(current, new, success, failure)
            }

            /// Loads and compare-exchanges until `update` declines or its result is in place.
            ///
            /// # Errors
            ///
            /// The value found, if `update` declined.
            #[track_caller]
            pub fn fetch_update(
                &self,
                set: Ordering,
                fetch: Ordering,
                mut update: impl FnMut($value) -> Option<$value>,
            ) -> Result<$value, $value> {
                let mut old = self.load(fetch);
                while let Some(new) = update(old) {
                    match self.compare_exchange_weak(old, new, set, fetch) {
                        Ok(old) => return Ok(old),
                        Err(found) => old = found,
                    }
                }
                Err(old)
            }

            /// The value, with the borrow checker as the proof that nobody else is there: no step.
            pub fn get_mut(&mut self) -> &mut $value {
                self.value.get_mut()
            }

            /// The value, with the atomic used up: no step.
            pub fn into_inner(self) -> $value {
                self.value.into_inner()
            }

            #[track_caller]
            fn modify(
                &self,
                method: &'static str,
                given: $value,
                ordering: Ordering,
                act: impl Fn() -> $value,
            ) -> $value {
                let operation = Operation::ReadModifyWrite(method);
                let step = announce(operation, &given.text(), ordering, place());
                access(self.handle, step, || {
                    let old = act();
                    let new = self.value.load(SeqCst);
                    (Access { operation, ordering, read: Some(old), written: Some(new) }, old)
                })
            }
        }

        impl $(<$p>)? From<$value> for $name $(<$p>)? {
            fn from(value: $value) -> Self {
                Self::new(value)
            }
        }

        impl $(<$p>)? fmt::Debug for $name $(<$p>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.value, f)
            }
        }

        impl $(<$p>)? Named for $name $(<$p>)? {
            fn named(self, name: &str) -> Self {
                self.handle.rename(name);
                self
            }
        }
    };
}

fn note_weak_exchange() {
    if let Some((execution, _)) = current() {
        let phrase = "spurious failures of compare_exchange_weak";
        execution.lock().store.left_out.insert(phrase);
    }
}

macro_rules! modifying {
    ($name:ident, $value:ty: $($method:ident, $doc:literal;)*) => {
        impl $name {
            $(
                #[doc = $doc]
                #[track_caller]
                pub fn $method(&self, value: $value, ordering: Ordering) -> $value {
                    self.modify(stringify!($method), value, ordering, || {
                        self.value.$method(value, SeqCst)
                    })
                }
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new(<$value>::default())
            }
        }
    };
}

macro_rules! integer {
    ($($name:ident, $value:ident;)*) => {
        $(
            impl Value for $value {
                fn content(self, _run: &mut Run, _thread: usize) -> Fingerprint {
                    self as u128
                }
                fn text(self) -> String {
                    self.to_string()
                }
            }

            atomic!($name, $value);
            modifying!($name, $value:
                fetch_add, "Adds, wrapping; the old value.";
                fetch_sub, "Subtracts, wrapping; the old value.";
                fetch_and, "Bitwise and; the old value.";
                fetch_nand, "Bitwise nand; the old value.";
                fetch_or, "Bitwise or; the old value.";
                fetch_xor, "Bitwise exclusive or; the old value.";
                fetch_max, "The greater of both; the old value.";
                fetch_min, "The lesser of both; the old value.";
            );
        )*
    };
}

integer! {
    AtomicI8, i8;
    AtomicI16, i16;
    AtomicI32, i32;
    AtomicI64, i64;
    AtomicIsize, isize;
    AtomicU8, u8;
    AtomicU16, u16;
    AtomicU32, u32;
    AtomicU64, u64;
    AtomicUsize, usize;
}

impl Value for bool {
    fn content(self, _run: &mut Run, _thread: usize) -> Fingerprint {
        u128::from(self)
    }
    fn text(self) -> String {
        self.to_string()
    }
}

atomic!(AtomicBool, bool);
modifying!(AtomicBool, bool:
    fetch_and, "Logical and; the old value.";
    fetch_nand, "Logical nand; the old value.";
    fetch_or, "Logical or; the old value.";
    fetch_xor, "Logical exclusive or; the old value.";
);

impl AtomicBool {
    /// Turns the value round; the old one.
    #[track_caller]
    pub fn fetch_not(&self, ordering: Ordering) -> bool {
        self.modify("fetch_not", true, ordering, || {
            self.value.fetch_xor(true, SeqCst)
        })
    }
}

impl<T> Value for *mut T {
    /// Addresses differ from run to run: a pointer is known by who first showed it.
    fn content(self, run: &mut Run, thread: usize) -> Fingerprint {
        run.pointer(thread, self.addr())
    }
    fn text(self) -> String {
        if self.is_null() { "null" } else { "pointer" }.to_string()
    }
}

atomic!(AtomicPtr<T>, *mut T);

impl<T> Default for AtomicPtr<T> {
    fn default() -> Self {
        Self::new(std::ptr::null_mut())
    }
}

/// A fence: orders plain accesses round relaxed ones, as the model of the language says.
///
/// # Panics
///
/// If `ordering` is `Relaxed`.
#[track_caller]
pub fn fence(ordering: Ordering) {
    assert!(ordering != Relaxed, "a relaxed fence does nothing");
    let announced = Step::new(Operation::Fence, place())
        .ordered(ordering)
        .silently();
    step(announced, |run, me| {
        let clocks = &mut run.thread(me).clocks;
        if acquires(ordering) {
            let seen = std::mem::take(&mut clocks.acquirable);
            clocks.now.join(&seen);
        }
        if releases(ordering) {
            clocks.released = clocks.now.clone();
        }
        let event = run.event(me);
        run.events.push(event);
    });
}

/// Nothing to explore: a fence for the compiler alone.
pub fn compiler_fence(ordering: Ordering) {
    real::compiler_fence(ordering);
}
