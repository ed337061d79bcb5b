//! From what loom says, and what the recorder knows, to a failure in words.

use std::any::Any;

use super::record::{Execution, ObjectId, Recorder};
use super::thread::{MAIN_STACK_KIB, MOST_THREADS, STACK_BYTES};
use crate::outcome::panic_message;
use crate::trace::{Event, Location, Operation, Outcome, Trace};
use crate::{Failure, FailureKind, timeline};

/// How a check was found to have failed.
pub(super) enum Evidence {
    /// A panic of loom's own, with its message.
    Loom(String),
    /// A panic that left a thread of the model; the recorder has its message.
    Panic,
    /// The model has started one thread too many.
    TooManyThreads,
    /// A thread of the model has used up its stack.
    StackOverflow,
}

impl Evidence {
    /// From a panic that came out of loom as a whole. loom's own have a text; the switch of stacks, which finds a stack
    /// used up, panics with a value of its own.
    pub fn outside(payload: &(dyn Any + Send)) -> Self {
        if payload.is::<&str>() || payload.is::<String>() {
            Evidence::Loom(panic_message(payload))
        } else {
            Evidence::StackOverflow
        }
    }
}

/// The failure that ends a check.
pub(super) fn failure(recorder: Recorder, evidence: &Evidence) -> Failure {
    let Recorder {
        executions,
        execution,
        settings,
        ..
    } = recorder;
    let kind = kind_of(evidence);
    let (message, location) = match kind {
        FailureKind::Deadlock => (deadlock(&execution), None),
        FailureKind::DataRace => data_race(&execution),
        FailureKind::NoProgress => (no_progress(&execution, settings.steps), None),
        FailureKind::Limit => (limit(evidence), None),
        _ => panic(&execution, evidence),
    };
    let mut trace = picture(execution, kind);
    timeline::mark_decisive(&mut trace, kind);
    Failure {
        kind,
        message,
        location,
        executions,
        trace,
    }
}

/// Told apart by how loom 0.7 begins its messages.
fn kind_of(evidence: &Evidence) -> FailureKind {
    match evidence {
        Evidence::TooManyThreads | Evidence::StackOverflow => FailureKind::Limit,
        Evidence::Loom(message) if message.contains("deadlock; threads =") => FailureKind::Deadlock,
        Evidence::Loom(message) if message.contains("Causality violation") => FailureKind::DataRace,
        Evidence::Loom(message) if message.contains("maximum number of branches") => {
            FailureKind::NoProgress
        }
        Evidence::Loom(message) if message.contains("leaked") => FailureKind::Leak,
        Evidence::Loom(_) | Evidence::Panic => FailureKind::Panic,
    }
}

/// The log, and below it where the threads stand.
fn picture(execution: Execution, kind: FailureKind) -> Trace {
    let Execution {
        mut trace,
        announced,
        running,
        holders,
        lane_objects,
        ..
    } = execution;
    if kind == FailureKind::Panic {
        if let Some(last) = trace
            .events
            .iter_mut()
            .rev()
            .find(|event| event.operation == Operation::Panic)
        {
            last.outcome = Outcome::Failed;
        }
        return trace;
    }
    for (lane, event) in announced.into_iter().enumerate() {
        let Some(mut event) = event else { continue };
        event.outcome = if kind == FailureKind::Deadlock {
            Outcome::Blocked {
                held_by: blockers(&event, &holders, &lane_objects),
            }
        } else if lane == running {
            Outcome::Failed
        } else {
            // It was about to do this, and could have.
            continue;
        };
        trace.events.push(event);
    }
    trace
}

/// The lanes that a blocked event waits for, as far as they are known.
fn blockers(event: &Event, holders: &[Vec<usize>], lane_objects: &[ObjectId]) -> Vec<usize> {
    let Some(object) = event.object else {
        return Vec::new();
    };
    if event.operation == Operation::Join {
        let joined = lane_objects
            .iter()
            .position(|lane| *lane == ObjectId(object));
        return joined.into_iter().collect();
    }
    holders[object].clone()
}

fn deadlock(execution: &Execution) -> String {
    let blocked: Vec<String> = execution
        .announced
        .iter()
        .flatten()
        .map(|event| stuck(execution, event))
        .collect();
    if blocked.is_empty() {
        "every thread waits".to_string()
    } else {
        blocked.join("; ")
    }
}

/// `main waits for right at lock_order.rs:34, held by thread 1 since lock_order.rs:33`
fn stuck(execution: &Execution, event: &Event) -> String {
    let trace = &execution.trace;
    let who = &trace.lanes[event.lane].name;
    let place = event
        .location
        .map(|place| format!(" at {place}"))
        .unwrap_or_default();
    let object = event
        .object
        .map_or(String::new(), |object| trace.objects[object].name.clone());
    match event.operation {
        Operation::Wait => format!("{who} sleeps on {object}{place} and nobody will notify it"),
        Operation::Park => format!("{who} is parked{place} and nobody will unpark it"),
        Operation::Join => format!("{who} waits for the end of {object}{place}"),
        Operation::Receive => {
            format!("{who} waits to receive from {object}{place}: a sender still lives")
        }
        Operation::Send => format!("{who} waits to send to {object}{place}: nobody receives"),
        Operation::Meet => format!("{who} waits at {object}{place} for more threads"),
        _ => {
            let held: Vec<String> = blockers(event, &execution.holders, &execution.lane_objects)
                .into_iter()
                .map(|lane| holder(execution, lane, event))
                .collect();
            let held = if held.is_empty() {
                String::new()
            } else {
                format!(", held by {}", held.join(" and "))
            };
            format!("{who} waits for {object}{place}{held}")
        }
    }
}

/// `thread 1 since lock_order.rs:33`
fn holder(execution: &Execution, lane: usize, wanted: &Event) -> String {
    let trace = &execution.trace;
    let who = if lane == wanted.lane {
        "itself"
    } else {
        &trace.lanes[lane].name
    };
    let took = trace.events.iter().rev().find(|event| {
        event.lane == lane && event.object == wanted.object && event.operation != Operation::Unlock
    });
    let since = took
        .and_then(|event| event.location)
        .map(|place| format!(" since {place}"));
    format!("{who}{}", since.unwrap_or_default())
}

fn data_race(execution: &Execution) -> (String, Option<Location>) {
    let trace = &execution.trace;
    let Some(access) = execution.announced[execution.running].as_ref() else {
        return (
            "two accesses without an order between them".to_string(),
            None,
        );
    };
    let object = access
        .object
        .map_or("", |object| &trace.objects[object].name);
    let say = |event: &Event| {
        let who = &trace.lanes[event.lane].name;
        let verb = if event.operation == Operation::CellRead {
            "reads"
        } else {
            "writes"
        };
        let place = event
            .location
            .map(|place| format!(" at {place}"))
            .unwrap_or_default();
        format!("{who} {verb} {object}{place}")
    };
    let conflicts = |other: &&Event| {
        other.object == access.object
            && other.lane != access.lane
            && (other.operation == Operation::CellWrite || access.operation == Operation::CellWrite)
    };
    let other = trace.events.iter().rev().find(conflicts);
    let other = other.map_or("another access".to_string(), say);
    let message = format!("{}, {other}, and nothing orders the two", say(access));
    (message, access.location)
}

fn no_progress(execution: &Execution, steps: usize) -> String {
    let trace = &execution.trace;
    let busy = trace
        .events
        .iter()
        .rev()
        .find(|event| event.operation != Operation::Yield);
    let busy = busy.map(|event| {
        let step = trace.step(event);
        format!(
            ": {} still goes on with {step}",
            trace.lanes[event.lane].name
        )
    });
    format!(
        "an execution did not end within {steps} steps{}",
        busy.unwrap_or_default()
    )
}

fn limit(evidence: &Evidence) -> String {
    match evidence {
        Evidence::TooManyThreads => format!(
            "loom models {MOST_THREADS} threads, main and helpers for clocks and spurious wake-ups included; this model \
             starts one more"
        ),
        _ => format!(
            "a thread needs more stack than it has, {MAIN_STACK_KIB} KiB for main and {} KiB for others: keep large \
             values on the heap, and recursion short",
            STACK_BYTES / 1024
        ),
    }
}

fn panic(execution: &Execution, evidence: &Evidence) -> (String, Option<Location>) {
    match (evidence, &execution.panic) {
        // loom's locks give up when a panic has poisoned them. What went wrong is that panic, even if it was caught.
        (Evidence::Loom(message), said) if said.is_none() || !message.contains("Poison") => {
            (message.trim().to_string(), None)
        }
        (_, Some((lane, message, place))) => {
            let who = &execution.trace.lanes[*lane].name;
            let at = place
                .map(|place| format!(" at {place}"))
                .unwrap_or_default();
            (format!("{who} panicked{at}: {message}"), *place)
        }
        (_, None) => ("a thread panicked".to_string(), None),
    }
}

/// Words for what a passing check did not look at.
pub(super) fn not_explored(recorder: &Recorder) -> Vec<String> {
    let Recorder { settings, used, .. } = recorder;
    let mut gaps = Vec::new();
    if let Some(bound) = settings.preemptions {
        gaps.push(format!(
            "more than {}",
            crate::outcome::count(bound as u64, "preemption")
        ));
    }
    if used.waits && !settings.spurious_wake_ups {
        gaps.push("spurious wake-ups".to_string());
    }
    if settings.sequential {
        gaps.push("weak memory".to_string());
    } else if used.sequentially_consistent_accesses {
        gaps.push("what SeqCst adds to AcqRel".to_string());
    }
    gaps
}
