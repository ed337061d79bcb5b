//! # Shared ownership, with weak handles
//!
//! Route: advanced, 35 minutes.
//!
//! A `Shared` is a handle to a value with several owners: the last one drops it. A `Weak` keeps the memory, but not the value;
//! `upgrade` gives an owner if there still is a value. `into_inner` gives up an owner, and gives the value to the last: if
//! several threads call it at once, exactly one gets it. Counting is easy; who may touch the value when the count falls to
//! zero is a matter of memory orderings. And the promises to the compiler, `Send` and `Sync`, are too wide as they stand.
//!
//! There are two counts. `owners` counts `Shared` handles. `handles` counts `Weak` ones, and one more for all owners
//! together: when it falls to zero, the memory is freed. That part is done.
//!
//! Seen in: `cargo run -p sync --example 22_arc`, `18_unsafe_cell`.
//!
//! Check: `cargo course check 13_my_arc`, or by hand `cargo test -p exercises-sync --test 13_my_arc`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use std::marker::PhantomData;
use std::mem::{ManuallyDrop, forget};
use std::ops::Deref;
use std::ptr::NonNull;

use lab::Named;
use lab::cell::UnsafeCell;
use lab::sync::atomic::{AtomicUsize, Ordering, fence};

/// An owner of a value that has several.
pub struct Shared<T> {
    memory: NonNull<Memory<T>>,
    owns: PhantomData<T>,
}

/// Keeps the memory of a value, but not the value.
pub struct Weak<T> {
    memory: NonNull<Memory<T>>,
    owns: PhantomData<T>,
}

struct Memory<T> {
    owners: AtomicUsize,
    handles: AtomicUsize,
    /// Dropped when the last owner goes, which may be before the memory is freed.
    value: UnsafeCell<ManuallyDrop<T>>,
}

// SAFETY: for you to make true, four times.
unsafe impl<T> Send for Shared<T> {}
unsafe impl<T> Sync for Shared<T> {}
unsafe impl<T> Send for Weak<T> {}
unsafe impl<T> Sync for Weak<T> {}

impl<T> Shared<T> {
    /// The first owner.
    pub fn new(value: T) -> Self {
        let memory = Box::new(Memory {
            owners: AtomicUsize::new(1).named("owners"),
            handles: AtomicUsize::new(1).named("handles"),
            value: UnsafeCell::new(ManuallyDrop::new(value)).named("value"),
        });
        Shared {
            memory: NonNull::from(Box::leak(memory)),
            owns: PhantomData,
        }
    }

    fn memory(&self) -> &Memory<T> {
        // SAFETY: the memory is freed when there is no handle left, and this is one.
        unsafe { self.memory.as_ref() }
    }

    /// A weak handle to the same value.
    pub fn downgrade(&self) -> Weak<T> {
        // Relaxed: this owner keeps the memory; the new handle reaches others by something that orders it.
        self.memory().handles.fetch_add(1, Ordering::Relaxed);
        Weak {
            memory: self.memory,
            owns: PhantomData,
        }
    }

    /// Counts this owner out. Says whether it was the last one, which may then do with the value what it likes.
    fn leave(&self) -> bool {
        todo!("one owner less; what must come before what the last one does?")
    }

    /// Gives up this owner: the value, if it was the last one.
    pub fn into_inner(self) -> Option<T> {
        todo!("leave; the last one takes the value out, and lets the memory go")
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        todo!("one owner more")
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: there is an owner, so the value is there, and nobody writes it.
        self.memory().value.with(|value| unsafe { &**value })
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        todo!("leave; the last one drops the value, and lets the memory go")
    }
}

impl<T> Weak<T> {
    /// An owner, if there still is a value.
    pub fn upgrade(&self) -> Option<Shared<T>> {
        // SAFETY: this handle keeps the memory.
        let owners = unsafe { &self.memory.as_ref().owners };
        todo!("one owner more, unless there is none")
    }
}

impl<T> Drop for Weak<T> {
    fn drop(&mut self) {
        let_go(self.memory);
    }
}

/// One handle less; the last one frees the memory. The value is gone by then.
fn let_go<T>(memory: NonNull<Memory<T>>) {
    // SAFETY: the caller's handle has kept the memory until here.
    let handles = unsafe { &memory.as_ref().handles };
    // Release, and Acquire for the last: as with the owners.
    if handles.fetch_sub(1, Ordering::Release) == 1 {
        fence(Ordering::Acquire);
        // SAFETY: there is no other handle, and the memory came from a box.
        drop(unsafe { Box::from_raw(memory.as_ptr()) });
    }
}
