//! What all watched objects have in common: an identity, a family, and waiters.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use super::record::{Place, Record, with_this};
use super::{noise, world};
use crate::kept;
use crate::trace::{ObjectKind, Operation};

/// Locks a mutex of the engine itself. No user code runs under one, so a panic there leaves nothing half done.
pub(super) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a report calls an object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    pub kind: ObjectKind,
    /// Unique in the process; a report counts from 0 for each kind.
    pub number: u32,
    pub name: Option<&'static str>,
    pub made: Option<Place>,
}

/// A thread that must act before a wait can end.
#[derive(Clone)]
pub(super) struct Holder {
    pub thread: u32,
    pub label: &'static str,
    /// Where it took what it holds.
    pub since: Option<Place>,
}

impl Holder {
    pub fn new(thread: &Record, since: Place) -> Self {
        Holder {
            thread: thread.number,
            label: thread.label,
            since: Some(since),
        }
    }
}

/// What a thread can wait for.
pub(super) trait Waitable: Send + Sync {
    fn identity(&self) -> Identity;

    /// Threads *all* of which must act before the wait can end; none if that cannot be known.
    fn holders(&self, operation: Operation) -> Vec<Holder>;

    /// What is known about why this wait does not end; each a short line. `name` says what to call a thread.
    fn meaning(&self, operation: Operation, name: &dyn Fn(&Holder) -> String) -> Vec<String>;
}

/// One wait of one thread.
#[derive(Clone)]
pub(super) struct Ticket {
    pub thread: Arc<Record>,
    /// Unique in the process, so that a late signal cannot end a later wait.
    pub wait: u64,
}

impl Ticket {
    pub fn new(thread: &Arc<Record>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Ticket {
            thread: Arc::clone(thread),
            wait: NEXT.fetch_add(1, Relaxed), // Relaxed: uniqueness is all that is asked.
        }
    }
}

/// Threads in the order in which they began to wait.
#[derive(Default)]
pub(super) struct Waiters(VecDeque<Ticket>);

impl Waiters {
    pub fn push(&mut self, ticket: Ticket) {
        self.0.push_back(ticket);
    }

    pub fn pop(&mut self) -> Option<Ticket> {
        self.0.pop_front()
    }

    pub fn take_all(&mut self) -> Vec<Ticket> {
        self.0.drain(..).collect()
    }

    /// Takes back a ticket whose time was up; `false` if somebody has already called it.
    pub fn remove(&mut self, ticket: &Ticket) -> bool {
        let before = self.0.len();
        self.0.retain(|other| other.wait != ticket.wait);
        self.0.len() < before
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The watched side of an object: what it is and the state that decides who waits.
///
/// No thread ever takes the world's lock while it holds `state`: the watcher goes the other way.
pub(super) struct Core<S> {
    kind: ObjectKind,
    number: u32,
    name: OnceLock<&'static str>,
    made: Place,
    /// The family of those who touched it; 0 before the first.
    family: AtomicU32,
    pub state: Mutex<S>,
}

impl<S> Core<S> {
    pub fn identity(&self) -> Identity {
        Identity {
            kind: self.kind,
            number: self.number,
            name: self.name.get().copied(),
            made: Some(self.made),
        }
    }

    /// Begins an operation of the calling thread on this object: joins their families and lets noise in.
    pub fn touch<R>(&self, f: impl FnOnce(&Arc<Record>) -> R) -> R {
        with_this(|this| {
            world::join_families(&this.family, &self.family);
            noise::step(this);
            f(this)
        })
    }
}

impl<S> Core<S>
where
    Core<S>: Waitable + 'static,
{
    /// Lets the calling thread sleep until somebody calls the ticket; `false` if the deadline came first.
    pub fn wait(
        self: &Arc<Self>,
        ticket: &Ticket,
        operation: Operation,
        place: Place,
        deadline: Option<Instant>,
    ) -> bool {
        let object = Arc::clone(self) as Arc<dyn Waitable>;
        world::block(ticket, object, operation, place, deadline)
    }
}

/// A core that is made at first use, so that constructors can be `const`.
pub(super) struct Object<S> {
    kind: ObjectKind,
    made: Place,
    core: OnceLock<Arc<Core<S>>>,
}

impl<S: Default> Object<S> {
    pub const fn new(kind: ObjectKind, made: Place) -> Self {
        Object {
            kind,
            made,
            core: OnceLock::new(),
        }
    }

    pub fn core(&self) -> &Arc<Core<S>> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        self.core.get_or_init(|| {
            Arc::new(Core {
                kind: self.kind,
                number: NEXT.fetch_add(1, Relaxed), // Relaxed: uniqueness is all that is asked.
                name: OnceLock::new(),
                made: self.made,
                family: AtomicU32::new(0),
                state: Mutex::default(),
            })
        })
    }

    pub fn set_name(&self, name: &str) {
        // A second name is passed over: the first one may already stand in what threads remember.
        let _ = self.core().name.set(kept::text(name));
    }
}

/// How to print the content of a lock, for those who asked for it with [`Shown`](crate::Shown).
///
/// The type is erased so that `Mutex<[u8; 4]>` still coerces to `Mutex<[u8]>`.
#[derive(Clone, Copy)]
pub(super) struct Show(Option<unsafe fn(*const ()) -> String>);

impl Show {
    pub const NOTHING: Show = Show(None);

    /// Prints values of type `T` as `Debug` does.
    pub fn debug<T: std::fmt::Debug>() -> Self {
        /// # Safety
        ///
        /// `value` points to a `T` that may be read.
        unsafe fn print<T: std::fmt::Debug>(value: *const ()) -> String {
            // SAFETY: the caller vouches for the pointer.
            format!("{:?}", unsafe { &*value.cast::<T>() })
        }
        Show(Some(print::<T>))
    }

    /// The text of `value`, if it is to be shown.
    ///
    /// # Safety
    ///
    /// `value` is, or has been unsized from, a value of the type that [`debug`](Show::debug) was called for.
    pub unsafe fn text<T: ?Sized>(self, value: &T) -> Option<String> {
        // SAFETY: the caller vouches for the type; unsizing keeps the address.
        self.0
            .map(|print| unsafe { print(std::ptr::from_ref(value).cast()) })
    }
}
