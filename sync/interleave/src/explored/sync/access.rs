//! What a step on an atomic does to clocks, histories and the trace, whatever the type of its value.

use std::sync::atomic::Ordering;

use crate::explored::clock::Clock;
use crate::explored::execution::{current, step};
use crate::explored::fingerprint::{Fingerprint, of_text};
use crate::explored::handle::Handle;
use crate::explored::object::{Shared, State};
use crate::explored::run::Run;
use crate::explored::step::Step;
use crate::trace::{Location, Operation, ReadsFrom};

use Ordering::{AcqRel, Acquire, Release, SeqCst};

/// A value that fits into an atomic.
pub(super) trait Value: Copy {
    fn content(self, run: &mut Run, thread: usize) -> Fingerprint;
    fn text(self) -> String;
}

/// What a step on an atomic did.
pub(super) struct Access<T> {
    pub(super) operation: Operation,
    pub(super) ordering: Ordering,
    pub(super) read: Option<T>,
    pub(super) written: Option<T>,
}

pub(super) fn acquires(ordering: Ordering) -> bool {
    matches!(ordering, Acquire | AcqRel | SeqCst)
}

pub(super) fn releases(ordering: Ordering) -> bool {
    matches!(ordering, Release | AcqRel | SeqCst)
}

pub(super) fn new_atomic<T: Value>(value: T) -> Handle {
    let handle = Handle::new(Shared::new(State::Atomic { last_write: None }));
    if let Some((execution, me)) = current() {
        let content = value.content(&mut execution.lock(), me);
        handle.begin_with(content, Some(value.text()));
    }
    handle
}

/// Takes a step on an atomic: `act` does it for real and says what it read and wrote.
pub(super) fn access<T: Value, R>(
    handle: Handle,
    announced: Step,
    act: impl Fn() -> (Access<T>, R),
) -> R {
    let index = handle.index();
    step(announced.on(index), |run, me| {
        let (access, result) = act();
        if run.store.clocks_matter {
            synchronise(run, me, index, &access);
        }
        note(run, me, index, &access);
        result
    })
    .unwrap_or_else(|| act().1)
}

/// Moves clocks as the ordering says.
fn synchronise<T: Value>(run: &mut Run, me: usize, index: usize, access: &Access<T>) {
    let mut clock = std::mem::take(&mut run.object(index).clock);
    let clocks = &mut run.thread(me).clocks;
    if access.read.is_some() {
        let learns = if acquires(access.ordering) {
            &mut clocks.now
        } else {
            &mut clocks.acquirable
        };
        learns.join(&clock);
    }
    if access.written.is_some() {
        if access.read.is_none() {
            // A plain store begins a new release sequence; a read-modify-write continues the old one.
            clock = Clock::default();
        }
        clock.join(if releases(access.ordering) {
            &clocks.now
        } else {
            &clocks.released
        });
    }
    run.object(index).clock = clock;
}

/// Writes the step into history, object and trace.
fn note<T: Value>(run: &mut Run, me: usize, index: usize, access: &Access<T>) {
    if access.ordering != SeqCst {
        let phrase = "stale values that weak orderings allow";
        run.store.left_out.insert(phrase);
    }
    let mut event = run.event(me);
    event.operation = access.operation;
    event.ordering = Some(access.ordering);
    let State::Atomic { last_write } = run.object(index).state else {
        unreachable!("an atomic stays one");
    };
    if let Some(read) = access.read {
        let seen = read.content(run, me);
        run.observe(me, seen);
        event.read = Some(read.text());
        event.reads_from = Some(last_write.map_or(ReadsFrom::Initial, ReadsFrom::Event));
    }
    if let Some(written) = access.written {
        run.something_changed();
        let content = written.content(run, me);
        let text = written.text();
        event.written = Some(text.clone());
        let this = run.events.len();
        let object = run.object(index);
        object.content = content;
        object.text = Some(text);
        object.state = State::Atomic {
            last_write: Some(this),
        };
    }
    run.events.push(event);
}

/// Announces an operation with the value that it is given.
pub(super) fn announce(
    operation: Operation,
    value: &str,
    ordering: Ordering,
    place: Location,
) -> Step {
    let content = of_text(value);
    Step::new(operation, place)
        .with(content, value.to_string())
        .ordered(ordering)
}
