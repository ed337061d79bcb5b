//! [`std::thread`] in a model: at most five threads, the model's own included.

mod scope;
mod token;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use super::diagnosis::Evidence;
use super::local::Local;
use super::record::{self, ObjectId, Step, abandon, by_loom};
use crate::trace::{Location, Operation};
use token::Token;

pub use scope::{Scope, ScopedJoinHandle, scope};
pub use std::thread::{Result, panicking};

/// How many threads loom can model, the main thread included.
pub(super) const MOST_THREADS: usize = 5;

/// The stack of main is loom's choice.
pub(super) const MAIN_STACK_KIB: usize = 32;

/// Stack of a spawned thread. loom's own choice is too little for a formatted panic message.
pub(super) const STACK_BYTES: usize = 256 * 1024;

/// A new lane, if the model may have one more thread.
pub(super) fn new_lane(name: Option<&str>) -> usize {
    let lane = record::with(|recorder| {
        let lanes = recorder.execution.trace.lanes.len();
        (lanes < MOST_THREADS).then(|| recorder.add_lane(name))
    });
    lane.unwrap_or_else(|| abandon(&Evidence::TooManyThreads))
}

/// As std's.
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    start(f, None, Location::caller())
}

/// Starts a thread. Its panic, if it does not catch it, ends the execution: `join` never gives an error.
fn start<F, T>(f: F, name: Option<String>, place: Location) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let lane = new_lane(name.as_deref());
    let object = record::with(|recorder| recorder.execution.lane_objects[lane]);
    let step = Step::announce(Operation::Spawn, Some(object), None, place);
    let token = Arc::new(Token::new());
    let packet = Arc::new(Local::new(None));
    let thread = Thread {
        lane,
        name: name.map(Into::into),
        token,
    };
    let body = {
        let (thread, packet) = (thread.clone(), Arc::clone(&packet));
        move || {
            record::with(|recorder| recorder.execution.running = lane);
            enter(thread);
            let value = guarded(f);
            packet.with(|slot| *slot = Some(value));
        }
    };
    let builder = loom::thread::Builder::new().stack_size(STACK_BYTES);
    let inner = by_loom(|| builder.spawn(body)).expect("loom's threads always start");
    step.done(|_| {});
    JoinHandle {
        inner,
        packet,
        thread,
        object,
    }
}

/// Runs code of the model: a panic that leaves it ends the check.
pub(super) fn guarded<T>(f: impl FnOnce() -> T) -> T {
    record::loom_has_started_a_thread();
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|_| abandon(&Evidence::Panic))
}

loom::thread_local! {
    static CURRENT: std::cell::RefCell<Option<Thread>> = std::cell::RefCell::new(None);
}

/// Makes `thread` the running one's own handle.
pub(super) fn enter(thread: Thread) {
    CURRENT.with(|current| *current.borrow_mut() = Some(thread));
}

/// As std's.
pub fn current() -> Thread {
    CURRENT
        .with(|current| current.borrow().clone())
        .expect("every thread of a model has a handle")
}

/// As std's: gives way to any other thread.
#[track_caller]
pub fn yield_now() {
    let step = Step::announce(Operation::Yield, None, None, Location::caller());
    by_loom(loom::thread::yield_now);
    step.done(|_| {});
}

/// Gives way: a model has no clock.
#[track_caller]
pub fn sleep(_duration: Duration) {
    yield_now();
}

/// Two, the least at which anything happens at once.
///
/// # Errors
///
/// Never.
pub fn available_parallelism() -> io::Result<std::num::NonZeroUsize> {
    Ok(std::num::NonZeroUsize::MIN.saturating_add(1))
}

/// Waits for this thread's token and takes it.
#[track_caller]
pub fn park() {
    current().token.take(false, Location::caller());
}

/// As std's. Time may be up at any moment; a call that sleeps takes one of the model's threads, to play the clock.
#[track_caller]
pub fn park_timeout(_limit: Duration) {
    current().token.take(true, Location::caller());
}

/// A thread's name and token: [`std::thread::Thread`] in a model.
#[derive(Clone)]
pub struct Thread {
    lane: usize,
    name: Option<Arc<str>>,
    token: Arc<Token>,
}

impl Thread {
    /// The handle of the thread that runs the model.
    pub(super) fn main() -> Self {
        Thread {
            lane: 0,
            name: Some("main".into()),
            token: Arc::new(Token::new()),
        }
    }

    /// As std's.
    pub fn id(&self) -> ThreadId {
        ThreadId(self.lane)
    }

    /// As std's.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// As std's: makes the token available, if it is not yet.
    #[track_caller]
    pub fn unpark(&self) {
        let object = record::with(|recorder| recorder.execution.lane_objects[self.lane]);
        self.token.give(object, Location::caller());
    }
}

impl std::fmt::Debug for Thread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Thread")
            .field("id", &self.id())
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

/// A thread's number in its execution: [`std::thread::ThreadId`] in a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreadId(usize);

/// What threads leave for each other; empty once it was taken.
type Shared<T> = Arc<Local<Option<T>>>;

/// [`std::thread::JoinHandle`] in a model.
pub struct JoinHandle<T> {
    inner: loom::thread::JoinHandle<()>,
    packet: Shared<T>,
    thread: Thread,
    object: ObjectId,
}

impl<T> JoinHandle<T> {
    /// Waits for the thread to end, and gives what it returned.
    ///
    /// # Errors
    ///
    /// Never: a panic that leaves a thread ends the execution.
    ///
    /// # Panics
    ///
    /// Never: the thread leaves its result before it ends.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        let step = Step::announce(Operation::Join, Some(self.object), None, Location::caller());
        by_loom(|| self.inner.join()).expect("a model's threads do not end by a panic");
        step.done(|_| {});
        Ok(self
            .packet
            .with(Option::take)
            .expect("a thread leaves its result before it ends"))
    }

    /// As std's.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

impl<T> std::fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

/// [`std::thread::Builder`] in a model.
#[derive(Debug, Default)]
pub struct Builder {
    name: Option<String>,
}

impl Builder {
    /// A builder without a name.
    pub fn new() -> Self {
        Builder::default()
    }

    /// The thread's name, which is its column in the time line.
    #[must_use = "the builder is the return value"]
    pub fn name(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// Passed over: a model's threads have stacks of 256 KiB.
    #[must_use = "the builder is the return value"]
    pub fn stack_size(self, _bytes: usize) -> Self {
        self
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// Never: a thread too many ends the check.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        Ok(start(f, self.name, Location::caller()))
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// Never: a thread too many ends the check.
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
        Ok(scope.start(f, self.name, Location::caller()))
    }
}
