//! Who goes next: which steps can be taken, and in how many ways.

use crate::trace::{Event, Operation};

use super::fingerprint::{fingerprint, of_text};
use super::lane::{Standing, Thread, WokenBy};
use super::object::State;
use super::run::Run;
use super::step::{Choice, Condition, Step};

/// Who goes next.
pub(super) enum Next {
    Thread(usize),
    End,
}

impl Run {
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

    /// A step of one thread is what those who gave way once were waiting for, maybe out of politeness. Those who looked
    /// again and gave way again wait until [`something_changed`](Run::something_changed).
    fn let_others_go_on(&mut self, thread: usize) {
        for (index, other) in self.threads.iter_mut().enumerate() {
            let Some(other) = other else { continue };
            if index != thread {
                other.time_outs = 0;
            }
            if index == thread || other.looks == 1 {
                other.yielded = false;
            }
        }
        let step = self.thread(thread).step.as_ref();
        let on_atomic = step.and_then(|step| step.object).is_some_and(|object| {
            let object = self.objects[object].as_ref();
            object.is_some_and(|object| matches!(object.state, State::Atomic { .. }))
        });
        if !on_atomic {
            self.something_changed();
        }
        self.thread(thread).turn = self.steps;
    }

    /// Those who gave way look again. A load changes nothing: otherwise two threads that spin would keep each other going
    /// for ever, and the one they wait for would never have to step.
    pub(super) fn something_changed(&mut self) {
        for thread in self.threads.iter_mut().flatten() {
            thread.yielded = false;
            thread.looks = 0;
        }
    }

    /// Time is up for `thread`. A loop round a time-out would never end if nobody else had to step.
    pub(super) fn time_out(&mut self, thread: usize) {
        /// So often in a row before others go first.
        const MOST: u8 = 2;
        let waiter = self.thread(thread);
        waiter.time_outs += 1;
        if waiter.time_outs >= MOST {
            waiter.give_way();
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
        waiter.history = fingerprint(&[waiter.history, of_text(operation.word())]);
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
        let patience = |thread: usize| self.threads[thread].as_ref().map_or(0, Thread::patience);
        let least = all.iter().map(|&(thread, _)| patience(thread)).min();
        let mut edges = all;
        edges.retain(|&(thread, _)| Some(patience(thread)) == least);
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
}
