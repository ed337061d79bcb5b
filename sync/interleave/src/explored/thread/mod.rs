//! The names of [`std::thread`]. Spawning, joining and yielding are no alternatives of the schedule: nobody can tell
//! whether they came a little earlier or later.

mod scope;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::trace::{Location, Operation};

use super::execution::{current as current_lane, here, lost, step};
use super::handle::place;
use super::run::Run;
use super::step::{Choice, Condition, Step};

pub use scope::{Scope, ScopedJoinHandle, scope};
pub use std::thread::{AccessError, LocalKey, Result, available_parallelism, panicking};

/// Where a thread leaves its result.
struct Packet<T>(Arc<Mutex<Option<T>>>);

impl<T> Packet<T> {
    fn new() -> Self {
        Packet(Arc::new(Mutex::new(None)))
    }

    fn sender(&self) -> Self {
        Packet(Arc::clone(&self.0))
    }

    fn put(&self, result: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    }

    fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A started thread that can be waited for.
pub struct JoinHandle<T> {
    thread: Thread,
    packet: Packet<T>,
}

/// Starts a thread.
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    spawn_named(None, f, place())
}

#[track_caller]
fn spawn_named<F, T>(name: Option<String>, f: F, place: Location) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let (execution, _) = here();
    let packet = Packet::new();
    let result = packet.sender();
    let kept_name = name.clone();
    let lane = step(Step::new(Operation::Spawn, place).silently(), |run, me| {
        let lane = announce(run, me, name);
        execution.give_job(run, lane, move || result.put(f()));
        lane
    });
    // The execution is over, and a destructor wants a thread.
    let lane = lane.unwrap_or_else(|| lost());
    let thread = Thread {
        lane,
        name: kept_name.map(Into::into),
    };
    JoinHandle { thread, packet }
}

/// Writes down that `me` spawns a thread; its lane.
fn announce(run: &mut Run, me: usize, name: Option<String>) -> usize {
    let lane = run.add_thread(Some(me), name);
    let mut event = run.event(me);
    event.object = Some(run.store.lane_object(lane));
    run.events.push(event);
    lane
}

/// Waits until `lane` has ended.
fn wait_for(lane: usize, place: Location) {
    let (execution, _) = here();
    let object = execution.lock().store.lane_object(lane);
    let announced = Step::new(Operation::Join, place)
        .on(object)
        .when(Condition::Ended(lane))
        .silently();
    let joined = step(announced, |run, me| {
        let event = run.event(me);
        run.events.push(event);
        let known = run.thread(lane).clocks.now.clone();
        run.thread(me).clocks.now.join(&known);
    });
    if joined.is_none() && !execution.lock().thread(lane).is_gone() {
        lost();
    }
}

/// Whether `lane` has ended, as a step.
fn has_ended(lane: usize, place: Location) -> bool {
    let (execution, _) = here();
    let object = execution.lock().store.lane_object(lane);
    step(Step::new(Operation::Load, place).on(object), |run, me| {
        let ended = run.thread(lane).is_gone();
        run.observe(me, u128::from(ended));
        let mut event = run.event(me);
        event.read = Some(if ended { "ended" } else { "running" }.to_string());
        run.events.push(event);
        ended
    })
    .unwrap_or(true)
}

impl<T> JoinHandle<T> {
    /// Waits until the thread has ended; its result. A panic of the thread ends the execution before this can see it.
    ///
    /// # Errors
    ///
    /// Never here: it is std's signature.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        wait_for(self.thread.lane, place());
        // Only an abandoned thread leaves nothing, and then this one is abandoned too.
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

impl<T> std::fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JoinHandle")
            .field("thread", &self.thread)
            .finish_non_exhaustive()
    }
}

/// Settings of a thread to start: its name is the name of its lane.
#[derive(Debug, Default)]
pub struct Builder {
    name: Option<String>,
}

impl Builder {
    /// An unnamed thread.
    pub fn new() -> Self {
        Builder::default()
    }

    /// Names it.
    #[must_use]
    pub fn name(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// Accepted and passed over: explored threads have the default stack.
    #[must_use]
    pub fn stack_size(self, _bytes: usize) -> Self {
        self
    }

    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// Never here: it is std's signature.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        Ok(spawn_named(self.name, f, place()))
    }

    /// Starts the thread in `scope`.
    ///
    /// # Errors
    ///
    /// Never here: it is std's signature.
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
        Ok(scope.spawn_named(self.name, f, place()))
    }
}

/// A thread of an execution.
#[derive(Clone, Debug)]
pub struct Thread {
    lane: usize,
    name: Option<Arc<str>>,
}

/// What tells threads of an execution apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreadId(usize);

impl Thread {
    /// What tells it from the others.
    pub fn id(&self) -> ThreadId {
        ThreadId(self.lane)
    }

    /// Its name, if it was given one; `main` for the first.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Gives it its token: its present or next `park` goes on.
    #[track_caller]
    pub fn unpark(&self) {
        let (execution, _) = here();
        let object = execution.lock().store.lane_object(self.lane);
        let announced = Step::new(Operation::Unpark, place()).on(object);
        step(announced, |run, me| {
            let event = run.event(me);
            run.events.push(event);
            let now = run.thread(me).clocks.now.clone();
            let parked = run.thread(self.lane);
            parked.token = true;
            parked.clocks.token.join(&now);
        });
    }
}

/// The calling thread.
#[track_caller]
pub fn current() -> Thread {
    let (execution, lane) = here();
    let run = execution.lock();
    let name = &run.store.lanes[lane].name;
    let unnamed = *name == format!("thread {lane}");
    Thread {
        lane,
        name: (!unnamed).then(|| name.as_str().into()),
    }
}

/// Waits for the token, and takes it.
#[track_caller]
pub fn park() {
    sleep_until_unparked(false, place());
}

/// Waits for the token, but time may be up at any moment: the schedule chooses, whatever the duration.
#[track_caller]
pub fn park_timeout(_limit: Duration) {
    sleep_until_unparked(true, place());
}

fn sleep_until_unparked(timed: bool, place: Location) {
    let (execution, me) = here();
    let object = execution.lock().store.lane_object(me);
    let announced = Step::new(Operation::Park, place)
        .on(object)
        .when(Condition::Token { timed });
    let unparked = step(announced, |run, me| {
        run.note_wait();
        let mut event = run.event(me);
        let thread = run.thread(me);
        match thread.choice {
            Choice::TimeOut => {
                event.operation = Operation::TimedOut;
                run.time_out(me);
            }
            Choice::Spurious => {
                thread.woke_spuriously = true;
                event.operation = Operation::WokenSpuriously;
            }
            _ => {
                thread.token = false;
                let known = std::mem::take(&mut thread.clocks.token);
                thread.clocks.now.join(&known);
            }
        }
        run.events.push(event);
    });
    if unparked.is_none() {
        // The execution is over: nobody unparks a destructor.
        lost();
    }
}

/// Gives way: this thread does not step again before another one has changed something, unless no other can step.
#[track_caller]
pub fn yield_now() {
    if current_lane().is_none() {
        return std::thread::yield_now();
    }
    step(
        Step::new(Operation::Yield, place()).silently(),
        |run, me| {
            let phrase = "a thread that yields going on before the others";
            run.store.left_out.insert(phrase);
            run.thread(me).give_way();
            let event = run.event(me);
            run.events.push(event);
        },
    );
}

/// Gives way: there is no time in an explored execution, only an order.
#[track_caller]
pub fn sleep(_duration: Duration) {
    yield_now();
}
