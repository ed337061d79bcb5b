//! Real threads: std under the names that every engine has.
//!
//! Types are std's own, so modelled code runs at full speed in lessons and benches. What std lacks is thin: a cell
//! with loom's shape, and [`run`], which repeats a closure on real threads and can only hope to meet a bad schedule.

pub mod cell;
mod names;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use crate::outcome;
use crate::trace::Trace;
use crate::{Failure, FailureKind, Model, Passed, STUCK_EXIT_CODE};

pub use std::hint;
pub use std::sync;
pub use std::thread;

/// How long one run may take before the watchdog ends the process: a hang would otherwise hang the caller for ever.
const RUN_LIMIT: Duration = Duration::from_secs(60);

/// Runs `f` many times on real threads and prints how often. See [`Model`] for settings.
///
/// # Panics
///
/// If a run panics.
#[track_caller]
pub fn model<F: Fn() + Send + Sync + 'static>(f: F) {
    let model = Model::new();
    outcome::report(&model, run(&model, f));
}

/// The failure that some run of `f` shows. Real threads may never meet it: use it only where every run fails.
///
/// # Panics
///
/// If no run fails.
#[track_caller]
pub fn failure_of<F: Fn() + Send + Sync + 'static>(f: F) -> Failure {
    let model = Model::new();
    outcome::expect_failure(&model.title(), run(&model, f))
}

/// Runs `f` as often as [`Model::runs`] says, stopping at the first panic.
///
/// # Errors
///
/// The panic of the failing run, without a trace: real threads leave none.
pub fn run<F: Fn() + Send + Sync + 'static>(model: &Model, f: F) -> Result<Passed, Failure> {
    let start = Instant::now();
    let watchdog = Watchdog::start(model.title());
    for execution in 1..=model.runs {
        watchdog.run_begins();
        if let Err(payload) = catch_unwind(AssertUnwindSafe(&f)) {
            return Err(Failure {
                kind: FailureKind::Panic,
                message: outcome::panic_message(&*payload),
                location: None,
                executions: execution,
                trace: Trace::default(),
            });
        }
    }
    Ok(Passed {
        executions: model.runs,
        threads: 0,
        elapsed: start.elapsed(),
        not_explored: vec!["all other schedules".to_string()],
    })
}

/// Ends the process when a run takes longer than [`RUN_LIMIT`].
struct Watchdog {
    begins: sync::mpsc::Sender<()>,
}

impl Watchdog {
    fn start(title: String) -> Self {
        let (begins, heard) = sync::mpsc::channel();
        thread::spawn(move || {
            loop {
                match heard.recv_timeout(RUN_LIMIT) {
                    Ok(()) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => {
                        let limit = RUN_LIMIT.as_secs();
                        outcome::say(&format!("model {title}: a run did not end in {limit} s\n"));
                        std::process::exit(STUCK_EXIT_CODE);
                    }
                }
            }
        });
        Watchdog { begins }
    }

    fn run_begins(&self) {
        // The watchdog ends only after this sender: the send cannot fail.
        let _ = self.begins.send(());
    }
}
