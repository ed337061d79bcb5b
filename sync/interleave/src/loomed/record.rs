//! What an execution has done so far: the log that becomes the time line of a failure.
//!
//! loom runs all threads of a model as coroutines on one thread of the system, and every operation has its scheduling
//! point before it takes effect and none after. So an operation is *announced*, then done by loom, then *logged*: the order
//! of the log is the order of effect, and what is announced but not logged is where each thread stands.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;

use super::diagnosis::{self, Evidence};
use crate::outcome::say;
use crate::trace::{
    Event, Lane, Location, Object, ObjectKind, Operation, Ordering, ReadsFrom, Trace,
};
use crate::{Failure, Model, Passed};

/// What the thread that checks a model sends to the one that asked.
pub(super) type Verdict = Result<Passed, Failure>;

thread_local! {
    static RECORDER: RefCell<Option<Recorder>> = const { RefCell::new(None) };
    /// loom is at work: a panic of its own is caught where it was asked.
    static ASKING: Cell<bool> = const { Cell::new(false) };
    /// The execution is over for good: its threads are never run again, and loom must not be called.
    static ABANDONED: Cell<bool> = const { Cell::new(false) };
}

/// Index into the objects of the running execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ObjectId(pub usize);

pub(super) struct Recorder {
    pub settings: Model,
    verdict: Sender<Verdict>,
    /// Executions begun.
    pub executions: u64,
    /// The most threads in one execution.
    pub threads: usize,
    pub used: Used,
    pub execution: Execution,
}

/// What models of this check have used, for the list of what was not explored.
#[derive(Default)]
pub(super) struct Used {
    pub waits: bool,
    pub sequentially_consistent_accesses: bool,
    pub time_limits: bool,
}

/// The running execution.
#[derive(Default)]
pub(super) struct Execution {
    pub trace: Trace,
    /// Where each lane stands: its announced operation.
    pub announced: Vec<Option<Event>>,
    /// The lane whose code is running: set whenever loom comes back to it.
    pub running: usize,
    /// Each lane's thread as an object.
    pub lane_objects: Vec<ObjectId>,
    /// For each object, the lanes that hold it.
    pub holders: Vec<Vec<usize>>,
    /// For each object, the values stored in it so far and by which event.
    stores: Vec<Vec<(ReadsFrom, String)>>,
    /// The last panic of user code, and the lane that panicked.
    pub panic: Option<(usize, String, Option<Location>)>,
}

/// Starts recording on this thread of the system.
pub(super) fn start(settings: Model, verdict: Sender<Verdict>) {
    let recorder = Recorder {
        settings,
        verdict,
        executions: 0,
        threads: 0,
        used: Used::default(),
        execution: Execution::default(),
    };
    RECORDER.with(|slot| *slot.borrow_mut() = Some(recorder));
}

/// Whether this thread of the system checks a model.
pub(super) fn is_recording() -> bool {
    RECORDER
        .try_with(|slot| {
            slot.try_borrow()
                .map_or(true, |recorder| recorder.is_some())
        })
        .unwrap_or(false)
}

/// Whether the execution is over for good.
pub(super) fn is_abandoned() -> bool {
    ABANDONED.try_with(Cell::get).unwrap_or(true)
}

/// Whether loom is at work on behalf of [`by_loom`].
pub(super) fn is_asking_loom() -> bool {
    ASKING.get()
}

/// Calls `f` with the recorder of this check.
///
/// # Panics
///
/// If no model is being checked on this thread.
pub(super) fn with<R>(f: impl FnOnce(&mut Recorder) -> R) -> R {
    if is_abandoned() {
        stop_here();
    }
    RECORDER.with(|slot| {
        f(slot.borrow_mut().as_mut().expect(
            "this type belongs to the engine `loomed`: it works only inside a model that loom checks",
        ))
    })
}

/// Forgets the last execution; the calling thread becomes lane 0 of the next.
pub(super) fn begin_execution() {
    with(|recorder| {
        recorder.executions += 1;
        recorder.execution = Execution::default();
        recorder.add_lane(Some("main"));
    });
}

/// The verdict of a check that came to its end.
pub(super) fn finish(passed: impl FnOnce(&Recorder) -> Passed) {
    RECORDER.with(|slot| {
        if let Some(recorder) = slot.borrow().as_ref() {
            // The receiver waits for exactly one verdict.
            let _ = recorder.verdict.send(Ok(passed(recorder)));
        }
    });
}

/// Ends the check with this failure. Its threads stay where they are: unwinding them would run destructors that call into
/// an execution which no longer exists, and that aborts the process.
pub(super) fn abandon(evidence: &Evidence) -> ! {
    send_failure(evidence);
    stop_here()
}

/// Sends the failure; whatever happens to this thread afterwards, the asker has its answer.
pub(super) fn send_failure(evidence: &Evidence) {
    if is_abandoned() {
        return;
    }
    ABANDONED.set(true);
    RECORDER.with(|slot| {
        if let Some(recorder) = slot.borrow_mut().take() {
            let verdict = recorder.verdict.clone();
            let _ = verdict.send(Err(diagnosis::failure(recorder, evidence)));
        }
    });
}

/// Writes the failure at once: the process is about to end.
pub(super) fn print_failure() {
    ABANDONED.set(true);
    let recorder = RECORDER.with(|slot| slot.borrow_mut().take());
    if let Some(recorder) = recorder {
        let title = recorder.settings.title();
        // On a stack that is large enough for it.
        let printed = std::thread::spawn(move || {
            let failure = diagnosis::failure(recorder, &Evidence::Panic);
            say(&format!("model {title}: {failure}\n"));
        });
        // Whether it could be printed or not, the process ends.
        let _ = printed.join();
    }
}

/// This thread of the system is never used again.
fn stop_here() -> ! {
    loop {
        std::thread::park();
    }
}

impl Recorder {
    /// Makes a thread known, and gives its lane.
    pub fn add_lane(&mut self, name: Option<&str>) -> usize {
        let execution = &mut self.execution;
        let lane = execution.trace.lanes.len();
        let name = name.map_or_else(|| format!("thread {lane}"), str::to_string);
        execution.trace.lanes.push(Lane { name: name.clone() });
        execution.announced.push(None);
        self.threads = self.threads.max(lane + 1);
        // Each thread is an object too: others spawn, join and unpark it.
        let ObjectId(object) = self.add_object(ObjectKind::Thread, None);
        self.execution.trace.objects[object].name = name;
        self.execution.lane_objects.push(ObjectId(object));
        lane
    }

    /// Makes an object known; `initial` is the value that a load may see before any store.
    pub fn add_object(&mut self, kind: ObjectKind, initial: Option<String>) -> ObjectId {
        let execution = &mut self.execution;
        let number = execution
            .trace
            .objects
            .iter()
            .filter(|object| object.kind == kind)
            .count();
        let name = format!("{} {number}", kind.word());
        execution.trace.objects.push(Object { name, kind });
        execution.holders.push(Vec::new());
        execution.stores.push(
            initial
                .map(|value| (ReadsFrom::Initial, value))
                .into_iter()
                .collect(),
        );
        ObjectId(execution.trace.objects.len() - 1)
    }

    fn log(&mut self, mut event: Event) {
        let execution = &mut self.execution;
        let index = execution.trace.events.len();
        if let Some(object) = event.object {
            let stores = &mut execution.stores[object];
            if let Some(read) = &event.read {
                event.reads_from = source_of(stores, read, event.written.is_some());
            }
            if let Some(written) = &event.written {
                stores.push((ReadsFrom::Event(index), written.clone()));
            }
        }
        execution.trace.events.push(event);
    }
}

/// Whose store a load of `value` saw. A read-modify-write sees the latest store; a load is known by its value only.
fn source_of(stores: &[(ReadsFrom, String)], value: &str, latest: bool) -> Option<ReadsFrom> {
    if latest {
        return stores.last().map(|(source, _)| *source);
    }
    let mut same = stores.iter().filter(|(_, stored)| stored == value);
    let first = same.next()?.0;
    Some(if same.next().is_some() {
        ReadsFrom::OneOf
    } else {
        first
    })
}

/// Makes an object of the running execution known.
pub(super) fn object(kind: ObjectKind, initial: Option<String>) -> ObjectId {
    with(|recorder| recorder.add_object(kind, initial))
}

/// Gives an object its name.
pub(super) fn name(ObjectId(object): ObjectId, name: &str) {
    with(|recorder| recorder.execution.trace.objects[object].name = name.to_string());
}

/// An announced operation of the running lane.
pub(super) struct Step {
    lane: usize,
}

impl Step {
    /// Announces an operation, before loom is asked to do it.
    pub fn announce(
        operation: Operation,
        object: Option<ObjectId>,
        ordering: Option<Ordering>,
        location: Location,
    ) -> Self {
        with(|recorder| {
            let lane = recorder.execution.running;
            recorder.execution.announced[lane] = Some(Event {
                object: object.map(|ObjectId(object)| object),
                ordering,
                location: Some(location),
                ..Event::new(lane, operation)
            });
            Step { lane }
        })
    }

    /// Logs that the operation has taken effect; `fill` adds what is known now. Gives the index of the row.
    pub fn done(self, fill: impl FnOnce(&mut Event)) -> usize {
        with(|recorder| {
            recorder.execution.running = self.lane;
            let announced = recorder.execution.announced[self.lane].take();
            let mut event = announced.expect("an operation is announced before it is done");
            fill(&mut event);
            recorder.log(event);
            recorder.execution.trace.events.len() - 1
        })
    }

    /// The lane has got so far: now it wants to do this, and may have to wait for it.
    pub fn turn_into(&self, operation: Operation, ObjectId(object): ObjectId) {
        with(|recorder| {
            if let Some(event) = &mut recorder.execution.announced[self.lane] {
                event.operation = operation;
                event.object = Some(object);
            }
        });
    }

    /// Logs a step that belongs to the announced operation, which goes on.
    pub fn meanwhile(&self, event: impl FnOnce(&Event) -> Event) {
        with(|recorder| {
            let announced = recorder.execution.announced[self.lane].as_ref();
            let event = event(announced.expect("the operation goes on"));
            recorder.log(event);
        });
    }
}

/// Logs an operation that has no scheduling point: it took effect at once.
pub(super) fn at_once(event: impl FnOnce(usize) -> Event) {
    with(|recorder| {
        let event = event(recorder.execution.running);
        recorder.log(event);
    });
}

/// Calls loom, which may let other threads run before it comes back to this one. A panic of loom's own ends the check
/// here: code under test must not catch it.
pub(super) fn by_loom<R>(operation: impl FnOnce() -> R) -> R {
    let lane = running();
    ASKING.set(true);
    let result = match catch_unwind(AssertUnwindSafe(operation)) {
        Ok(result) => result,
        Err(payload) => abandon(&Evidence::outside(&*payload)),
    };
    ASKING.set(false);
    with(|recorder| recorder.execution.running = lane);
    result
}

/// Notes that the running lane holds `object`.
pub(super) fn acquired(ObjectId(object): ObjectId) {
    with(|recorder| {
        let lane = recorder.execution.running;
        recorder.execution.holders[object].push(lane);
    });
}

/// Notes that the code of a thread begins: what panics now is not loom.
pub(super) fn loom_has_started_a_thread() {
    ASKING.set(false);
}

/// Notes that `lane` no longer holds `object`.
pub(super) fn released(ObjectId(object): ObjectId, lane: usize) {
    with(|recorder| {
        let holders = &mut recorder.execution.holders[object];
        if let Some(place) = holders.iter().position(|holder| *holder == lane) {
            holders.remove(place);
        }
    });
}

/// The lane whose code is running.
pub(super) fn running() -> usize {
    with(|recorder| recorder.execution.running)
}
