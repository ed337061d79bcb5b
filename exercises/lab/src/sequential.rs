//! [`thread`](crate::thread) without threads: a closure has run when `spawn` returns.
//!
//! No exercise should use it. Whoever verifies the exercises does: tests that accept a solution on these threads do not
//! look at concurrency.

use std::io;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use crate::thread::*;

/// What is left of a thread that has run already.
pub struct JoinHandle<T> {
    result: Result<T>,
    thread: Thread,
}

/// As [`JoinHandle`], for threads of a [`scope`].
pub struct ScopedJoinHandle<'scope, T> {
    handle: JoinHandle<T>,
    scope: PhantomData<&'scope ()>,
}

/// Where threads that borrow are started. They have ended before their `spawn` returns.
pub struct Scope<'scope, 'env: 'scope> {
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// A name and a stack, which are of no use here.
#[derive(Debug, Default)]
pub struct Builder;

/// Runs `f`.
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    JoinHandle::of(f)
}

/// Calls `f` with a scope whose threads run one after the other.
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    f(&Scope {
        scope: PhantomData,
        env: PhantomData,
    })
}

impl<T> JoinHandle<T> {
    fn of(f: impl FnOnce() -> T) -> Self {
        JoinHandle {
            result: catch_unwind(AssertUnwindSafe(f)),
            thread: current(),
        }
    }

    /// What the closure returned.
    ///
    /// # Errors
    ///
    /// If it panicked.
    pub fn join(self) -> Result<T> {
        self.result
    }

    /// The thread that ran it: the one that called `spawn`.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }

    /// Always.
    pub fn is_finished(&self) -> bool {
        true
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Runs `f`.
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        ScopedJoinHandle {
            handle: JoinHandle::of(f),
            scope: PhantomData,
        }
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// What the closure returned.
    ///
    /// # Errors
    ///
    /// If it panicked.
    pub fn join(self) -> Result<T> {
        self.handle.join()
    }

    /// The thread that ran it: the one that called `spawn`.
    pub fn thread(&self) -> &Thread {
        self.handle.thread()
    }

    /// Always.
    pub fn is_finished(&self) -> bool {
        true
    }
}

impl Builder {
    /// Without a name.
    pub fn new() -> Self {
        Builder
    }

    /// Passed over.
    #[must_use]
    pub fn name(self, _name: String) -> Self {
        self
    }

    /// Passed over.
    #[must_use]
    pub fn stack_size(self, _bytes: usize) -> Self {
        self
    }

    /// Runs `f`.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        Ok(spawn(f))
    }

    /// Runs `f`.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn spawn_scoped<'scope, F, T>(
        self,
        scope: &'scope Scope<'scope, '_>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Ok(scope.spawn(f))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::sync::Mutex;

    #[test]
    fn a_closure_has_run_when_spawn_returns() {
        let seen = Mutex::new(Vec::new());
        scope(|scope| {
            let first = scope.spawn(|| seen.lock().unwrap().push(1));
            seen.lock().unwrap().push(2);
            let _second = Builder::new().spawn_scoped(scope, || seen.lock().unwrap().push(3));
            first.join().unwrap();
        });
        assert_eq!(seen.into_inner().unwrap(), [1, 2, 3]);
    }

    #[test]
    fn it_runs_on_the_calling_thread_and_keeps_a_panic_for_join() {
        std::thread_local!(static LOCAL: RefCell<u8> = const { RefCell::new(0) });
        let handle = spawn(|| LOCAL.with(|local| *local.borrow_mut() = 7));
        assert!(handle.is_finished() && handle.join().is_ok());
        assert_eq!(LOCAL.with(|local| *local.borrow()), 7);
        assert!(
            Builder::new()
                .spawn(|| std::panic::resume_unwind(Box::new(1)))
                .unwrap()
                .join()
                .is_err()
        );
    }
}
