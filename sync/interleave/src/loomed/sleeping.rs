//! How a thread sleeps until another one wakes it: the part that condition variables, channels, barriers and `park` share.

use std::collections::VecDeque;
use std::sync::Arc;

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread::Thread;

use super::local::Local;
use super::record::{self, by_loom};

/// Why a sleeper was woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// What it waits for may have happened.
    Notified,
    /// Time was up.
    TimedOut,
    /// For no reason.
    Spurious,
}

/// A thread that sleeps, or is about to.
#[derive(Clone)]
pub(super) struct Sleeper {
    thread: Thread,
    woken: Arc<Local<Option<Reason>>>,
}

impl Sleeper {
    /// The calling thread.
    pub fn this() -> Self {
        Sleeper {
            thread: by_loom(loom::thread::current),
            woken: Arc::new(Local::new(None)),
        }
    }

    /// Sleeps until somebody calls [`wake`](Sleeper::wake), now or earlier.
    pub fn sleep(&self) -> Reason {
        loop {
            if let Some(reason) = self.woken.with(|woken| *woken) {
                return reason;
            }
            // loom's token may be left over from a sleep that was ended before it began: look again.
            by_loom(loom::thread::park);
        }
    }

    /// Ends the sleep. Only the first call counts; the caller has taken the sleeper out of its list.
    pub fn wake(&self, reason: Reason) {
        let first = self.woken.with(|woken| {
            let first = woken.is_none();
            woken.get_or_insert(reason);
            first
        });
        if first {
            by_loom(|| self.thread.unpark());
        }
    }

    /// Whether both are the same sleep.
    pub fn is(&self, other: &Sleeper) -> bool {
        Arc::ptr_eq(&self.woken, &other.woken)
    }
}

/// Sleepers in the order in which they came.
#[derive(Default)]
pub(super) struct Sleepers(VecDeque<Sleeper>);

impl Sleepers {
    pub fn push(&mut self, sleeper: Sleeper) {
        self.0.push_back(sleeper);
    }

    pub fn pop(&mut self) -> Option<Sleeper> {
        self.0.pop_front()
    }

    pub fn take_all(&mut self) -> Vec<Sleeper> {
        self.0.drain(..).collect()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes one sleeper out; `false` if it was not there any more.
    pub fn remove(&mut self, sleeper: &Sleeper) -> bool {
        let before = self.0.len();
        self.0.retain(|other| !other.is(sleeper));
        self.0.len() < before
    }
}

/// The scheduling point of an object that loom does not know: every operation on it is a read-modify-write here, so loom
/// tries their orders. The memory ordering says what the operation publishes and sees.
pub(super) struct Turn(AtomicUsize);

impl Turn {
    pub fn new() -> Self {
        Turn(AtomicUsize::new(0))
    }

    pub fn take(&self, ordering: Ordering) {
        self.0.fetch_add(1, ordering);
    }
}

/// Starts a thread of the model that plays the part of the world: the clock, or a wake-up without reason.
pub(super) fn play(part: &str, act: impl FnOnce() + Send + 'static) {
    let lane = super::thread::new_lane(Some(part));
    by_loom(|| {
        loom::thread::spawn(move || {
            record::with(|recorder| recorder.execution.running = lane);
            act();
        })
    });
}
