//! A mutex whose lock and unlock are steps.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{
    LockResult, Mutex as Real, MutexGuard as RealGuard, PoisonError, TryLockError, TryLockResult,
};

use crate::explored::execution::{lost, step, step_in_drop};
use crate::explored::handle::{Handle, Show, debug_text, place, written_by};
use crate::explored::lane::WokenBy;
use crate::explored::object::{Holder, Holders, Shared, State};
use crate::explored::run::Run;
use crate::explored::step::{Condition, Step};
use crate::trace::{Location, Operation};
use crate::{Named, Shown};

/// [`std::sync::Mutex`], explored.
pub struct Mutex<T> {
    handle: Handle,
    show: Option<Show<T>>,
    value: Real<T>,
}

/// Access to what a [`Mutex`] guards; dropped, it unlocks.
#[must_use = "if unused, the mutex is unlocked at once"]
pub struct MutexGuard<'a, T> {
    mutex: &'a Mutex<T>,
    /// Empty while the owner waits on a condition variable.
    value: Option<RealGuard<'a, T>>,
    since: Location,
}

impl<T> Mutex<T> {
    /// A mutex that guards `value`.
    pub fn new(value: T) -> Self {
        Mutex {
            handle: Handle::new(Shared::new(State::Mutex(Holders::default()))),
            show: None,
            value: Real::new(value),
        }
    }

    /// Waits until nobody holds the mutex, and takes it.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a thread panicked while it held the mutex.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        self.take(Operation::Lock, None, place())
    }

    /// Takes the mutex if nobody holds it.
    ///
    /// # Errors
    ///
    /// If somebody holds it, or a thread panicked while it did.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let since = place();
        let index = self.handle.index();
        let announced = Step::new(Operation::TryLock, since).on(index);
        let got = step(announced, |run, me| {
            let free = run.object(index).holders().next().is_none();
            run.observe(me, u128::from(free));
            if free {
                self.locked(run, me, Operation::TryLock, since);
            } else {
                let mut event = run.event(me);
                event.operation = Operation::TryLockFailed;
                run.events.push(event);
            }
            free
        });
        if got == Some(false) {
            return Err(TryLockError::WouldBlock);
        }
        match self.value.try_lock() {
            Ok(value) => Ok(self.guard(value, since)),
            Err(TryLockError::Poisoned(poison)) => {
                let guard = self.guard(poison.into_inner(), since);
                Err(TryLockError::Poisoned(PoisonError::new(guard)))
            }
            Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
        }
    }

    /// The value, with the borrow checker as the proof that nobody else is there.
    ///
    /// # Errors
    ///
    /// The value all the same, if a thread panicked while it held the mutex.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.value.get_mut()
    }

    /// The value, with the mutex used up.
    ///
    /// # Errors
    ///
    /// The value all the same, if a thread panicked while it held the mutex.
    pub fn into_inner(self) -> LockResult<T> {
        self.value.into_inner()
    }

    /// Whether a thread panicked while it held the mutex.
    pub fn is_poisoned(&self) -> bool {
        self.value.is_poisoned()
    }

    /// Forgets that a thread panicked while it held the mutex.
    pub fn clear_poison(&self) {
        self.value.clear_poison();
    }

    pub(super) fn index(&self) -> usize {
        self.handle.index()
    }

    /// Takes the mutex once `condition` holds; plainly, once it is free.
    pub(super) fn take(
        &self,
        operation: Operation,
        condition: Option<(usize, Condition)>,
        since: Location,
    ) -> LockResult<MutexGuard<'_, T>> {
        let index = self.handle.index();
        let (object, condition) = condition.unwrap_or((index, Condition::Free(index)));
        let announced = Step::new(operation, since).on(object).when(condition);
        step(announced, |run, me| self.locked(run, me, operation, since));
        match self.value.try_lock() {
            Ok(value) => Ok(self.guard(value, since)),
            Err(TryLockError::Poisoned(poison)) => {
                Err(PoisonError::new(self.guard(poison.into_inner(), since)))
            }
            // The execution is over, and the owner's frames are still there.
            Err(TryLockError::WouldBlock) => lost(),
        }
    }

    /// Writes down that `me` has the mutex now.
    fn locked(&self, run: &mut Run, me: usize, operation: Operation, since: Location) {
        let index = self.handle.index();
        let mut event = run.event(me);
        event.operation = operation;
        if operation == Operation::Woken && run.thread(me).wake != WokenBy::Notification {
            // The wait ended earlier, by itself.
            event.operation = Operation::Lock;
            event.object = Some(index);
        }
        event.read.clone_from(&run.object(index).text);
        run.events.push(event);
        run.object(index).lock().writer = Some(Holder { thread: me, since });
        let content = run.object(index).content;
        run.observe(me, content);
        let clock = run.object(index).clock.clone();
        run.thread(me).clocks.now.join(&clock);
    }

    /// Writes down that `me` gives the mutex back, and what it leaves inside.
    pub(super) fn unlocked(&self, run: &mut Run, me: usize, text: Option<String>) {
        let index = self.handle.index();
        let mut content = written_by::<T>(run, me, text.as_ref());
        if self.value.is_poisoned() {
            content = !content;
        }
        let now = run.thread(me).clocks.now.clone();
        let object = run.object(index);
        object.content = content;
        object.text = text;
        object.clock = now;
        object.lock().writer = None;
    }

    fn guard<'a>(&'a self, value: RealGuard<'a, T>, since: Location) -> MutexGuard<'a, T> {
        MutexGuard {
            mutex: self,
            value: Some(value),
            since,
        }
    }
}

impl<'a, T> MutexGuard<'a, T> {
    pub(super) fn mutex(&self) -> &'a Mutex<T> {
        self.mutex
    }

    /// The content as text, if it is to be shown.
    pub(super) fn text(&self) -> Option<String> {
        Some(self.mutex.show?(self.value.as_ref()?))
    }

    /// Gives the value back without a step: a wait on a condition variable is the step.
    pub(super) fn release(&mut self) {
        self.value = None;
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.value
            .as_ref()
            .unwrap_or_else(|| unreachable!("a guard that waits is not in reach"))
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value
            .as_mut()
            .unwrap_or_else(|| unreachable!("a guard that waits is not in reach"))
    }
}

impl<T> Drop for MutexGuard<'_, T> {
    /// Unlocks. A destructor cannot know its caller: the step bears the place of the lock.
    fn drop(&mut self) {
        if self.value.is_none() {
            return;
        }
        let Some(index) = self.mutex.handle.index_in_drop() else {
            return;
        };
        let text = self.text();
        let announced = Step::new(Operation::Unlock, self.since).on(index);
        step_in_drop(announced, |run, me| {
            // First the real mutex: it is poisoned if this thread panics.
            self.value = None;
            let mut event = run.event(me);
            event.written.clone_from(&text);
            run.events.push(event);
            self.mutex.unlocked(run, me, text);
        });
    }
}

impl<T: fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Mutex::new(value)
    }
}

impl<T> Named for Mutex<T> {
    fn named(self, name: &str) -> Self {
        self.handle.rename(name);
        self
    }
}

impl<T: fmt::Debug> Shown for Mutex<T> {
    fn shown(mut self) -> Self {
        self.show = Some(debug_text);
        let text = self.value.get_mut().map_or_else(
            |poison| debug_text(poison.into_inner()),
            |value| debug_text(value),
        );
        let content = crate::explored::fingerprint::of_text(&text);
        self.handle.begin_with(content, Some(text));
        self
    }
}
