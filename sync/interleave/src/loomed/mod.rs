//! loom with a memory: every operation is recorded, and a failing execution becomes a time line.
//!
//! The types are those of std, in a thin layer over loom's ([`loom`] 0.7.3): each operation notes who did what, where, with
//! which value. That adds no execution. What loom lacks is built here so that it counts as one step each: channels with
//! a bound and an end, barriers, scoped threads, time-outs, and wake-ups without reason.
//!
//! A passing check is no proof. loom tries every order of operations that can matter to it, under the C11 memory model
//! with these gaps: at most five threads; `SeqCst` accesses count as `AcqRel`; load buffering is not tried; a plain load
//! of one thread can hide another thread's (so some orders of plain loads and stores are missed, and
//! [`Model::sequential`] is exact where they matter). Waits: `notify_one` wakes the longest sleeper. Locks: a panic
//! that poisons one fails the check when the lock is next taken, even if it was caught.
//!
//! A failing execution is abandoned where it stands: its threads are not unwound, since destructors that call into it
//! would abort the process. Its memory, and one sleeping thread of the system, remain until the process ends.

pub mod cell;
mod diagnosis;
pub mod hint;
mod local;
mod panics;
mod record;
mod sleeping;
pub mod sync;
pub mod thread;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Instant;

use crate::outcome;
use crate::{Failure, Model, Passed};

use diagnosis::Evidence;

/// Checks `f` under every interleaving that loom knows and prints how many executions that took. See [`Model`] for
/// settings.
///
/// # Panics
///
/// If an execution fails, after printing its time line.
#[track_caller]
pub fn model<F: Fn() + Send + Sync + 'static>(f: F) {
    let model = Model::new();
    outcome::report(&model, run(&model, f));
}

/// The failure that `f`, a broken twin, must show.
///
/// # Panics
///
/// If no execution fails.
#[track_caller]
pub fn failure_of<F: Fn() + Send + Sync + 'static>(f: F) -> Failure {
    let model = Model::new();
    outcome::expect_failure(&model.title(), run(&model, f))
}

/// Checks `f` and hands back what came out.
///
/// # Errors
///
/// The failing execution, if there is one.
pub fn run<F: Fn() + Send + Sync + 'static>(model: &Model, f: F) -> Result<Passed, Failure> {
    panics::install_hook();
    let start = Instant::now();
    let (verdict, asked) = mpsc::channel();
    let settings = model.clone();
    // A thread of its own: loom keeps state in thread-locals, and a failed check leaves its thread behind.
    let spawned = std::thread::Builder::new()
        .name(model.title())
        .spawn(move || {
            record::start(settings.clone(), verdict);
            let mut builder = loom::model::Builder::new();
            builder.max_threads = thread::MOST_THREADS;
            builder.max_branches = settings.steps;
            builder.preemption_bound = settings.preemptions.or(builder.preemption_bound);
            builder.location = true;
            let check = || {
                builder.check(move || {
                    record::begin_execution();
                    thread::enter(thread::Thread::main());
                    thread::guarded(&f);
                });
            };
            match catch_unwind(AssertUnwindSafe(check)) {
                Ok(()) => record::finish(|recorder| Passed {
                    executions: recorder.executions,
                    threads: recorder.threads,
                    elapsed: start.elapsed(),
                    not_explored: diagnosis::not_explored(recorder),
                }),
                Err(payload) => record::send_failure(&Evidence::outside(&*payload)),
            }
        });
    spawned.expect("the system has room for one more thread");
    asked.recv().expect("every check sends its verdict")
}
