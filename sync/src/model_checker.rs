//! A model checker of one's own: it runs real threads, one at a time, and tries every order of their steps, depth first.
//!
//! Each access to something shared is a *step*. Before it, a thread says under which condition it can go on, and waits for its turn. When
//! all threads have said so, the checker picks one that can go on; it notes which, and which others it could have picked. In the next
//! execution it repeats these choices up to the last one that has an alternative, and takes that. When no choice has an alternative left, every interleaving
//! was run.
//!
//! Each execution begins from nothing, so the checker stores no state of the program: *stateless* search (Godefroid, *Model checking for programming
//! languages using `VeriSoft`*, POPL 1997). It sees every interleaving and nothing else: every access takes effect at once and in order, whatever its memory
//! ordering. What weak memory adds is loom's business, and what makes large programs feasible, to run one of many equal orders only, is
//! *partial-order reduction*.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What came out.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every interleaving was run.
    Passed {
        /// How many there were.
        executions: u64,
    },
    /// One of them failed: who took the steps, in order.
    Failed {
        /// In which execution.
        execution: u64,
        /// What `check` said, or a thread's panic, or `deadlock`.
        why: String,
        /// The number of the thread that took each step.
        schedule: Vec<usize>,
    },
}

/// Who can go on now. `None`: running, or ended.
type Condition = Box<dyn Fn() -> bool + Send>;

#[derive(Default)]
struct Table {
    waiting: Vec<Option<Condition>>,
    running: usize,
    turn: Option<usize>,
    panic: Option<String>,
    over: bool,
}

/// Where threads and checker meet.
#[derive(Default)]
struct Baton {
    table: Mutex<Table>,
    changed: Condvar,
}

thread_local! {
    /// The execution that this thread is part of, and its number there.
    static ME: RefCell<Option<(Arc<Baton>, usize)>> = const { RefCell::new(None) };
}

/// The execution is over, and this thread stands before a step that it will never take.
struct Abandoned;

impl Baton {
    fn table(&self) -> MutexGuard<'_, Table> {
        // Threads under test may panic, but not while they hold this lock.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, table: MutexGuard<'a, Table>) -> MutexGuard<'a, Table> {
        self.changed
            .wait(table)
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Stands still until it is this thread's turn.
    fn step(&self, me: usize, condition: Condition) {
        let mut table = self.table();
        table.waiting[me] = Some(condition);
        table.running -= 1;
        self.changed.notify_all();
        while table.turn != Some(me) {
            if table.over {
                drop(table);
                // Unwinds the thread without a word.
                resume_unwind(Box::new(Abandoned));
            }
            table = self.wait(table);
        }
        table.turn = None;
    }

    fn end(&self, outcome: thread::Result<()>) {
        let mut table = self.table();
        if table.over {
            return;
        }
        table.running -= 1;
        if let Err(panic) = outcome {
            let words = panic.downcast_ref::<String>().cloned();
            table.panic = words.or(panic.downcast_ref::<&str>().map(ToString::to_string));
        }
        self.changed.notify_all();
    }
}

/// A step that can be taken at any time.
pub fn step() {
    step_when(|| true);
}

/// A step that can be taken when `condition` holds. Outside a check it does nothing.
pub fn step_when(condition: impl Fn() -> bool + Send + 'static) {
    let me = ME.with_borrow(Clone::clone);
    if let Some((baton, me)) = me {
        baton.step(me, Box::new(condition));
    }
}

/// A thread of the program under test.
pub type Body = Box<dyn FnOnce() + Send>;

/// Runs the threads that `make` makes, anew for each execution, in every order of their steps. `check` runs after all have
/// ended, and says what is wrong, if anything is.
pub fn check<C: FnOnce() -> Result<(), String>>(make: impl Fn() -> (Vec<Body>, C)) -> Verdict {
    // The choices of the last execution: which of how many, and which thread that was.
    let mut path: Vec<(usize, usize, usize)> = Vec::new();
    for execution in 1.. {
        let (bodies, check) = make();
        let ended = run(bodies, &mut path);
        let failed = ended.or_else(|| check().err());
        if let Some(why) = failed {
            let schedule = path.iter().map(|(.., thread)| *thread).collect();
            return Verdict::Failed {
                execution,
                why,
                schedule,
            };
        }
        // Back to the last choice that has an alternative left.
        while path.last().is_some_and(|(choice, of, _)| choice + 1 == *of) {
            path.pop();
        }
        match path.last_mut() {
            Some((choice, ..)) => *choice += 1,
            None => {
                return Verdict::Passed {
                    executions: execution,
                };
            }
        }
    }
    unreachable!("the loop has no end but the two above")
}

/// One execution: along `path`, and then always the first choice. What went wrong.
fn run(bodies: Vec<Body>, path: &mut Vec<(usize, usize, usize)>) -> Option<String> {
    let baton = Arc::new(Baton::default());
    {
        let mut table = baton.table();
        table.waiting = bodies.iter().map(|_| None).collect();
        table.running = bodies.len();
    }
    let threads: Vec<_> = (0..)
        .zip(bodies)
        .map(|(me, body)| {
            let baton = Arc::clone(&baton);
            thread::spawn(move || {
                ME.set(Some((Arc::clone(&baton), me)));
                baton.end(catch_unwind(AssertUnwindSafe(body)));
            })
        })
        .collect();

    let mut depth = 0;
    let failed = loop {
        let mut table = baton.table();
        while table.running > 0 {
            table = baton.wait(table);
        }
        if table.panic.is_some() {
            break table.panic.take();
        }
        let waits = |me: &usize| table.waiting[*me].is_some();
        let can = |me: &usize| {
            table.waiting[*me]
                .as_ref()
                .is_some_and(|condition| condition())
        };
        let ready: Vec<usize> = (0..table.waiting.len()).filter(can).collect();
        if ready.is_empty() {
            let stuck = (0..table.waiting.len()).any(|me| waits(&me));
            break stuck.then(|| "deadlock".to_string());
        }
        if depth == path.len() {
            path.push((0, ready.len(), ready[0]));
        }
        let next = ready[path[depth].0];
        path[depth].2 = next;
        depth += 1;
        table.waiting[next] = None;
        table.running = 1;
        table.turn = Some(next);
        baton.changed.notify_all();
    };
    path.truncate(depth);

    baton.table().over = true;
    baton.changed.notify_all();
    for thread in threads {
        // What it had to say is in the table.
        let _ = thread.join();
    }
    failed
}
