//! A plain variable. Two accesses without an order between them, one of them writing, end the execution as a data race.

use crate::explored::execution::step;
use crate::explored::fingerprint::of_text;
use crate::explored::handle::{Handle, Show, debug_text, place, written_by};
use crate::explored::object::{Accesses, Shared, State};
use crate::explored::run::Run;
use crate::explored::step::Step;
use crate::trace::{Location, Operation, Outcome};
use crate::{FailureKind, Named, Shown};

/// [`std::cell::UnsafeCell`] whose accesses are checked.
///
/// An access is no point at which threads are switched: in a program without data races that changes nothing, and a
/// data race is found by what happens before what, in every schedule in which both accesses occur.
#[derive(Debug)]
pub struct UnsafeCell<T> {
    handle: Handle,
    show: Option<Show<T>>,
    value: std::cell::UnsafeCell<T>,
}

impl<T> UnsafeCell<T> {
    /// A cell holding `value`.
    pub fn new(value: T) -> Self {
        let handle = Handle::new(Shared::new(State::Cell(Accesses::default())));
        made(handle);
        UnsafeCell {
            handle,
            show: None,
            value: std::cell::UnsafeCell::new(value),
        }
    }

    /// The value, with the cell used up.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }

    /// Reads through a shared pointer, valid during `f`. The caller of the pointer vouches that nobody writes.
    #[track_caller]
    pub fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        let index = self.handle.index();
        step(
            Step::new(Operation::CellRead, place()).on(index).silently(),
            |run, me| {
                if access(run, me, index, false) {
                    let mut event = run.event(me);
                    event.read.clone_from(&run.object(index).text);
                    run.events.push(event);
                    let content = run.object(index).content;
                    run.observe(me, content);
                }
            },
        );
        f(self.value.get())
    }

    /// Writes through a mutable pointer, valid during `f`. The caller vouches that nobody else reads or writes.
    #[track_caller]
    pub fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        let index = self.handle.index();
        let allowed = step(
            Step::new(Operation::CellWrite, place())
                .on(index)
                .silently(),
            |run, me| {
                let allowed = access(run, me, index, true);
                if allowed {
                    // A writer may read first.
                    let content = run.object(index).content;
                    run.observe(me, content);
                    let content = written_by::<T>(run, me, None);
                    run.object(index).content = content;
                    let event = run.event(me);
                    run.events.push(event);
                }
                allowed
            },
        );
        let result = f(self.value.get());
        if allowed.is_some()
            && let Some(show) = self.show
        {
            // SAFETY: `f` has ended, and with it the access that its caller vouches for; one explored thread runs at
            // a time, and this one has not given way since.
            let text = show(unsafe { &*self.value.get() });
            after_write(index, text);
        }
        result
    }

    /// The value, with the borrow checker as the proof that nobody else is there.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

/// Who makes a cell writes it first.
fn made(handle: Handle) {
    if let Some((execution, me)) = crate::explored::execution::current() {
        let mut run = execution.lock();
        let step = run.thread(me).clocks.now.of(me);
        if let State::Cell(accesses) = &mut run.object(handle.index()).state {
            accesses.writes.note(me, step);
        }
    }
}

/// Shows what a write has left behind; the text takes the place of the history as identity of the content.
fn after_write(index: usize, text: String) {
    let (execution, _) = crate::explored::execution::here();
    let mut run = execution.lock();
    if let Some(event) = run.events.last_mut() {
        event.written = Some(text.clone());
    }
    let object = run.object(index);
    object.content = of_text(&text);
    object.text = Some(text);
}

/// Notes an access, or ends the execution if another one is not ordered before it; whether it may go on.
fn access(run: &mut Run, me: usize, index: usize, writes: bool) -> bool {
    let now = run.thread(me).clocks.now.clone();
    let mut event = run.event(me);
    let place = event.location.unwrap_or_else(Location::caller);
    let State::Cell(accesses) = &mut run.object(index).state else {
        unreachable!("a cell stays one");
    };
    let written = accesses.writes.not_known_to(&now);
    let read = accesses.reads.not_known_to(&now).filter(|_| writes);
    let other = written.map(|other| (other, "write", &accesses.write_places));
    let other = other.or(read.map(|other| (other, "read", &accesses.read_places)));
    if let Some((other, what, places)) = other {
        let there = places.iter().find(|(thread, _)| *thread == other);
        let there = there.map_or_else(String::new, |(_, place)| format!(" at {place}"));
        let verb = if writes { "writes" } else { "reads" };
        let me = &run.store.lanes[me].name;
        let other = &run.store.lanes[other].name;
        let name = &run.store.objects[index].name;
        let message = format!(
            "{me} {verb} {name} at {place}, and nothing orders this after the {what} by {other}{there}"
        );
        event.outcome = Outcome::Failed;
        run.events.push(event);
        run.fail(FailureKind::DataRace, message, Some(place));
        return false;
    }
    let (clock, places) = if writes {
        (&mut accesses.writes, &mut accesses.write_places)
    } else {
        (&mut accesses.reads, &mut accesses.read_places)
    };
    clock.note(me, now.of(me));
    places.retain(|(thread, _)| *thread != me);
    places.push((me, place));
    true
}

impl<T: Default> Default for UnsafeCell<T> {
    fn default() -> Self {
        UnsafeCell::new(T::default())
    }
}

impl<T> Named for UnsafeCell<T> {
    fn named(self, name: &str) -> Self {
        self.handle.rename(name);
        self
    }
}

impl<T: std::fmt::Debug> Shown for UnsafeCell<T> {
    fn shown(mut self) -> Self {
        self.show = Some(debug_text);
        let text = debug_text(self.value.get_mut());
        self.handle.begin_with(of_text(&text), Some(text));
        self
    }
}
