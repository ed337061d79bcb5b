//! One execution: where every thread stands, what every object holds, and who goes next.

use std::collections::HashMap;
use std::sync::Arc;

use crate::FailureKind;
use crate::trace::{Event, Location, ObjectKind, Operation, Outcome};

use super::clock::Clock;
use super::fingerprint::{Fingerprint, Fingerprinter, fingerprint, of_text};
use super::lane::{Clocks, Standing, Thread, WokenBy};
use super::object::{Shared, State};
use super::plan::{Mode, Plan};
use super::step::{Choice, Step};
use super::store::{Course, Store};
use super::workers::Workers;

/// What of [`Model`](crate::Model) concerns one execution.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) steps: usize,
    pub(super) preemptions: Option<usize>,
    pub(super) spurious_wake_ups: bool,
    /// How many states are kept.
    pub(super) states: usize,
}

/// One execution.
pub(super) struct Run {
    pub(super) settings: Settings,
    /// What is known from all executions so far.
    pub(super) store: Store,
    pub(super) workers: Workers,
    pub(super) plan: Plan,
    pub(super) threads: Vec<Option<Thread>>,
    pub(super) objects: Vec<Option<Shared>>,
    pub(super) events: Vec<Event>,
    /// Steps taken, silent ones included.
    pub(super) steps: usize,
    pub(super) ending: Option<Ending>,
    /// The execution is over; threads that are still there unwind.
    pub(super) abandoned: bool,
    /// Who took the last step that had alternatives, and how often such a thread was interrupted.
    pub(super) last: Option<usize>,
    pub(super) preemptions: usize,
    /// Scoped threads that nobody has joined yet: scope, thread.
    pub(super) scoped: Vec<(usize, usize)>,
    /// What identifies each pointer that was seen: addresses differ from run to run.
    pointers: HashMap<usize, Fingerprint>,
}

/// How an execution ended.
pub(super) enum Ending {
    Finished,
    /// The state was known, or the schedule to follow was used up.
    CutShort,
    Failed(Fault),
}

/// What went wrong.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) kind: FailureKind,
    pub(super) message: String,
    pub(super) location: Option<Location>,
}

impl Run {
    pub(super) fn new(settings: Settings, store: Store, workers: Workers, plan: Plan) -> Self {
        Run {
            settings,
            store,
            workers,
            plan,
            threads: Vec::new(),
            objects: Vec::new(),
            events: Vec::new(),
            steps: 0,
            ending: None,
            abandoned: false,
            last: None,
            preemptions: 0,
            scoped: Vec::new(),
            pointers: HashMap::new(),
        }
    }

    pub(super) fn thread(&mut self, thread: usize) -> &mut Thread {
        self.threads[thread]
            .as_mut()
            .unwrap_or_else(|| unreachable!("a thread is announced by its spawn"))
    }

    pub(super) fn object(&mut self, object: usize) -> &mut Shared {
        self.objects[object]
            .as_mut()
            .unwrap_or_else(|| unreachable!("an object is announced by its constructor"))
    }

    /// The threads of this execution with their indices.
    pub(super) fn present(&self) -> impl Iterator<Item = (usize, &Thread)> {
        let numbered = self.threads.iter().enumerate();
        numbered.filter_map(|(index, thread)| Some((index, thread.as_ref()?)))
    }

    /// Makes room for a thread that `parent` spawns, which starts when nothing more urgent is left to do.
    pub(super) fn add_thread(&mut self, parent: Option<usize>, name: Option<String>) -> usize {
        let nth = parent.map_or(0, |parent| {
            let parent = self.thread(parent);
            parent.children += 1;
            parent.children
        });
        let index = self.store.thread(parent.unwrap_or(0), nth, name);
        if self.threads.len() <= index {
            self.threads.resize_with(index + 1, || None);
        }
        let now = parent.map_or_else(Clock::default, |parent| {
            self.thread(parent).clocks.now.clone()
        });
        let place = Location::caller();
        self.threads[index] = Some(Thread {
            standing: Standing::Ready,
            history: fingerprint(&[index as u128]),
            step: Some(Step::new(Operation::Yield, place).silently()),
            choice: Choice::Go,
            token: false,
            yielded: false,
            looks: 0,
            time_outs: 0,
            wake: WokenBy::Nobody,
            woke_spuriously: false,
            clocks: Clocks {
                now,
                ..Clocks::default()
            },
            children: 0,
            made: 0,
            turn: 0,
            gate: Arc::default(),
            job: None,
        });
        let object = self.store.lane_object(index);
        self.put_object(object, Shared::new(State::Thread));
        self.store.most_threads = self.store.most_threads.max(self.present().count());
        index
    }

    /// The threads of a scope that nobody has joined yet, which now somebody does.
    pub(super) fn scoped_threads(&mut self, scope: usize) -> Vec<usize> {
        let mine = self.scoped.extract_if(.., |&mut (other, _)| other == scope);
        mine.map(|(_, thread)| thread).collect()
    }

    /// Registers what `maker` made; the index is the same in every execution.
    pub(super) fn add_object(&mut self, maker: usize, object: Shared) -> usize {
        let thread = self.thread(maker);
        thread.made += 1;
        let nth = thread.made;
        let kind = object.kind();
        let index = self.store.object(maker, nth, kind);
        if kind == ObjectKind::Cell && !self.store.clocks_matter {
            // States merged without clocks may hide a race: the exploration starts again, with clocks.
            self.store.clocks_matter = true;
            self.store.course = Course::Again;
        }
        self.put_object(index, object);
        index
    }

    fn put_object(&mut self, index: usize, object: Shared) {
        if self.objects.len() <= index {
            self.objects.resize_with(index + 1, || None);
        }
        self.objects[index] = Some(object);
    }

    /// The event of the step that `thread` is taking, as far as it was announced.
    pub(super) fn event(&mut self, thread: usize) -> Event {
        let step = self.thread(thread).step.clone();
        let step = step.unwrap_or_else(|| unreachable!("a running thread takes a step"));
        Event {
            object: step.object,
            ordering: step.ordering,
            location: Some(step.location),
            ..Event::new(thread, step.operation)
        }
    }

    /// A wait may end without reason, where the settings do not rule that out.
    pub(super) fn note_wait(&mut self) {
        if !self.settings.spurious_wake_ups {
            self.store.left_out.insert("spurious wake-ups");
        }
    }

    /// Adds to the history of `thread` what its step has shown it.
    pub(super) fn observe(&mut self, thread: usize, what: Fingerprint) {
        let thread = self.thread(thread);
        thread.history = fingerprint(&[thread.history, what]);
    }

    /// What identifies a pointer: who first showed it, and when in its history.
    pub(super) fn pointer(&mut self, thread: usize, address: usize) -> Fingerprint {
        if address == 0 {
            return 0;
        }
        let Thread { history, made, .. } = *self.thread(thread);
        *self
            .pointers
            .entry(address)
            .or_insert_with(|| fingerprint(&[history, u128::from(made)]))
    }

    /// The whole state: equal fingerprints have equal futures.
    pub(super) fn state(&self) -> Fingerprint {
        let clocks = self.store.clocks_matter;
        let mut printer = Fingerprinter::new();
        for (index, thread) in self.present() {
            printer.add(index as u128).add(thread.history);
            let flags = [
                thread.standing as u128,
                u128::from(thread.token),
                u128::from(thread.yielded),
                u128::from(thread.looks),
                u128::from(thread.time_outs),
                thread.wake as u128,
                u128::from(thread.woke_spuriously),
            ];
            for flag in flags {
                printer.add(flag);
            }
            if let (Standing::Ready, Some(step)) = (thread.standing, &thread.step) {
                printer.add(step.object.map_or(0, |object| object as u128 + 1));
                printer.add(step.operand.as_ref().map_or(0, |operand| operand.content));
                printer.add(of_text(step.operation.word()));
            }
            if clocks {
                let Clocks {
                    now,
                    released,
                    acquirable,
                    token,
                } = &thread.clocks;
                for clock in [now, released, acquirable, token] {
                    printer.add_all(clock.counts());
                }
            }
        }
        for (index, object) in self.objects.iter().enumerate() {
            if let Some(object) = object {
                printer.add(index as u128);
                object.add_to(&mut printer, clocks);
            }
        }
        if let Some(Ending::Failed(fault)) = &self.ending {
            printer.add(fault.kind as u128 + 1);
        }
        if self.settings.preemptions.is_some() {
            printer.add(self.last.map_or(0, |last| last as u128 + 1));
            printer.add(self.preemptions as u128);
        }
        printer.finish()
    }

    /// Ends the execution with a fault.
    pub(super) fn fail(&mut self, kind: FailureKind, message: String, location: Option<Location>) {
        if self.ending.is_some() {
            return;
        }
        if self.plan.repeats() {
            self.not_repeatable();
            return;
        }
        self.ending = Some(Ending::Failed(Fault {
            kind,
            message,
            location,
        }));
        self.note_end(Some(kind));
    }

    /// Too many steps: a thread spins, or the schedule may go on for ever.
    pub(super) fn give_up(&mut self) {
        if self.plan.mode() == Mode::Completing {
            self.ending = Some(Ending::CutShort);
            return;
        }
        let limit = self.settings.steps;
        let spinner = self.last.unwrap_or(0);
        let name = &self.store.lanes[spinner].name;
        let message = format!(
            "no end after {limit} steps; {name} was last to go on: a loop that waits for others must call \
             `hint::spin_loop` or `thread::yield_now`, and somebody must change what it waits for"
        );
        let place = self.thread(spinner).step.as_ref().map(|step| step.location);
        self.store.course = Course::Over;
        self.fail(FailureKind::NoProgress, message, place);
    }

    /// Appends, for the picture, the steps that never could be taken.
    pub(super) fn add_blocked_events(&mut self) {
        let waiting: Vec<_> = self
            .present()
            .filter(|(_, thread)| thread.standing == Standing::Ready)
            .filter_map(|(index, thread)| Some((index, thread.step.clone()?)))
            .collect();
        for (index, step) in waiting {
            let held_by = self.held_by(index);
            self.events.push(Event {
                object: step.object,
                location: Some(step.location),
                outcome: Outcome::Blocked { held_by },
                ..Event::new(index, step.operation)
            });
        }
    }
}
