//! [`std::thread`], watched: threads have names in reports, and `join` and `park` are waits that can be explained.

use std::fmt;
use std::io;
use std::panic::Location;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::object::{Holder, Ticket, Waitable, lock};
use super::record::{Place, Record, become_this, with_this};
use super::{noise, world};
use crate::trace::Operation;

pub use super::scope::{Scope, ScopedJoinHandle, scope};
pub use std::thread::{
    AccessError, LocalKey, Result, ThreadId, available_parallelism, panicking, sleep,
};

/// Starts a thread.
///
/// # Panics
///
/// If the system has no room for another thread.
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Builder::new().spawn(f).expect("failed to spawn thread")
}

/// Gives way to other threads.
pub fn yield_now() {
    std::thread::yield_now();
}

/// The calling thread.
pub fn current() -> Thread {
    Thread {
        thread: std::thread::current(),
        record: with_this(Arc::clone),
    }
}

/// Waits for the token that [`Thread::unpark`] makes available, and takes it.
#[track_caller]
pub fn park() {
    park_until(None, Location::caller());
}

/// Waits as [`park`] does, but for at most `limit`.
#[track_caller]
pub fn park_timeout(limit: Duration) {
    // A limit past the end of the clock is none.
    park_until(Instant::now().checked_add(limit), Location::caller());
}

fn park_until(deadline: Option<Instant>, place: Place) {
    with_this(|this| {
        noise::step(this);
        let ticket = {
            let mut life = lock(&this.life);
            if std::mem::take(&mut life.token) || noise::wakes_spuriously(this) {
                None
            } else {
                let ticket = Ticket::new(this);
                life.parked = Some(ticket.clone());
                Some(ticket)
            }
        };
        if let Some(ticket) = ticket {
            let object = Arc::clone(this) as Arc<dyn Waitable>;
            world::block(&ticket, object, Operation::Park, place, deadline);
            let mut life = lock(&this.life);
            life.parked = None;
            life.token = false;
        }
        this.note(Operation::Park, None, Some(place));
    });
}

/// A handle to a thread.
#[derive(Clone)]
pub struct Thread {
    thread: std::thread::Thread,
    record: Arc<Record>,
}

impl Thread {
    pub(super) fn new(thread: &std::thread::Thread, record: &Arc<Record>) -> Self {
        Thread {
            thread: thread.clone(),
            record: Arc::clone(record),
        }
    }

    pub(super) fn record(&self) -> &Arc<Record> {
        &self.record
    }

    /// Makes the thread's token available: its current, or else its next, [`park`] ends.
    #[track_caller]
    pub fn unpark(&self) {
        let place = Location::caller();
        let parked = with_this(|this| {
            world::join_families(&this.family, &self.record.family);
            noise::step(this);
            this.note(
                Operation::Unpark,
                Some(self.record.as_object()),
                Some(place),
            );
            let mut life = lock(&self.record.life);
            life.token = true;
            life.unparked = Some((Holder::new(this, place), place));
            life.parked.take()
        });
        world::wake(parked);
    }

    /// The thread's number.
    pub fn id(&self) -> ThreadId {
        self.thread.id()
    }

    /// The name that the thread was given, if it was.
    pub fn name(&self) -> Option<&str> {
        self.thread.name()
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.thread.fmt(f)
    }
}

/// A thread to be: its name and the size of its stack.
#[must_use = "a builder starts nothing until `spawn` is called"]
#[derive(Debug, Default)]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// A thread without a name, on a stack of the usual size.
    pub fn new() -> Self {
        Builder::default()
    }

    /// Gives the thread a name, which reports use.
    pub fn name(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// Sets the size of the stack, in bytes.
    pub fn stack_size(mut self, size: usize) -> Self {
        self.stack_size = Some(size);
        self
    }

    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// If the system has no room for another one.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let (builder, record) = self.prepare(Location::caller());
        let run = on_record(&record, f);
        let thread = builder
            .spawn(run)
            .inspect_err(|_| world::end(&record, false))?;
        Ok(JoinHandle {
            handle: Thread::new(thread.thread(), &record),
            thread,
        })
    }

    /// std's builder, and the record of the thread that it will start.
    #[track_caller]
    pub(super) fn prepare(self, place: Place) -> (std::thread::Builder, Arc<Record>) {
        let record = with_this(|this| {
            noise::step(this);
            let record = world::enter_spawned(this, self.name.as_deref());
            this.note(Operation::Spawn, Some(record.as_object()), Some(place));
            record
        });
        let mut builder = std::thread::Builder::new();
        if let Some(name) = self.name {
            builder = builder.name(name);
        }
        if let Some(size) = self.stack_size {
            builder = builder.stack_size(size);
        }
        (builder, record)
    }
}

/// `f`, to be run by the thread that `record` stands for.
pub(super) fn on_record<F, T>(record: &Arc<Record>, f: F) -> impl FnOnce() -> T + use<F, T>
where
    F: FnOnce() -> T,
{
    /// Notes the end of the thread when dropped, after everything that `f` owned.
    struct Ending(Arc<Record>);

    impl Drop for Ending {
        fn drop(&mut self) {
            let panicked = panicking();
            let last = if panicked {
                Operation::Panic
            } else {
                Operation::Finish
            };
            self.0.note(last, None, None);
            if let Some(run) = &self.0.run {
                run.leave();
            }
            world::end(&self.0, panicked);
        }
    }

    let record = Arc::clone(record);
    move || {
        become_this(&record);
        if let Some(run) = &record.run {
            run.enter();
        }
        let ending = Ending(record);
        noise::step(&ending.0);
        f()
    }
}

/// The right to wait for the end of a thread.
pub struct JoinHandle<T> {
    handle: Thread,
    thread: std::thread::JoinHandle<T>,
}

impl<T> JoinHandle<T> {
    /// Waits for the thread to end and gives what it returned.
    ///
    /// # Errors
    ///
    /// What the thread panicked with, if it did.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        wait_for_end(&self.handle.record, Location::caller());
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

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

/// Waits until the thread behind `record` has ended.
pub(super) fn wait_for_end(record: &Arc<Record>, place: Place) {
    with_this(|this| {
        world::join_families(&this.family, &record.family);
        noise::step(this);
        let ticket = {
            let mut life = lock(&record.life);
            (!life.ended).then(|| {
                let ticket = Ticket::new(this);
                life.joiners.push(ticket.clone());
                ticket
            })
        };
        if let Some(ticket) = ticket {
            let object = Arc::clone(record) as Arc<dyn Waitable>;
            world::block(&ticket, object, Operation::Join, place, None);
        }
        this.note(Operation::Join, Some(record.as_object()), Some(place));
    });
}
