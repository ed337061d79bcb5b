//! A reader-writer lock whose lock and unlock are steps. Readers may enter as long as no writer is inside.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{
    LockResult, PoisonError, RwLock as Real, RwLockReadGuard as RealRead,
    RwLockWriteGuard as RealWrite, TryLockError, TryLockResult,
};

use crate::explored::execution::{lost, step, step_in_drop};
use crate::explored::handle::{Handle, Show, debug_text, place, written_by};
use crate::explored::object::{Holder, Holders, Shared, State};
use crate::explored::run::Run;
use crate::explored::step::{Condition, Step};
use crate::trace::{Location, Operation};
use crate::{Named, Shown};

/// [`std::sync::RwLock`], explored.
pub struct RwLock<T> {
    handle: Handle,
    show: Option<Show<T>>,
    value: Real<T>,
}

/// Shared access to what an [`RwLock`] guards.
#[must_use = "if unused, the lock is given back at once"]
pub struct RwLockReadGuard<'a, T> {
    lock: &'a RwLock<T>,
    /// Empty once it is given back.
    value: Option<RealRead<'a, T>>,
    since: Location,
}

/// Exclusive access to what an [`RwLock`] guards.
#[must_use = "if unused, the lock is given back at once"]
pub struct RwLockWriteGuard<'a, T> {
    lock: &'a RwLock<T>,
    /// Empty once it is given back.
    value: Option<RealWrite<'a, T>>,
    since: Location,
}

impl<T> RwLock<T> {
    /// A lock that guards `value`.
    pub fn new(value: T) -> Self {
        RwLock {
            handle: Handle::new(Shared::new(State::RwLock(Holders::default()))),
            show: None,
            value: Real::new(value),
        }
    }

    /// Waits until no writer is inside, and enters.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a writer panicked inside.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let since = place();
        let index = self.handle.index();
        let announced = Step::new(Operation::LockShared, since)
            .on(index)
            .when(Condition::Readable(index));
        step(announced, |run, me| self.enter(run, me, false, since));
        match self.value.try_read() {
            Ok(value) => Ok(self.reader(value, since)),
            Err(TryLockError::Poisoned(poison)) => {
                Err(PoisonError::new(self.reader(poison.into_inner(), since)))
            }
            // The execution is over, and the writer's frames are still there.
            Err(TryLockError::WouldBlock) => lost(),
        }
    }

    /// Waits until nobody is inside, and enters alone.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a writer panicked inside.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let since = place();
        let index = self.handle.index();
        let announced = Step::new(Operation::LockExclusive, since)
            .on(index)
            .when(Condition::Free(index));
        step(announced, |run, me| self.enter(run, me, true, since));
        match self.value.try_write() {
            Ok(value) => Ok(self.writer(value, since)),
            Err(TryLockError::Poisoned(poison)) => {
                Err(PoisonError::new(self.writer(poison.into_inner(), since)))
            }
            // As in `read`.
            Err(TryLockError::WouldBlock) => lost(),
        }
    }

    /// Enters if no writer is inside.
    ///
    /// # Errors
    ///
    /// If a writer is inside, or one panicked there.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let since = place();
        if !self.try_enter(false, since) {
            return Err(TryLockError::WouldBlock);
        }
        match self.value.try_read() {
            Ok(value) => Ok(self.reader(value, since)),
            Err(TryLockError::Poisoned(poison)) => {
                let guard = self.reader(poison.into_inner(), since);
                Err(TryLockError::Poisoned(PoisonError::new(guard)))
            }
            Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
        }
    }

    /// Enters alone if nobody is inside.
    ///
    /// # Errors
    ///
    /// If somebody is inside, or a writer panicked there.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        let since = place();
        if !self.try_enter(true, since) {
            return Err(TryLockError::WouldBlock);
        }
        match self.value.try_write() {
            Ok(value) => Ok(self.writer(value, since)),
            Err(TryLockError::Poisoned(poison)) => {
                let guard = self.writer(poison.into_inner(), since);
                Err(TryLockError::Poisoned(PoisonError::new(guard)))
            }
            Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
        }
    }

    /// The value, with the borrow checker as the proof that nobody else is there.
    ///
    /// # Errors
    ///
    /// The value all the same, if a writer panicked inside.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.value.get_mut()
    }

    /// The value, with the lock used up.
    ///
    /// # Errors
    ///
    /// The value all the same, if a writer panicked inside.
    pub fn into_inner(self) -> LockResult<T> {
        self.value.into_inner()
    }

    /// Whether a writer panicked inside.
    pub fn is_poisoned(&self) -> bool {
        self.value.is_poisoned()
    }

    /// Tries to enter; true if the execution is over, for then the real lock decides.
    fn try_enter(&self, alone: bool, since: Location) -> bool {
        let index = self.handle.index();
        let announced = Step::new(Operation::TryLock, since).on(index);
        step(announced, |run, me| {
            let holders = run.object(index).lock();
            let free = holders.writer.is_none() && (!alone || holders.readers.is_empty());
            run.observe(me, u128::from(free));
            if free {
                self.enter(run, me, alone, since);
            } else {
                let mut event = run.event(me);
                event.operation = Operation::TryLockFailed;
                run.events.push(event);
            }
            free
        })
        .unwrap_or(true)
    }

    /// Writes down that `me` is inside now.
    fn enter(&self, run: &mut Run, me: usize, alone: bool, since: Location) {
        let index = self.handle.index();
        let mut event = run.event(me);
        event.read.clone_from(&run.object(index).text);
        run.events.push(event);
        let holder = Holder { thread: me, since };
        let object = run.object(index);
        if alone {
            object.lock().writer = Some(holder);
        } else {
            object.lock().readers.push(holder);
        }
        let (content, clock) = (object.content, object.clock.clone());
        run.observe(me, content);
        run.thread(me).clocks.now.join(&clock);
    }

    fn reader<'a>(&'a self, value: RealRead<'a, T>, since: Location) -> RwLockReadGuard<'a, T> {
        RwLockReadGuard {
            lock: self,
            value: Some(value),
            since,
        }
    }

    fn writer<'a>(&'a self, value: RealWrite<'a, T>, since: Location) -> RwLockWriteGuard<'a, T> {
        RwLockWriteGuard {
            lock: self,
            value: Some(value),
            since,
        }
    }
}

impl<T> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        let Some(index) = self.lock.handle.index_in_drop() else {
            return;
        };
        let announced = Step::new(Operation::Unlock, self.since).on(index);
        step_in_drop(announced, |run, me| {
            self.value = None;
            let event = run.event(me);
            run.events.push(event);
            let now = run.thread(me).clocks.now.clone();
            let object = run.object(index);
            object.clock.join(&now);
            let readers = &mut object.lock().readers;
            if let Some(mine) = readers.iter().position(|holder| holder.thread == me) {
                readers.swap_remove(mine);
            }
        });
    }
}

impl<T> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        let Some(index) = self.lock.handle.index_in_drop() else {
            return;
        };
        let text = self.lock.show.map(|show| show(self));
        let announced = Step::new(Operation::Unlock, self.since).on(index);
        step_in_drop(announced, |run, me| {
            // First the real lock: it is poisoned if this thread panics.
            self.value = None;
            let mut event = run.event(me);
            event.written.clone_from(&text);
            run.events.push(event);
            let mut content = written_by::<T>(run, me, text.as_ref());
            if self.lock.value.is_poisoned() {
                content = !content;
            }
            let now = run.thread(me).clocks.now.clone();
            let object = run.object(index);
            object.content = content;
            object.text = text;
            object.clock = now;
            object.lock().writer = None;
        });
    }
}

impl<T> Deref for RwLockReadGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.value
            .as_ref()
            .unwrap_or_else(|| unreachable!("only the destructor empties a guard"))
    }
}

impl<T> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.value
            .as_ref()
            .unwrap_or_else(|| unreachable!("only the destructor empties a guard"))
    }
}

impl<T> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value
            .as_mut()
            .unwrap_or_else(|| unreachable!("only the destructor empties a guard"))
    }
}

impl<T: fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        RwLock::new(value)
    }
}

impl<T> Named for RwLock<T> {
    fn named(self, name: &str) -> Self {
        self.handle.rename(name);
        self
    }
}

impl<T: fmt::Debug> Shown for RwLock<T> {
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
