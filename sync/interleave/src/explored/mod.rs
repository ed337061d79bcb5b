//! Every sequentially consistent interleaving of a small closure.
//!
//! The closure runs for real, on OS threads, one at a time. Before each operation on something shared a thread says
//! what it is about to do and waits for its turn; so a schedule can be repeated, and every schedule tried. A state is
//! what all threads have observed so far, and what the shared objects hold: two schedules that lead to the same state
//! have the same future and are explored once. That is why 66 million interleavings can be checked in seconds.
//!
//! What is explored: every order of the steps of all threads, whom `notify_one` wakes, whether time is up, and, if the
//! [`Model`] says so, wake-ups without reason. What is not: stale values that weak orderings allow (loom's business).
//! Orderings still count for [`cell::UnsafeCell`]: its data races are found by what happens before what.
//!
//! The closure must do the same whenever the same schedule is repeated, and end. What its threads share must be made
//! inside it; std's `thread_local!` is not, for an OS thread serves many executions. A loop that waits for others must
//! yield. What a lock, cell or channel holds is known by the history of its last writer, or, if it is
//! [`Shown`](crate::Shown), by its `Debug` text: fewer states, as long as the text tells all.
//!
//! ```
//! use interleave::explored::sync::Arc;
//! use interleave::explored::sync::atomic::{AtomicU32, Ordering::Relaxed};
//! use interleave::{FailureKind, explored, explored::thread};
//!
//! let failure = explored::failure_of(|| {
//!     let counter = Arc::new(AtomicU32::new(0));
//!     let other = thread::spawn({
//!         let counter = Arc::clone(&counter);
//!         move || counter.store(counter.load(Relaxed) + 1, Relaxed)
//!     });
//!     counter.store(counter.load(Relaxed) + 1, Relaxed);
//!     other.join().unwrap();
//!     assert_eq!(counter.load(Relaxed), 2);
//! });
//! assert_eq!(failure.kind, FailureKind::Panic);
//! ```

pub mod cell;
mod clock;
mod execution;
mod fingerprint;
pub mod graph;
mod handle;
pub mod hint;
mod lane;
mod object;
mod panics;
mod picture;
mod plan;
mod run;
mod schedule;
mod search;
mod step;
mod store;
pub mod sync;
pub mod thread;
mod words;
mod workers;

use std::time::Instant;

use crate::trace::Trace;
use crate::{Failure, FailureKind, Model, Passed, outcome};

pub use graph::Graph;

use graph::Bug;
use plan::Plan;
use search::Search;
use store::Course;

/// Explores every interleaving of `f` and prints how many there are. See [`Model`] for settings.
///
/// # Panics
///
/// If one fails, after printing the shortest that does.
#[track_caller]
pub fn model<F: Fn() + Send + Sync + 'static>(f: F) {
    let model = Model::new();
    outcome::report(&model, run(&model, f));
}

/// The shortest failing interleaving of `f`, a broken twin.
///
/// # Panics
///
/// If none fails.
#[track_caller]
pub fn failure_of<F: Fn() + Send + Sync + 'static>(f: F) -> Failure {
    let model = Model::new();
    outcome::expect_failure(&model.title(), run(&model, f))
}

/// Explores every interleaving of `f`. [`Passed::executions`] counts interleavings; schedules that meet in a state are
/// counted apart but run on together.
///
/// # Errors
///
/// The shortest failing interleaving.
pub fn run<F: Fn() + Send + Sync + 'static>(model: &Model, f: F) -> Result<Passed, Failure> {
    Search::new(model, f, false).verdict()
}

/// Every state of `f`, and every step between them. Failing interleavings are part of it.
///
/// # Errors
///
/// If the graph has no end: more states than the engine keeps, or an interleaving that does not end.
pub fn graph<F: Fn() + Send + Sync + 'static>(model: &Model, f: F) -> Result<Graph, Failure> {
    let start = Instant::now();
    let mut search = Search::new(model, f, true);
    let explored = search.explore();
    let whole = explored.is_ok() && search.store.course != Course::Over;
    if whole {
        return Ok(search.graph());
    }
    match search.outcome(start, explored) {
        Err(failure) => Err(failure),
        Ok(_) => unreachable!("a search that stops early has a reason"),
    }
}

/// One interleaving, and how it ended.
#[derive(Clone, Debug)]
pub struct Followed {
    /// What happened.
    pub trace: Trace,
    /// What went wrong, if something did.
    pub bug: Option<Bug>,
}

/// Runs `f` by a schedule: whose step comes first, second, third. When the schedule is used up, the thread that has
/// waited longest goes on, until the end. Where a thread's step has several outcomes, its first is taken.
///
/// Threads are numbered as in [`Graph::threads`]; steps are those of the graph, so spawning, joining and yielding are
/// not counted.
///
/// # Errors
///
/// If the schedule names a thread that cannot step there ([`FailureKind::Limit`]).
pub fn follow<F: Fn() + Send + Sync + 'static>(
    f: F,
    schedule: &[usize],
) -> Result<Followed, Failure> {
    let mut search = Search::new(&Model::new(), f, false);
    let followed = search.follow(Plan::follow_lanes(schedule));
    match followed.fault {
        Some(fault) if fault.kind == FailureKind::Limit => {
            Err(search::failure(fault, 1, followed.trace))
        }
        fault => Ok(Followed {
            trace: followed.trace,
            bug: fault.map(|fault| Bug {
                kind: fault.kind,
                text: fault.message,
                lines: fault.location.into_iter().collect(),
            }),
        }),
    }
}
