//! On real threads a name is nothing.

use std::sync::atomic::{
    AtomicBool, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8, AtomicU16, AtomicU32,
    AtomicU64, AtomicUsize,
};
use std::sync::mpsc::{Receiver, Sender, SyncSender};
use std::sync::{Barrier, Condvar, Mutex, RwLock};

use super::cell::UnsafeCell;
use crate::{Named, Shown};

macro_rules! nameless {
    ($([$($t:ident)?] $type:ty),* $(,)?) => {
        $(impl<$($t)?> Named for $type {
            #[inline]
            fn named(self, _name: &str) -> Self {
                self
            }
        })*
    };
}

nameless!(
    [] AtomicBool,
    [] AtomicI32,
    [] AtomicI64,
    [] AtomicIsize,
    [] AtomicU8,
    [] AtomicU16,
    [] AtomicU32,
    [] AtomicU64,
    [] AtomicUsize,
    [] Barrier,
    [] Condvar,
    [T] AtomicPtr<T>,
    [T] Mutex<T>,
    [T] RwLock<T>,
    [T] UnsafeCell<T>,
    [T] (Sender<T>, Receiver<T>),
    [T] (SyncSender<T>, Receiver<T>),
);

macro_rules! not_shown {
    ($($type:ty),* $(,)?) => {
        $(impl<T: std::fmt::Debug> Shown for $type {
            #[inline]
            fn shown(self) -> Self {
                self
            }
        })*
    };
}

not_shown!(
    Mutex<T>,
    RwLock<T>,
    UnsafeCell<T>,
    (Sender<T>, Receiver<T>),
    (SyncSender<T>, Receiver<T>),
);
