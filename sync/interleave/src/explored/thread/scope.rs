//! Threads that borrow from the frame that starts them.
//!
//! The OS threads are those of [`std::thread::scope`], which vouches for the borrows.

use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::explored::execution::{here, lost, step};
use crate::explored::handle::place;
use crate::explored::step::Step;
use crate::trace::{Location, Operation};

use super::{Packet, Result, Thread, announce, has_ended, wait_for};

/// Where scoped threads are started.
#[repr(transparent)]
#[derive(Debug)]
pub struct Scope<'scope, 'env: 'scope>(std::thread::Scope<'scope, 'env>);

/// A started scoped thread that can be waited for.
pub struct ScopedJoinHandle<'scope, T> {
    thread: Thread,
    packet: Packet<T>,
    scope: PhantomData<&'scope ()>,
}

/// Calls `f` with a scope, and waits for all threads started in it.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let place = place();
    std::thread::scope(|real| {
        // SAFETY: `Scope` is a transparent wrapper of the type that the pointer has.
        let scope = unsafe { &*std::ptr::from_ref(real).cast::<Scope<'_, 'env>>() };
        let result = catch_unwind(AssertUnwindSafe(|| f(scope)));
        // std waits for the OS threads: they must have their turns first.
        let (execution, _) = here();
        let started = execution.lock().scoped_threads(scope.number());
        if !execution.lock().abandoned {
            for lane in started {
                wait_for(lane, place);
            }
        }
        result.unwrap_or_else(|payload| resume_unwind(payload))
    })
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.spawn_named(None, f, place())
    }

    pub(super) fn spawn_named<F, T>(
        &'scope self,
        name: Option<String>,
        f: F,
        place: Location,
    ) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let (execution, _) = here();
        let packet = Packet::new();
        let result = packet.sender();
        let kept_name = name.clone();
        let lane = step(Step::new(Operation::Spawn, place).silently(), |run, me| {
            let lane = announce(run, me, name);
            run.scoped.push((self.number(), lane));
            lane
        });
        // The execution is over, and a destructor wants a thread.
        let lane = lane.unwrap_or_else(|| lost());
        self.0
            .spawn(move || execution.live_when_granted(lane, move || result.put(f())));
        ScopedJoinHandle {
            thread: Thread {
                lane,
                name: kept_name.map(Into::into),
            },
            packet,
            scope: PhantomData,
        }
    }

    /// What tells this scope from others that are open.
    fn number(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits until the thread has ended; its result. A panic of the thread ends the execution before this can see it.
    ///
    /// # Errors
    ///
    /// Never here: it is std's signature.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        let lane = self.thread.lane;
        wait_for(lane, place());
        let (execution, _) = here();
        execution.lock().scoped.retain(|&(_, other)| other != lane);
        Ok(self.packet.take().unwrap_or_else(|| lost()))
    }

    /// The thread.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }

    /// Whether the thread has ended.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        has_ended(self.thread.lane, place())
    }
}

impl<T> std::fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScopedJoinHandle")
            .field("thread", &self.thread)
            .finish_non_exhaustive()
    }
}
