//! Threads that may borrow from the one that starts them.

use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use super::{JoinHandle, Result, Shared, Thread, start};
use crate::loomed::local::Local;
use crate::trace::Location;

/// [`std::thread::scope`] in a model; loom has none.
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let scope = Scope {
        unjoined: Local::new(Vec::new()),
        borrows: PhantomData,
    };
    let result = catch_unwind(AssertUnwindSafe(|| f(&scope)));
    // Not while unwinding: a panic of `f` has been caught, so joining may switch to other threads.
    scope.join_all();
    match result {
        Ok(value) => value,
        Err(panic) => resume_unwind(panic),
    }
}

/// [`std::thread::Scope`] in a model.
pub struct Scope<'scope, 'env: 'scope> {
    unjoined: Local<Vec<Shared<JoinHandle<()>>>>,
    borrows: PhantomData<(&'scope mut &'scope (), &'env mut &'env ())>,
}

impl<'scope> Scope<'scope, '_> {
    /// As std's.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.start(f, None, Location::caller())
    }

    pub(super) fn start<F, T>(
        &'scope self,
        f: F,
        name: Option<String>,
        place: Location,
    ) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let packet = Arc::new(Local::new(None));
        let body: Box<dyn FnOnce() + Send + 'scope> = {
            let packet = Arc::clone(&packet);
            Box::new(move || {
                let value = f();
                packet.with(|slot| *slot = Some(value));
            })
        };
        // SAFETY: only the lifetime is changed. `scope` does not return, nor unwind, before this thread has ended: it
        // joins every thread that nobody joined. An execution that fails is never unwound at all.
        let body: Box<dyn FnOnce() + Send + 'static> = unsafe { std::mem::transmute(body) };
        let handle = start(body, name, place);
        let thread = handle.thread.clone();
        let handle = Arc::new(Local::new(Some(handle)));
        self.unjoined
            .with(|unjoined| unjoined.push(Arc::clone(&handle)));
        ScopedJoinHandle {
            handle,
            packet,
            thread,
            scope: PhantomData,
        }
    }

    fn join_all(&self) {
        while let Some(handle) = self.unjoined.with(Vec::pop) {
            if let Some(handle) = handle.with(Option::take) {
                let _ = handle.join();
            }
        }
    }
}

impl std::fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

/// [`std::thread::ScopedJoinHandle`] in a model.
pub struct ScopedJoinHandle<'scope, T> {
    handle: Shared<JoinHandle<()>>,
    packet: Shared<T>,
    thread: Thread,
    scope: PhantomData<&'scope ()>,
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for the thread to end, and gives what it returned.
    ///
    /// # Errors
    ///
    /// Never: a panic that leaves a thread ends the execution.
    ///
    /// # Panics
    ///
    /// Never: the scope joins a thread only after everybody who holds a handle.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        let handle = self
            .handle
            .with(Option::take)
            .expect("a handle is joined once");
        handle.join()?;
        Ok(self
            .packet
            .with(Option::take)
            .expect("a thread leaves its result before it ends"))
    }

    /// As std's.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

impl<T> std::fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
