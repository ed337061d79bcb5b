//! A condition variable that knows who sleeps on it, and can wake without reason and by the clock.

use std::sync::{Arc, LockResult};
use std::time::Duration;

use loom::sync::atomic::Ordering::Relaxed;

use super::super::local::Local;
use super::super::record::{self, ObjectId, Step, by_loom};
use super::super::sleeping::{Reason, Sleeper, Sleepers, Turn, play};
use super::MutexGuard;
use crate::Named;
use crate::trace::{Event, Location, ObjectKind, Operation};

/// [`std::sync::Condvar`] in a model. `notify_one` wakes whoever has slept longest, as loom's does.
pub struct Condvar {
    shared: Arc<Shared>,
    object: ObjectId,
}

struct Shared {
    // Relaxed at every use: notifying publishes nothing, the mutex does.
    turn: Turn,
    sleepers: Local<Sleepers>,
}

impl Condvar {
    /// A condition variable on which nobody sleeps.
    pub fn new() -> Self {
        let object = record::object(ObjectKind::Condvar, None);
        let shared = Arc::new(Shared {
            turn: by_loom(Turn::new),
            sleepers: Local::new(Sleepers::default()),
        });
        if record::with(|recorder| recorder.settings.spurious_wake_ups) {
            let shared = Arc::clone(&shared);
            play("spurious wake-up", move || {
                shared.wake_all(Reason::Spurious);
            });
        }
        Condvar { shared, object }
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// Never: no mutex is poisoned here.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        Ok(self.sleep(guard, None, Location::caller()).0)
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// Never: no mutex is poisoned here.
    #[track_caller]
    pub fn wait_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: F,
    ) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        let place = Location::caller();
        while condition(&mut *guard) {
            guard = self.sleep(guard, None, place).0;
        }
        Ok(guard)
    }

    /// As std's. Time may be up at any moment; each call takes one of the model's threads, to play the clock.
    ///
    /// # Errors
    ///
    /// Never: no mutex is poisoned here.
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        limit: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        Ok(self.sleep(guard, Some(limit), Location::caller()))
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// Never: no mutex is poisoned here.
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
        let place = Location::caller();
        while condition(&mut *guard) {
            let result;
            (guard, result) = self.sleep(guard, Some(limit), place);
            if result.timed_out() {
                let timed_out = condition(&mut *guard);
                return Ok((guard, WaitTimeoutResult(timed_out)));
            }
        }
        Ok((guard, WaitTimeoutResult(false)))
    }

    /// As std's.
    #[track_caller]
    pub fn notify_one(&self) {
        let place = Location::caller();
        let step = Step::announce(Operation::NotifyOne, Some(self.object), None, place);
        by_loom(|| self.shared.turn.take(Relaxed));
        step.done(|_| {});
        if let Some(sleeper) = self.shared.sleepers.with(Sleepers::pop) {
            sleeper.wake(Reason::Notified);
        }
    }

    /// As std's.
    #[track_caller]
    pub fn notify_all(&self) {
        let place = Location::caller();
        let step = Step::announce(Operation::NotifyAll, Some(self.object), None, place);
        by_loom(|| self.shared.turn.take(Relaxed));
        step.done(|_| {});
        for sleeper in self.shared.sleepers.with(Sleepers::take_all) {
            sleeper.wake(Reason::Notified);
        }
    }

    fn sleep<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        limit: Option<Duration>,
        place: Location,
    ) -> (MutexGuard<'a, T>, WaitTimeoutResult) {
        record::with(|recorder| {
            recorder.used.waits = true;
            recorder.used.time_limits |= limit.is_some();
        });
        let step = Step::announce(Operation::Wait, Some(self.object), None, place);
        by_loom(|| self.shared.turn.take(Relaxed));
        // From here to `sleep` nobody else runs: falling asleep and giving the lock back are one step.
        let sleeper = Sleeper::this();
        self.shared
            .sleepers
            .with(|sleepers| sleepers.push(sleeper.clone()));
        let mutex = guard.give_back();
        step.meanwhile(Event::clone);
        if limit.is_some() {
            let (shared, sleeper) = (Arc::clone(&self.shared), sleeper.clone());
            play("clock", move || shared.time_is_up(&sleeper));
        }
        let reason = sleeper.sleep();
        step.turn_into(Operation::Lock, mutex.object());
        let ObjectId(condvar) = self.object;
        let guard = mutex.acquire(step, |event| {
            event.object = Some(condvar);
            event.operation = match reason {
                Reason::Notified => Operation::Woken,
                Reason::TimedOut => Operation::TimedOut,
                Reason::Spurious => Operation::WokenSpuriously,
            };
        });
        (guard, WaitTimeoutResult(reason == Reason::TimedOut))
    }
}

impl Shared {
    fn wake_all(&self, reason: Reason) {
        by_loom(|| self.turn.take(Relaxed));
        for sleeper in self.sleepers.with(Sleepers::take_all) {
            sleeper.wake(reason);
        }
    }

    fn time_is_up(&self, sleeper: &Sleeper) {
        by_loom(|| self.turn.take(Relaxed));
        if self.sleepers.with(|sleepers| sleepers.remove(sleeper)) {
            sleeper.wake(Reason::TimedOut);
        }
    }
}

impl Default for Condvar {
    fn default() -> Self {
        Condvar::new()
    }
}

impl Named for Condvar {
    fn named(self, name: &str) -> Self {
        record::name(self.object, name);
        self
    }
}

impl std::fmt::Debug for Condvar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}

/// Whether a wait ended because time was up: [`std::sync::WaitTimeoutResult`] in a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether time was up.
    pub fn timed_out(&self) -> bool {
        self.0
    }
}
