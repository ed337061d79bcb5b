//! A condition variable that remembers the last notification, so that a report can say that it came too early.

use std::fmt;
use std::sync::{LockResult, PoisonError};
use std::time::{Duration, Instant};

use super::mutex::MutexGuard;
use super::noise;
use super::object::{Core, Holder, Identity, Object, Ticket, Waitable, Waiters, lock};
use super::record::Place;
use super::world;
use crate::Named;
use crate::trace::{Location, ObjectKind, Operation};

/// [`std::sync::Condvar`], watched. It wakes without reason only in a model that asks for it.
pub struct Condvar {
    object: Object<Sleepers>,
}

/// Whether a wait ended because its time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the time was up before a notification came.
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

/// Who sleeps, and what the last notification did.
#[derive(Default)]
struct Sleepers {
    waiters: Waiters,
    last: Option<Notification>,
}

struct Notification {
    by: Holder,
    operation: Operation,
    place: Place,
    /// How many threads it woke.
    woke: usize,
}

impl Waitable for Core<Sleepers> {
    fn identity(&self) -> Identity {
        Core::identity(self)
    }

    fn holders(&self, _operation: Operation) -> Vec<Holder> {
        Vec::new()
    }

    fn meaning(&self, _operation: Operation, name: &dyn Fn(&Holder) -> String) -> Vec<String> {
        let state = lock(&self.state);
        let Some(last) = &state.last else {
            return vec!["nobody has ever notified it".to_string()];
        };
        let came = format!(
            "the last {} came from {} at {}",
            last.operation.word(),
            name(&last.by),
            Location::from(last.place)
        );
        let did = match last.woke {
            0 => "nobody waited then, and a notification is not kept for later".to_string(),
            1 => "it woke one thread".to_string(),
            n => format!("it woke {n} threads"),
        };
        vec![came, did]
    }
}

impl Condvar {
    /// A condition variable on which nobody sleeps.
    #[track_caller]
    pub const fn new() -> Self {
        Condvar {
            object: Object::new(ObjectKind::Condvar, std::panic::Location::caller()),
        }
    }

    /// Unlocks the mutex and sleeps until notified, then locks it again.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned; the error holds the guard.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let place = std::panic::Location::caller();
        self.sleep(guard, None, place).0
    }

    /// Waits while `condition` holds.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned; the error holds the guard.
    #[track_caller]
    pub fn wait_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: F,
    ) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        let place = std::panic::Location::caller();
        while condition(&mut guard) {
            guard = self.sleep(guard, None, place).0?;
        }
        Ok(guard)
    }

    /// Waits as [`wait`](Condvar::wait) does, but for at most `limit`.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned; the error holds the guard and the result.
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        limit: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let place = std::panic::Location::caller();
        let (guard, result) = self.sleep(guard, Some(limit), place);
        match guard {
            Ok(guard) => Ok((guard, result)),
            Err(error) => Err(PoisonError::new((error.into_inner(), result))),
        }
    }

    /// Waits while `condition` holds, but for at most `limit`.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned; the error holds the guard and the result.
    #[track_caller]
    pub fn wait_timeout_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        limit: Duration,
        mut condition: F,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>
    where
        F: FnMut(&mut T) -> bool,
    {
        let place = std::panic::Location::caller();
        let start = Instant::now();
        loop {
            if !condition(&mut guard) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            let Some(left) = limit.checked_sub(start.elapsed()) else {
                return Ok((guard, WaitTimeoutResult(true)));
            };
            guard = match self.sleep(guard, Some(left), place) {
                (Ok(guard), _) => guard,
                (Err(error), result) => {
                    return Err(PoisonError::new((error.into_inner(), result)));
                }
            };
        }
    }

    /// Wakes one waiting thread, the one that has waited longest, if there is one.
    #[track_caller]
    pub fn notify_one(&self) {
        self.notify(Operation::NotifyOne, std::panic::Location::caller());
    }

    /// Wakes all waiting threads.
    #[track_caller]
    pub fn notify_all(&self) {
        self.notify(Operation::NotifyAll, std::panic::Location::caller());
    }

    fn notify(&self, operation: Operation, place: Place) {
        let core = self.object.core();
        let called = core.touch(|this| {
            let mut state = lock(&core.state);
            let called: Vec<Ticket> = if operation == Operation::NotifyOne {
                state.waiters.pop().into_iter().collect()
            } else {
                state.waiters.take_all()
            };
            state.last = Some(Notification {
                by: Holder::new(this, place),
                operation,
                place,
                woke: called.len(),
            });
            this.note(operation, Some(core.identity()), Some(place));
            called
        });
        world::wake(called);
    }

    fn sleep<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        limit: Option<Duration>,
        place: Place,
    ) -> (LockResult<MutexGuard<'a, T>>, WaitTimeoutResult) {
        let core = self.object.core();
        core.touch(|this| {
            this.note(Operation::Wait, Some(core.identity()), Some(place));
            if noise::wakes_spuriously(this) {
                let mutex = guard.unlock_silently();
                std::thread::yield_now();
                let guard =
                    mutex.lock_again(this, Operation::WokenSpuriously, core.identity(), place);
                return (guard, WaitTimeoutResult(false));
            }
            let ticket = Ticket::new(this);
            // In the queue before the mutex is free: whoever notifies with the mutex locked finds this thread.
            lock(&core.state).waiters.push(ticket.clone());
            let mutex = guard.unlock_silently();
            // A limit past the end of the clock is none.
            let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
            let called = core.wait(&ticket, Operation::Wait, place, deadline);
            // Time may be up at the same moment as somebody calls: the call counts then, or it would be lost.
            let timed_out = !called && lock(&core.state).waiters.remove(&ticket);
            let after = if timed_out {
                Operation::TimedOut
            } else {
                Operation::Woken
            };
            let guard = mutex.lock_again(this, after, core.identity(), place);
            (guard, WaitTimeoutResult(timed_out))
        })
    }
}

impl Default for Condvar {
    #[track_caller]
    fn default() -> Self {
        Condvar::new()
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}

impl Named for Condvar {
    fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }
}
