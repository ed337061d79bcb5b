//! [`std::sync`], watched.

pub use super::barrier::{Barrier, BarrierWaitResult};
pub use super::condvar::{Condvar, WaitTimeoutResult};
pub use super::mpsc;
pub use super::mutex::{Mutex, MutexGuard};
pub use super::rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
pub use std::sync::{
    Arc, LazyLock, LockResult, Once, OnceLock, OnceState, PoisonError, TryLockError, TryLockResult,
    Weak, atomic,
};
