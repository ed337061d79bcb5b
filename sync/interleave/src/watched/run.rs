//! Models on watched threads: the closure is run again and again, with noise that makes rare schedules less rare.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use super::noise::Run;
use super::picture::Cast;
use super::record::{Record, with_this};
use super::world;
use crate::outcome;
use crate::trace::Trace;
use crate::{Failure, FailureKind, Model, Passed};

/// Runs `f` many times on watched threads and prints how often. See [`Model`] for settings.
///
/// # Panics
///
/// If a run panics. A run that gets stuck ends the process with a report.
#[track_caller]
pub fn model<F: Fn() + Send + Sync + 'static>(f: F) {
    let model = Model::new();
    outcome::report(&model, run(&model, f));
}

/// The failure that some run of `f` shows. Noise helps, but only a model checker is sure to meet it.
///
/// # Panics
///
/// If no run fails.
#[track_caller]
pub fn failure_of<F: Fn() + Send + Sync + 'static>(f: F) -> Failure {
    let model = Model::new();
    outcome::expect_failure(&model.title(), run(&model, f))
}

/// Runs `f` as often as [`Model::runs`] says, each time with other noise, stopping at the first panic.
///
/// # Errors
///
/// The panic of the failing run, with the last steps of its threads.
pub fn run<F: Fn() + Send + Sync + 'static>(model: &Model, f: F) -> Result<Passed, Failure> {
    let start = Instant::now();
    let this = with_this(Arc::clone);
    let mut threads = 1;
    for execution in 1..=model.runs {
        world::begin_run(&this);
        let (led, _leading) = Run::lead(execution, model.spurious_wake_ups);
        let result = catch_unwind(AssertUnwindSafe(&f));
        threads = threads.max(led.peak());
        if let Err(payload) = result {
            return Err(Failure {
                kind: FailureKind::Panic,
                message: outcome::panic_message(&*payload),
                location: None,
                executions: execution,
                trace: trace_of_family(&this),
            });
        }
    }
    let mut not_explored = vec!["all other schedules".to_string()];
    if !model.spurious_wake_ups {
        not_explored.push("spurious wake-ups".to_string());
    }
    Ok(Passed {
        executions: model.runs,
        threads,
        elapsed: start.elapsed(),
        not_explored,
    })
}

/// What `this` and all that belong to it did last.
fn trace_of_family(this: &Record) -> Trace {
    let mut world = world::world();
    let family = world.family(this);
    Cast::everybody(&mut world, family).trace(&world)
}
