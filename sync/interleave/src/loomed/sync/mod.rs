//! [`std::sync`] in a model.

pub mod atomic;
mod barrier;
mod condvar;
pub mod mpsc;
mod mutex;
mod rwlock;

pub use barrier::{Barrier, BarrierWaitResult};
pub use condvar::{Condvar, WaitTimeoutResult};
pub use mutex::{Mutex, MutexGuard};
pub use rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
// std's, on purpose: reference counts are no part of most models, and loom's `Arc` multiplies the executions.
pub use std::sync::{Arc, LockResult, PoisonError, TryLockError, TryLockResult, Weak};
