//! What is known of one thread: [`Record`], and how a thread finds its own.

use std::backtrace::Backtrace;
use std::cell::OnceCell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::time::Instant;

use super::noise::Run;
use super::object::{Holder, Identity, Ticket, Waitable, lock};
use super::{outsiders, world};
use crate::kept;
use crate::trace::{Location, ObjectKind, Operation};

/// A place in the program, as the compiler hands it to `#[track_caller]` functions.
pub(super) type Place = &'static std::panic::Location<'static>;

/// How many of its last steps a thread remembers for the picture.
const REMEMBERED: usize = 12;

/// One thread, from its first watched operation, or its spawning, to its end.
pub(super) struct Record {
    /// Counts threads in the order in which they became known; never used twice.
    pub number: u32,
    /// `main`, the name that the thread was given, or `thread 3`.
    pub label: &'static str,
    origin: Origin,
    /// The run of a model that this thread belongs to.
    pub run: Option<Arc<Run>>,
    /// The system's number of this thread; 0 before it runs, and on systems that do not say.
    pub system_id: AtomicU64,
    /// Some member of this thread's family, as [`world`] counts them.
    pub family: AtomicU32,
    pub life: Mutex<Life>,
    steps: Mutex<VecDeque<Step>>,
    signal: Signal,
}

/// How a thread came to be watched.
enum Origin {
    /// Made by this engine; the guest is the thread that the line of spawning began with.
    Spawned { guest: Arc<Record> },
    /// Made elsewhere, and seen when it first used a watched object.
    Guest(Guest),
}

struct Guest {
    is_main: bool,
    /// Whether it was given a name.
    has_name: bool,
    /// Where it stood when it was first seen. It has no names yet: they are found when they are needed.
    stack: Option<Backtrace>,
    runs_a_test: OnceLock<bool>,
}

/// The end of a thread, and its parking place.
#[derive(Default)]
pub(super) struct Life {
    pub ended: bool,
    pub panicked: bool,
    pub joiners: Vec<Ticket>,
    /// The token of `park` and `unpark`.
    pub token: bool,
    pub parked: Option<Ticket>,
    /// Who last called `unpark`, and where.
    pub unparked: Option<(Holder, Place)>,
}

/// One remembered step.
#[derive(Clone)]
pub(super) struct Step {
    /// The place in the order of all steps of the process.
    pub order: u64,
    pub operation: Operation,
    pub object: Option<Identity>,
    pub place: Option<Place>,
    pub read: Option<String>,
    pub written: Option<String>,
}

impl Record {
    /// The calling thread, made by somebody else.
    fn guest() -> Arc<Self> {
        let thread = std::thread::current();
        let is_main = thread.name() == Some("main");
        let number = next_number();
        let label = match thread.name() {
            Some(name) => kept::text(name),
            None => kept::text(&format!("outside thread {number}")),
        };
        let guest = Guest {
            is_main,
            has_name: thread.name().is_some(),
            stack: (!is_main).then(Backtrace::force_capture),
            runs_a_test: OnceLock::new(),
        };
        let record = Record::new(number, label, Origin::Guest(guest), None);
        record.note_system_id();
        Arc::new(record)
    }

    /// A thread that `parent` is about to start.
    pub fn spawned(parent: &Arc<Record>, name: Option<&str>, ordinal: u32) -> Arc<Self> {
        let guest = match &parent.origin {
            Origin::Spawned { guest } => Arc::clone(guest),
            Origin::Guest(_) => Arc::clone(parent),
        };
        let label = kept::text(name.unwrap_or(&format!("thread {ordinal}")));
        let run = parent.run.clone().or_else(Run::of_this_thread);
        let record = Record::new(next_number(), label, Origin::Spawned { guest }, run);
        record.family.store(
            parent.family.load(Relaxed),
            Relaxed, /* families only grow: a stale one is found again */
        );
        Arc::new(record)
    }

    fn new(number: u32, label: &'static str, origin: Origin, run: Option<Arc<Run>>) -> Self {
        Record {
            number,
            label,
            origin,
            run,
            system_id: AtomicU64::new(0),
            family: AtomicU32::new(0),
            life: Mutex::default(),
            steps: Mutex::new(VecDeque::with_capacity(REMEMBERED)),
            signal: Signal::default(),
        }
    }

    fn note_system_id(&self) {
        // Relaxed: a watcher that still reads 0 takes this thread for one that may act, which is so.
        self.system_id.store(outsiders::this_thread(), Relaxed);
    }

    /// Whether this thread was made elsewhere.
    pub fn is_guest(&self) -> bool {
        matches!(self.origin, Origin::Guest(_))
    }

    /// Whether this thread was made elsewhere, and named there.
    pub fn is_named_guest(&self) -> bool {
        matches!(&self.origin, Origin::Guest(guest) if guest.has_name)
    }

    /// Whether this thread can be trusted to act on nothing but what its family touches; `None` if that is not known
    /// before [`find_origin`](Record::find_origin).
    ///
    /// It holds for the main thread, for libtest's threads, which share nothing, and for what they spawn. A thread of
    /// some pool may get work from anybody.
    pub fn keeps_to_its_family(&self) -> Option<bool> {
        if self.guest_behind().is_main {
            Some(true)
        } else {
            self.belongs_to_a_test()
        }
    }

    /// Whether this thread is one of libtest's, or was spawned by one; `None` if that is not known before
    /// [`find_origin`](Record::find_origin).
    pub fn belongs_to_a_test(&self) -> Option<bool> {
        self.guest_behind().runs_a_test.get().copied()
    }

    /// Looks up who started the line of threads that this one comes from. Takes a tenth of a second the first time.
    pub fn find_origin(&self) {
        let guest = self.guest_behind();
        guest.runs_a_test.get_or_init(|| {
            let stack = guest.stack.as_ref();
            stack.is_some_and(|stack| stack.to_string().contains(" test::run_test"))
        });
    }

    fn guest_behind(&self) -> &Guest {
        match &self.origin {
            Origin::Spawned { guest } => guest.guest_behind(),
            Origin::Guest(guest) => guest,
        }
    }

    /// Adds a step to the last few that this thread remembers.
    pub fn note(&self, operation: Operation, object: Option<Identity>, place: Option<Place>) {
        self.note_values(operation, object, place, None, None);
    }

    /// The same, with the values seen and left behind.
    pub fn note_values(
        &self,
        operation: Operation,
        object: Option<Identity>,
        place: Option<Place>,
        read: Option<String>,
        written: Option<String>,
    ) {
        static ORDER: AtomicU64 = AtomicU64::new(0);
        let step = Step {
            // Relaxed: the number alone matters; a lock taken between two steps orders their numbers.
            order: ORDER.fetch_add(1, Relaxed),
            operation,
            object,
            place,
            read,
            written,
        };
        let mut steps = lock(&self.steps);
        if steps.len() == REMEMBERED {
            steps.pop_front();
        }
        steps.push_back(step);
    }

    /// The remembered steps, earliest first.
    pub fn steps(&self) -> Vec<Step> {
        lock(&self.steps).iter().cloned().collect()
    }

    /// Forgets the steps of an earlier run.
    pub fn forget_steps(&self) {
        lock(&self.steps).clear();
    }

    /// This thread as something to wait for.
    pub fn as_object(&self) -> Identity {
        Identity {
            kind: ObjectKind::Thread,
            number: self.number,
            name: Some(self.label),
            made: None,
        }
    }

    /// Lets the wait with this number end, whether it has begun or not.
    pub fn signal(&self, wait: u64) {
        *lock(&self.signal.woken) = wait;
        self.signal.changed.notify_one();
    }

    /// Whether the wait with this number was told to end.
    pub fn is_signalled(&self, wait: u64) -> bool {
        *lock(&self.signal.woken) == wait
    }

    /// Sleeps until the wait with this number is told to end; `false` if time was up before.
    pub fn sleep(&self, wait: u64, deadline: Option<Instant>) -> bool {
        let mut woken = lock(&self.signal.woken);
        while *woken != wait {
            woken = match deadline {
                None => self
                    .signal
                    .changed
                    .wait(woken)
                    .unwrap_or_else(std::sync::PoisonError::into_inner),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return false;
                    }
                    self.signal
                        .changed
                        .wait_timeout(woken, left)
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .0
                }
            };
        }
        true
    }
}

/// Where a thread of this engine sleeps. std's parking is left alone: other code may use its token.
#[derive(Default)]
struct Signal {
    /// The number of the last wait that was told to end.
    woken: Mutex<u64>,
    changed: Condvar,
}

impl Waitable for Record {
    fn identity(&self) -> Identity {
        self.as_object()
    }

    fn holders(&self, operation: Operation) -> Vec<Holder> {
        // Whoever joins waits for this thread to act. Nobody can be named who would unpark it.
        if operation == Operation::Join && !lock(&self.life).ended {
            vec![Holder {
                thread: self.number,
                label: self.label,
                since: None,
            }]
        } else {
            Vec::new()
        }
    }

    fn meaning(&self, operation: Operation, name: &dyn Fn(&Holder) -> String) -> Vec<String> {
        if operation == Operation::Join {
            return Vec::new();
        }
        match &lock(&self.life).unparked {
            None => vec!["nobody has called unpark for it".to_string()],
            Some((who, place)) => vec![
                format!(
                    "the last unpark came from {} at {}",
                    name(who),
                    Location::from(*place)
                ),
                "an earlier park took its token".to_string(),
            ],
        }
    }
}

thread_local! {
    static THIS: This = const { This(OnceCell::new()) };
}

/// The calling thread's record; its drop is the end of a thread that was made elsewhere.
struct This(OnceCell<Arc<Record>>);

impl Drop for This {
    fn drop(&mut self) {
        if let Some(record) = self.0.get() {
            world::end(record, false);
        }
    }
}

/// Calls `f` with the calling thread's record, made if need be.
pub(super) fn with_this<R>(f: impl FnOnce(&Arc<Record>) -> R) -> R {
    // Either the cell's owner or the fallback runs `f`: it lies here for whichever it is.
    let mut f = Some(f);
    let result = THIS.try_with(|this| {
        let record = this.0.get_or_init(new_guest);
        f.take().map(|f| f(record))
    });
    if let Ok(Some(result)) = result {
        return result;
    }
    // The thread is past its end, in the destructor of some thread-local value.
    let record = new_guest();
    let f = f.take().expect("nobody ran it");
    let result = f(&record);
    world::end(&record, false);
    result
}

fn new_guest() -> Arc<Record> {
    let record = Record::guest();
    world::enter_guest(&record);
    record
}

/// Makes `record` the calling thread's own: the first thing that a spawned thread does.
pub(super) fn become_this(record: &Arc<Record>) {
    record.note_system_id();
    THIS.with(|this| {
        let fresh = this.0.set(Arc::clone(record)).is_ok();
        debug_assert!(fresh, "a thread enters before it uses anything watched");
    });
}

fn next_number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Relaxed) // Relaxed: uniqueness is all that is asked.
}
