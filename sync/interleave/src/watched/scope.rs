//! Scoped threads. std starts them and vouches that they end in time; here stands who waits for that, and where.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::ptr;
use std::sync::{Arc, Mutex};

use super::object::{Holder, Identity, Ticket, Waitable, Waiters, lock};
use super::record::{Place, Record, with_this};
use super::thread::{Builder, Result, Thread, on_record, wait_for_end};
use super::world;
use crate::trace::{ObjectKind, Operation};

/// The scopes that have not ended, by the address of std's scope, which stays where it is as long as that.
static SCOPES: Mutex<BTreeMap<usize, Arc<End>>> = Mutex::new(BTreeMap::new());

/// [`std::thread::Scope`], watched.
#[repr(transparent)]
pub struct Scope<'scope, 'env: 'scope>(std::thread::Scope<'scope, 'env>);

/// Runs `f`, which may start threads that borrow from outside of it, and waits until all of them have ended.
///
/// # Panics
///
/// If `f` does, or a thread that nobody joined.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let place = Location::caller();
    std::thread::scope(|inner| {
        let address = ptr::from_ref(inner).addr();
        let end = Arc::new(End::default());
        lock(&SCOPES).insert(address, Arc::clone(&end));
        // SAFETY: `Scope` is a transparent wrapper around what the pointer points to, and takes over its lifetime.
        let scope = unsafe { &*ptr::from_ref(inner).cast::<Scope<'_, 'env>>() };
        let result = catch_unwind(AssertUnwindSafe(|| f(scope)));
        end.wait(place);
        lock(&SCOPES).remove(&address);
        result.unwrap_or_else(|panic| resume_unwind(panic))
    })
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread that ends before the scope does.
    ///
    /// # Panics
    ///
    /// If the system has no room for another thread.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Builder::new()
            .spawn_scoped(self, f)
            .expect("failed to spawn thread")
    }
}

impl Builder {
    /// Starts a thread that ends before the scope does.
    ///
    /// # Errors
    ///
    /// If the system has no room for another one.
    #[track_caller]
    pub fn spawn_scoped<'scope, F, T>(
        self,
        scope: &'scope Scope<'scope, '_>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let (builder, record) = self.prepare(Location::caller());
        let address = ptr::from_ref(&scope.0).addr();
        let member = lock(&SCOPES)
            .get(&address)
            .map(|end| Member::enter(end, &record));
        let run = on_record(&record, f);
        let run_as_member = move || {
            let _member = member;
            run()
        };
        let thread = builder
            .spawn_scoped(&scope.0, run_as_member)
            .inspect_err(|_| world::end(&record, false))?;
        Ok(ScopedJoinHandle {
            handle: Thread::new(thread.thread(), &record),
            thread,
        })
    }
}

/// The right to wait for the end of a scoped thread.
pub struct ScopedJoinHandle<'scope, T> {
    handle: Thread,
    thread: std::thread::ScopedJoinHandle<'scope, T>,
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for the thread to end and gives what it returned.
    ///
    /// # Errors
    ///
    /// What the thread panicked with, if it did.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        wait_for_end(self.handle.record(), Location::caller());
        self.thread.join()
    }

    /// The thread's handle.
    pub fn thread(&self) -> &Thread {
        &self.handle
    }

    /// Whether the thread has come to the end of what it was started for.
    pub fn is_finished(&self) -> bool {
        self.thread.is_finished()
    }
}

/// The end of a scope: something to wait for.
#[derive(Default)]
struct End {
    state: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    threads: Vec<Arc<Record>>,
    waiters: Waiters,
}

impl End {
    fn wait(self: &Arc<Self>, place: Place) {
        with_this(|this| {
            let ticket = {
                let mut state = lock(&self.state);
                (!state.threads.is_empty()).then(|| {
                    let ticket = Ticket::new(this);
                    state.waiters.push(ticket.clone());
                    ticket
                })
            };
            if let Some(ticket) = ticket {
                let object = Arc::clone(self) as Arc<dyn Waitable>;
                world::block(&ticket, object, Operation::Join, place, None);
            }
        });
    }
}

impl Waitable for End {
    fn identity(&self) -> Identity {
        Identity {
            kind: ObjectKind::Thread,
            number: u32::MAX,
            name: Some("all threads of the scope"),
            made: None,
        }
    }

    fn holders(&self, _operation: Operation) -> Vec<Holder> {
        lock(&self.state)
            .threads
            .iter()
            .map(|record| Holder {
                thread: record.number,
                label: record.label,
                since: None,
            })
            .collect()
    }

    fn meaning(&self, _operation: Operation, name: &dyn Fn(&Holder) -> String) -> Vec<String> {
        let names: Vec<String> = self.holders(Operation::Join).iter().map(name).collect();
        vec![format!("still to end: {}", names.join(", "))]
    }
}

/// A thread's part in its scope, over when dropped.
struct Member {
    end: Arc<End>,
    number: u32,
}

impl Member {
    fn enter(end: &Arc<End>, record: &Arc<Record>) -> Self {
        lock(&end.state).threads.push(Arc::clone(record));
        Member {
            end: Arc::clone(end),
            number: record.number,
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let called = {
            let mut state = lock(&self.end.state);
            state.threads.retain(|record| record.number != self.number);
            if state.threads.is_empty() {
                state.waiters.take_all()
            } else {
                Vec::new()
            }
        };
        world::wake(called);
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
