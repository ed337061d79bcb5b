//! One record of what threads did, from which every picture is drawn.
//!
//! loom's failing execution, the explorer's shortest failing schedule and the report of a watched program are all a
//! [`Trace`]: lanes (threads), objects (locks, atomics, channels) and events in the order in which they took effect.
//! A scheduler's Gantt chart is one too: its events carry a [`Span`] of time.
//!
//! As JSON (feature `json`) a trace is one object with the field `format`, whose value is [`FORMAT`]; `trace.schema.json`
//! beside this file says what it holds. Additions keep the number after the slash; a change that an old reader would misread
//! raises it.

pub use std::sync::atomic::Ordering;

/// Name and version of this format, written into every JSON file.
pub const FORMAT: &str = "interleave.trace/1";

/// What some threads did, in the order in which it took effect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Trace {
    /// One lane per thread; lane 0 is the thread that ran the model.
    pub lanes: Vec<Lane>,
    /// What the threads shared.
    pub objects: Vec<Object>,
    /// What happened, earliest first. Blocked and failed operations stand at the end.
    pub events: Vec<Event>,
}

/// A column of the picture: a thread, a task, or a CPU.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Lane {
    /// The thread's name, or `main`, `thread 1`, `thread 2`, … in spawning order.
    pub name: String,
}

/// Something that threads share.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Object {
    /// The name given by [`Named`](crate::Named), or kind and number: `mutex 0`.
    pub name: String,
    /// What it is.
    pub kind: ObjectKind,
}

/// What a shared object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "json",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum ObjectKind {
    /// An atomic variable.
    Atomic,
    /// A plain variable: [`UnsafeCell`](crate::cell::UnsafeCell).
    Cell,
    /// A mutual exclusion lock.
    Mutex,
    /// A reader-writer lock.
    RwLock,
    /// A condition variable.
    Condvar,
    /// A barrier.
    Barrier,
    /// A channel.
    Channel,
    /// A thread, as the target of `join`, `park` and `unpark`.
    Thread,
}

impl ObjectKind {
    /// The kind as a word: `mutex`, `condvar`, …
    pub fn word(self) -> &'static str {
        match self {
            ObjectKind::Atomic => "atomic",
            ObjectKind::Cell => "cell",
            ObjectKind::Mutex => "mutex",
            ObjectKind::RwLock => "rwlock",
            ObjectKind::Condvar => "condvar",
            ObjectKind::Barrier => "barrier",
            ObjectKind::Channel => "channel",
            ObjectKind::Thread => "thread",
        }
    }
}

/// One step of one thread.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Event {
    /// Index into [`Trace::lanes`]: who did it.
    pub lane: usize,
    /// What was done.
    pub operation: Operation,
    /// Index into [`Trace::objects`]: to what.
    pub object: Option<usize>,
    /// The value that the step observed, as `Debug` prints it.
    pub read: Option<String>,
    /// The value that the step left behind.
    pub written: Option<String>,
    /// The memory ordering, for atomics and fences.
    #[cfg_attr(feature = "json", serde(serialize_with = "ordering_as_text"))]
    pub ordering: Option<Ordering>,
    /// Where in the program.
    pub location: Option<Location>,
    /// For a load: whose store it saw.
    pub reads_from: Option<ReadsFrom>,
    /// Whether it happened.
    pub outcome: Outcome,
    /// A row without which the failure cannot be understood; drawn with a mark.
    pub decisive: bool,
    /// When, for pictures with a time axis.
    pub span: Option<Span>,
}

impl Event {
    /// A finished step without object, values or place; fill in what is known with struct update syntax.
    pub fn new(lane: usize, operation: Operation) -> Self {
        Event {
            lane,
            operation,
            object: None,
            read: None,
            written: None,
            ordering: None,
            location: None,
            reads_from: None,
            outcome: Outcome::Done,
            decisive: false,
            span: None,
        }
    }
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "json",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Operation {
    /// Read an atomic.
    Load,
    /// Wrote an atomic.
    Store,
    /// Read and wrote an atomic in one step; the text is the method, such as `fetch_add`.
    ReadModifyWrite(&'static str),
    /// A compare-exchange that found the expected value.
    CompareExchange,
    /// A compare-exchange that found another value and wrote nothing.
    CompareExchangeFailed,
    /// A memory fence.
    Fence,
    /// Read a plain variable.
    CellRead,
    /// Wrote a plain variable.
    CellWrite,
    /// Took a mutex.
    Lock,
    /// Tried a mutex or rwlock without waiting and got it.
    TryLock,
    /// Tried a mutex or rwlock without waiting and did not get it.
    TryLockFailed,
    /// Released a mutex or rwlock.
    Unlock,
    /// Took an rwlock for reading.
    LockShared,
    /// Took an rwlock for writing.
    LockExclusive,
    /// Released the mutex and fell asleep on a condition variable.
    Wait,
    /// Came back from a wait with the mutex held.
    Woken,
    /// Came back from a wait because time was up.
    TimedOut,
    /// Came back from a wait although nobody notified.
    WokenSpuriously,
    /// Woke one waiter, if there was one.
    NotifyOne,
    /// Woke all waiters.
    NotifyAll,
    /// Slept until the thread's token was there, and took it.
    Park,
    /// Made another thread's token available.
    Unpark,
    /// Gave way to others.
    Yield,
    /// Started a thread; the object is the new thread.
    Spawn,
    /// Waited for a thread to end; the object is that thread.
    Join,
    /// Put a message into a channel.
    Send,
    /// Took a message out of a channel.
    Receive,
    /// Dropped the last handle of one side of a channel.
    Disconnect,
    /// Found the other side of a channel gone.
    FoundDisconnected,
    /// Met the others at a barrier.
    Meet,
    /// Ended.
    Finish,
    /// Panicked; `written` holds the message.
    Panic,
    /// Held a CPU, or was busy with the thing that `written` names; has a span.
    Run,
}

impl Operation {
    /// The step as the methods of std call it: `load`, `lock`, `notify_one`, …
    pub fn word(self) -> &'static str {
        match self {
            Operation::Load => "load",
            Operation::Store => "store",
            Operation::ReadModifyWrite(method) => method,
            Operation::CompareExchange => "compare_exchange",
            Operation::CompareExchangeFailed => "compare_exchange failed",
            Operation::Fence => "fence",
            Operation::CellRead => "read",
            Operation::CellWrite => "write",
            Operation::Lock => "lock",
            Operation::TryLock => "try_lock",
            Operation::TryLockFailed => "try_lock failed",
            Operation::Unlock => "unlock",
            Operation::LockShared => "lock shared",
            Operation::LockExclusive => "lock exclusive",
            Operation::Wait => "wait",
            Operation::Woken => "woken",
            Operation::TimedOut => "timed out",
            Operation::WokenSpuriously => "woken spuriously",
            Operation::NotifyOne => "notify_one",
            Operation::NotifyAll => "notify_all",
            Operation::Park => "park",
            Operation::Unpark => "unpark",
            Operation::Yield => "yield",
            Operation::Spawn => "spawn",
            Operation::Join => "join",
            Operation::Send => "send",
            Operation::Receive => "receive",
            Operation::Disconnect => "disconnect",
            Operation::FoundDisconnected => "found disconnected",
            Operation::Meet => "meet",
            Operation::Finish => "finish",
            Operation::Panic => "panic",
            Operation::Run => "run",
        }
    }
}

/// Whether a step happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "json",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Outcome {
    /// It took effect.
    Done,
    /// It never could: the thread stands here for ever.
    Blocked {
        /// Lanes that hold what it waits for.
        held_by: Vec<usize>,
    },
    /// It broke a rule: an assertion, a data race.
    Failed,
}

/// The store that a load saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "json",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
pub enum ReadsFrom {
    /// The value that the object was made with.
    Initial,
    /// The event with this index in [`Trace::events`].
    Event(usize),
    /// A store of the same value by one of several events: they cannot be told apart.
    OneOf,
}

/// A stretch of time. The unit is the picture's: microseconds of a run, ticks of a simulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Span {
    /// First instant.
    pub start: u64,
    /// First instant after it.
    pub end: u64,
}

/// A place in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Location {
    /// Path as the compiler saw it.
    pub file: &'static str,
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1.
    pub column: u32,
}

impl Location {
    /// The place of the caller of a `#[track_caller]` function.
    #[track_caller]
    pub fn caller() -> Self {
        std::panic::Location::caller().into()
    }

    /// The file's name without its folders.
    pub fn file_name(&self) -> &'static str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(self.file)
    }
}

impl From<&'static std::panic::Location<'static>> for Location {
    fn from(place: &'static std::panic::Location<'static>) -> Self {
        Location {
            file: place.file(),
            line: place.line(),
            column: place.column(),
        }
    }
}

impl std::fmt::Display for Location {
    /// `file.rs:12`, short enough for a column.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file_name(), self.line)
    }
}

impl Trace {
    /// The step without lane and place: `load counter -> 0`, `store counter <- 1`, `lock left fork`.
    ///
    /// Tests pin failures by these words; they say who did what, not how it is laid out.
    pub fn step(&self, event: &Event) -> String {
        step(event, &self.objects)
    }

    /// The step with its thread: `main: load counter -> 0`; a blocked one ends in `(blocked)`.
    pub fn sentence(&self, event: &Event) -> String {
        let blocked = matches!(event.outcome, Outcome::Blocked { .. });
        format!(
            "{}: {}{}",
            self.lanes[event.lane].name,
            self.step(event),
            if blocked { " (blocked)" } else { "" }
        )
    }

    /// Whether events whose [`sentence`](Trace::sentence) starts with the given texts occur in this order, with
    /// anything between them.
    pub fn shows(&self, steps: &[&str]) -> bool {
        let mut wanted = steps.iter().peekable();
        for event in &self.events {
            let Some(next) = wanted.peek() else { break };
            if self.sentence(event).starts_with(**next) {
                wanted.next();
            }
        }
        wanted.peek().is_none()
    }

    /// This trace as JSON in the format [`FORMAT`].
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> String {
        #[derive(serde::Serialize)]
        struct Document<'a> {
            format: &'static str,
            #[serde(flatten)]
            trace: &'a Trace,
        }
        serde_json::to_string(&Document {
            format: FORMAT,
            trace: self,
        })
        .expect("a trace holds only strings and numbers")
    }
}

/// [`Trace::step`], for an engine that has no trace yet.
pub(crate) fn step(event: &Event, objects: &[Object]) -> String {
    let mut text = event.operation.word().to_string();
    if let Some(object) = event.object {
        text.push(' ');
        text.push_str(&objects[object].name);
    }
    if let Some(read) = &event.read {
        text.push_str(" -> ");
        text.push_str(read);
    }
    if let Some(written) = &event.written {
        text.push_str(if event.operation == Operation::Panic {
            ": "
        } else {
            " <- "
        });
        text.push_str(written);
    }
    text
}

#[cfg(feature = "json")]
#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde sets the signature"
)]
pub(crate) fn ordering_as_text<S: serde::Serializer>(
    ordering: &Option<Ordering>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    use serde::Serialize;
    ordering
        .map(|ordering| format!("{ordering:?}"))
        .serialize(serializer)
}
