//! A condition variable. Which waiter `notify_one` wakes, and whether time is up first, are choices of the schedule.

use std::sync::{LockResult, PoisonError};
use std::time::Duration;

use crate::Named;
use crate::explored::execution::{lost, step};
use crate::explored::handle::{Handle, place};
use crate::explored::lane::WokenBy;
use crate::explored::object::{Shared, State};
use crate::explored::run::Run;
use crate::explored::step::{Choice, Condition, Step};
use crate::trace::{Location, Operation};

use super::MutexGuard;

/// [`std::sync::Condvar`], explored.
#[derive(Debug)]
pub struct Condvar {
    handle: Handle,
}

/// Whether a wait ended because time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether time was up.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    /// A condition variable that nobody waits on.
    pub fn new() -> Self {
        Condvar {
            handle: Handle::new(Shared::new(State::Condvar {
                waiters: Vec::new(),
                woke_spuriously: false,
            })),
        }
    }

    /// Unlocks, sleeps until it is notified, and locks again.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a thread panicked while it held the mutex.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.sleep(guard, false, place())
            .map(|(guard, _)| guard)
            .map_err(|poison| PoisonError::new(poison.into_inner().0))
    }

    /// Waits as long as `condition` holds.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a thread panicked while it held the mutex.
    #[track_caller]
    pub fn wait_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        while condition(&mut guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// As [`wait`](Self::wait), but time may be up at any moment: the schedule chooses, whatever the duration.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a thread panicked while it held the mutex.
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        _limit: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        self.sleep(guard, true, place())
    }

    /// As [`wait_while`](Self::wait_while), but time may be up at any moment.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a thread panicked while it held the mutex.
    #[track_caller]
    pub fn wait_timeout_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        limit: Duration,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        while condition(&mut guard) {
            let (again, result) = self.wait_timeout(guard, limit)?;
            guard = again;
            if result.timed_out() {
                let out = WaitTimeoutResult(condition(&mut guard));
                return Ok((guard, out));
            }
        }
        Ok((guard, WaitTimeoutResult(false)))
    }

    /// Wakes one waiter, whichever the schedule chooses.
    #[track_caller]
    pub fn notify_one(&self) {
        let index = self.handle.index();
        let announced = Step::new(Operation::NotifyOne, place())
            .on(index)
            .when(Condition::SomeWaiter(index));
        step(announced, |run, me| {
            let event = run.event(me);
            run.events.push(event);
            if let Choice::Wake(waiter) = run.thread(me).choice {
                wake(run, index, |candidate| candidate == waiter);
            }
        });
    }

    /// Wakes all waiters.
    #[track_caller]
    pub fn notify_all(&self) {
        let index = self.handle.index();
        let announced = Step::new(Operation::NotifyAll, place()).on(index);
        step(announced, |run, me| {
            let event = run.event(me);
            run.events.push(event);
            wake(run, index, |_| true);
        });
    }

    fn sleep<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        timed: bool,
        place: Location,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let condvar = self.handle.index();
        let mutex = guard.mutex();
        let text = guard.text();
        let asleep = step(Step::new(Operation::Wait, place).on(condvar), |run, me| {
            guard.release();
            mutex.unlocked(run, me, text);
            let event = run.event(me);
            run.events.push(event);
            run.thread(me).wake = WokenBy::Nobody;
            run.note_wait();
            if let State::Condvar { waiters, .. } = &mut run.object(condvar).state {
                waiters.push(me);
            }
        });
        if asleep.is_none() {
            // The execution is over: nobody will notify a destructor.
            lost();
        }
        let condition = Condition::Woken {
            condvar,
            mutex: mutex.index(),
            timed,
        };
        let awake = mutex.take(Operation::Woken, Some((condvar, condition)), place);
        let out = WaitTimeoutResult(woken_by() == WokenBy::Time);
        match awake {
            Ok(guard) => Ok((guard, out)),
            Err(poison) => Err(PoisonError::new((poison.into_inner(), out))),
        }
    }
}

/// What ended the calling thread's last wait.
fn woken_by() -> WokenBy {
    let (execution, me) = crate::explored::execution::here();
    let mut run = execution.lock();
    run.thread(me).wake
}

/// Takes the waiters that `chosen` accepts off the condition variable's list.
fn wake(run: &mut Run, condvar: usize, chosen: impl Fn(usize) -> bool) {
    let mut woken = Vec::new();
    if let State::Condvar { waiters, .. } = &mut run.object(condvar).state {
        woken = waiters.extract_if(.., |waiter| chosen(*waiter)).collect();
    }
    for waiter in woken {
        run.thread(waiter).wake = WokenBy::Notification;
    }
}

impl Default for Condvar {
    fn default() -> Self {
        Condvar::new()
    }
}

impl Named for Condvar {
    fn named(self, name: &str) -> Self {
        self.handle.rename(name);
        self
    }
}
