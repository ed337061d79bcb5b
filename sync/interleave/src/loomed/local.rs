//! State of the engine's own objects, changed between scheduling points and so in one step.

use std::cell::RefCell;
use std::thread::{self, ThreadId};

/// A value for the one thread of the system that checks a model. loom's threads are coroutines on it.
pub(super) struct Local<T> {
    owner: ThreadId,
    value: RefCell<T>,
}

// SAFETY: `with` refuses every thread of the system but the owner, so no two threads ever reach the value; dropping it
// elsewhere is covered by `T: Send`.
unsafe impl<T: Send> Sync for Local<T> {}

impl<T> Local<T> {
    pub fn new(value: T) -> Self {
        Local {
            owner: thread::current().id(),
            value: RefCell::new(value),
        }
    }

    /// Calls `f` with the value. `f` must not call loom: another coroutine could come here while the value is borrowed.
    pub fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        assert_eq!(
            thread::current().id(),
            self.owner,
            "a model's objects stay inside the model"
        );
        f(&mut self.value.borrow_mut())
    }
}
