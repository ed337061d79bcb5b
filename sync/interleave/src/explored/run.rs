//! One execution: where every thread stands, what every object holds, and who goes next.

use std::collections::HashMap;
use std::sync::Arc;

use crate::FailureKind;
use crate::trace::{Event, Location, ObjectKind, Operation, Outcome};

use super::clock::Clock;
use super::execution::Gate;
use super::fingerprint::{Fingerprint, Fingerprinter, fingerprint};
use super::object::{Shared, State};
use super::plan::{Mode, Plan};
use super::step::{Choice, Condition, Step};
use super::store::{Course, Store};
use super::workers::{Job, Workers};

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

/// A thread in one execution.
pub(super) struct Thread {
    pub(super) standing: Standing,
    /// Fingerprint of all that the thread has observed: with the code, it determines where the thread is.
    pub(super) history: Fingerprint,
    /// The step that it stands before, or is taking.
    pub(super) step: Option<Step>,
    pub(super) choice: Choice,
    /// `unpark` came before `park`.
    pub(super) token: bool,
    /// It gave way: others go first.
    pub(super) yielded: bool,
    /// How often time was up since another thread stepped.
    pub(super) time_outs: u8,
    pub(super) wake: WokenBy,
    pub(super) woke_spuriously: bool,
    pub(super) clocks: Clocks,
    pub(super) children: u32,
    pub(super) made: u32,
    /// When it last took a step.
    pub(super) turn: usize,
    pub(super) gate: Arc<Gate>,
    /// What it runs, until it starts.
    pub(super) job: Option<Job>,
}

/// What a thread knows has happened.
#[derive(Default)]
pub(super) struct Clocks {
    pub(super) now: Clock,
    /// At the last release fence: what later relaxed stores publish.
    pub(super) released: Clock,
    /// Seen by relaxed loads: learned at the next acquire fence.
    pub(super) acquirable: Clock,
    /// Given by `unpark`, learned by `park`.
    pub(super) token: Clock,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Before a step.
    Ready,
    Running,
    Finished,
    Panicked,
    /// Its OS thread sleeps for ever: a destructor waited for what no longer comes.
    Lost,
}

/// What ended a wait on a condition variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WokenBy {
    Nobody,
    Notification,
    Time,
    Nothing,
}

/// Who goes next.
pub(super) enum Next {
    Thread(usize),
    End,
}

impl Thread {
    /// Nothing of it will run any more.
    pub(super) fn is_gone(&self) -> bool {
        matches!(
            self.standing,
            Standing::Finished | Standing::Panicked | Standing::Lost
        )
    }
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

    /// Decides who goes next, after the thread that was running has announced its step or ended.
    pub(super) fn go_on(&mut self) -> Next {
        loop {
            if self.ending.is_some() {
                return Next::End;
            }
            if self.steps >= self.settings.steps {
                self.give_up();
                return Next::End;
            }
            if let Some(thread) = self.silent_step() {
                self.take(thread, Choice::Go);
                return Next::Thread(thread);
            }
            let edges = self.edges();
            let Some(edge) = self.pick(&edges) else {
                return Next::End;
            };
            let (thread, choice) = edges[edge];
            if let Some(last) = self.last
                && last != thread
                && edges.iter().any(|&(other, _)| other == last)
            {
                self.preemptions += 1;
            }
            self.last = Some(thread);
            self.let_others_go_on(thread);
            if self.leaves_wait(thread, choice) {
                continue;
            }
            self.take(thread, choice);
            return Next::Thread(thread);
        }
    }

    /// A step of one thread is what those who gave way were waiting for.
    fn let_others_go_on(&mut self, thread: usize) {
        for (index, other) in self.threads.iter_mut().enumerate() {
            let Some(other) = other else { continue };
            other.yielded = false;
            if index != thread {
                other.time_outs = 0;
            }
        }
        self.thread(thread).turn = self.steps;
    }

    /// Time is up for `thread`. A loop round a time-out would never end if nobody else had to step.
    pub(super) fn time_out(&mut self, thread: usize) {
        /// So often in a row before others go first.
        const MOST: u8 = 2;
        let waiter = self.thread(thread);
        waiter.time_outs += 1;
        if waiter.time_outs >= MOST {
            waiter.yielded = true;
            self.store
                .left_out
                .insert("more than two time-outs in a row");
        }
    }

    fn take(&mut self, thread: usize, choice: Choice) {
        self.steps += 1;
        let index = thread;
        let clocks_matter = self.store.clocks_matter;
        let thread = self.thread(thread);
        if clocks_matter {
            thread.clocks.now.tick(index);
        }
        thread.standing = Standing::Running;
        thread.choice = choice;
        let object = thread.step.as_ref().and_then(|step| step.object);
        let made = object.map_or(0, |object| object as u128 + 1);
        thread.history = fingerprint(&[thread.history, made]);
    }

    /// Time-outs and spurious wake-ups end a wait on a condition variable, but the mutex must still be taken.
    fn leaves_wait(&mut self, thread: usize, choice: Choice) -> bool {
        let step = self.thread(thread).step.clone();
        let Some(Step {
            condition: Condition::Woken { condvar, .. },
            location,
            ..
        }) = step
        else {
            return false;
        };
        let (wake, operation) = match choice {
            Choice::TimeOut => (WokenBy::Time, Operation::TimedOut),
            Choice::Spurious => (WokenBy::Nothing, Operation::WokenSpuriously),
            Choice::Go | Choice::Wake(_) | Choice::Refused => return false,
        };
        self.steps += 1;
        if let State::Condvar {
            waiters,
            woke_spuriously,
        } = &mut self.object(condvar).state
        {
            waiters.retain(|&waiter| waiter != thread);
            *woke_spuriously |= choice == Choice::Spurious;
        }
        let waiter = self.thread(thread);
        waiter.wake = wake;
        waiter.history = fingerprint(&[
            waiter.history,
            super::fingerprint::of_text(operation.word()),
        ]);
        if choice == Choice::TimeOut {
            self.time_out(thread);
        }
        self.events.push(Event {
            object: Some(condvar),
            location: Some(location),
            ..Event::new(thread, operation)
        });
        true
    }

    fn silent_step(&self) -> Option<usize> {
        self.present()
            .find(|(index, thread)| {
                thread.standing == Standing::Ready
                    && thread.step.as_ref().is_some_and(|step| step.silent)
                    && self.choices(*index).contains(&Choice::Go)
            })
            .map(|(index, _)| index)
    }

    /// All steps that can be taken now: thread, and way.
    fn edges(&self) -> Vec<(usize, Choice)> {
        let all: Vec<_> = self
            .present()
            .filter(|(_, thread)| thread.standing == Standing::Ready)
            .flat_map(|(index, _)| self.choices(index).into_iter().map(move |way| (index, way)))
            .collect();
        let gave_way = |thread: usize| self.threads[thread].as_ref().is_some_and(|t| t.yielded);
        let mut edges: Vec<_> = all.iter().copied().filter(|&(t, _)| !gave_way(t)).collect();
        if edges.is_empty() {
            edges = all;
        }
        if let Some(last) = self.last
            && self.settings.preemptions == Some(self.preemptions)
            && edges.iter().any(|&(thread, _)| thread == last)
        {
            edges.retain(|&(thread, _)| thread == last);
        }
        edges
    }

    /// The ways in which the pending step of `thread` can be taken now.
    pub(super) fn choices(&self, index: usize) -> Vec<Choice> {
        let Some(thread) = &self.threads[index] else {
            return Vec::new();
        };
        let Some(step) = &thread.step else {
            return Vec::new();
        };
        let go_if = |possible: bool| {
            if possible {
                vec![Choice::Go]
            } else {
                Vec::new()
            }
        };
        let object = |object: usize| {
            self.objects[object]
                .as_ref()
                .unwrap_or_else(|| unreachable!("a step names an object that exists"))
        };
        let no_holder = |lock: usize| object(lock).holders().next().is_none();
        // Waits that may end by themselves: the alternatives besides being woken.
        let by_itself = |timed: bool, spurious: bool| {
            let mut ways = Vec::new();
            if timed {
                ways.push(Choice::TimeOut);
            }
            if spurious {
                ways.push(Choice::Spurious);
            }
            ways
        };
        match step.condition {
            Condition::Always => vec![Choice::Go],
            Condition::Free(lock) => go_if(no_holder(lock)),
            Condition::Readable(lock) => go_if(match &object(lock).state {
                State::RwLock(holders) => holders.writer.is_none(),
                _ => false,
            }),
            Condition::SomeWaiter(condvar) => match &object(condvar).state {
                State::Condvar { waiters, .. } if !waiters.is_empty() => {
                    waiters.iter().map(|&waiter| Choice::Wake(waiter)).collect()
                }
                _ => vec![Choice::Go],
            },
            Condition::Woken {
                condvar,
                mutex,
                timed,
            } => {
                if thread.wake != WokenBy::Nobody {
                    return go_if(no_holder(mutex));
                }
                let unused = matches!(
                    object(condvar).state,
                    State::Condvar {
                        woke_spuriously: false,
                        ..
                    }
                );
                by_itself(timed, self.settings.spurious_wake_ups && unused)
            }
            Condition::Token { timed } => {
                if thread.token {
                    return vec![Choice::Go];
                }
                let spurious = self.settings.spurious_wake_ups && !thread.woke_spuriously;
                by_itself(timed, spurious)
            }
            Condition::Ended(other) => go_if(
                self.threads[other]
                    .as_ref()
                    .is_some_and(|thread| thread.standing == Standing::Finished),
            ),
            Condition::Passed {
                barrier,
                generation: mine,
            } => go_if(
                matches!(object(barrier).state, State::Barrier { generation, .. } if generation > mine),
            ),
            Condition::Message { channel, timed } => {
                let channel = object(channel).channel();
                if !channel.queue.is_empty() || channel.senders == 0 {
                    return vec![Choice::Go];
                }
                by_itself(timed, false)
            }
            Condition::Room(channel) => {
                let channel = object(channel).channel();
                go_if(channel.has_room() || !channel.receiver)
            }
            Condition::Offer(channel) => {
                let state = object(channel).channel();
                match state.bound {
                    _ if !state.receiver => vec![Choice::Go],
                    Some(0) if state.has_room() && self.receiver_waits(channel) => {
                        vec![Choice::Go, Choice::Refused]
                    }
                    Some(bound) if bound > 0 && state.has_room() => vec![Choice::Go],
                    _ => vec![Choice::Refused],
                }
            }
            Condition::Taken { channel, number } => {
                let channel = object(channel).channel();
                go_if(channel.taken >= number || !channel.receiver)
            }
        }
    }

    /// Whether some thread stands before a receive from `channel`.
    fn receiver_waits(&self, channel: usize) -> bool {
        self.present().any(|(_, thread)| {
            thread.standing == Standing::Ready
                && thread.step.as_ref().is_some_and(|step| {
                    matches!(step.condition, Condition::Message { channel: other, .. } if other == channel)
                })
        })
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
        let history = self.thread(thread).history;
        let known = self.pointers.len() as u128;
        *self
            .pointers
            .entry(address)
            .or_insert_with(|| fingerprint(&[history, known]))
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
                printer.add(super::fingerprint::of_text(step.operation.word()));
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
    fn give_up(&mut self) {
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
