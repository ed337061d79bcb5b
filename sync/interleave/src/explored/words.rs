//! The state in words: who waits for what, and what a way on is called.

use crate::trace::Operation;

use super::lane::{Standing, WokenBy};
use super::object::{Shared, State};
use super::run::Run;
use super::step::{Choice, Condition};

impl Run {
    /// The threads that hold what the pending step of `thread` needs.
    pub(super) fn held_by(&self, thread: usize) -> Vec<usize> {
        let condition = self.threads[thread]
            .as_ref()
            .and_then(|thread| Some((thread.wake, thread.step.as_ref()?.condition)));
        match condition {
            Some((_, Condition::Free(lock) | Condition::Readable(lock))) => self.holders(lock),
            Some((wake, Condition::Woken { mutex, .. })) if wake != WokenBy::Nobody => {
                self.holders(mutex)
            }
            Some((_, Condition::Ended(other))) => vec![other],
            _ => Vec::new(),
        }
    }

    fn holders(&self, lock: usize) -> Vec<usize> {
        let lock = self.objects[lock].iter();
        lock.flat_map(Shared::holders)
            .map(|holder| holder.thread)
            .collect()
    }

    /// One sentence per thread that will never step again, joined: `main waits for mutex right, held by thread 1 …`.
    pub(super) fn who_waits(&self) -> String {
        let stuck = self
            .present()
            .filter(|(_, thread)| thread.standing == Standing::Ready);
        // Who waits for a thread to end is not part of the knot: it comes last.
        let joins = |index: &usize| {
            let step = self.threads[*index].as_ref().and_then(|t| t.step.as_ref());
            step.is_some_and(|step| step.operation == Operation::Join)
        };
        let mut stuck: Vec<_> = stuck.map(|(index, _)| index).collect();
        stuck.sort_by_key(joins);
        let sentences: Vec<_> = stuck.into_iter().map(|index| self.waits(index)).collect();
        sentences.join("; ")
    }

    fn waits(&self, index: usize) -> String {
        let name = |thread: usize| self.store.lanes[thread].name.as_str();
        let called = |object: usize| {
            let object = &self.store.objects[object];
            let (kind, name) = (object.kind.word(), &object.name);
            if name.starts_with(kind) {
                name.clone()
            } else {
                format!("{kind} {name}")
            }
        };
        let me = name(index);
        let step = self.threads[index].as_ref().and_then(|t| t.step.as_ref());
        let Some(step) = step else {
            return format!("{me} waits");
        };
        let place = step.location;
        let wish = match step.condition {
            Condition::Free(lock) | Condition::Readable(lock) => {
                format!("waits for {}{}", called(lock), self.since(lock))
            }
            Condition::Woken { condvar, mutex, .. } => {
                match self.threads[index].as_ref().map(|thread| thread.wake) {
                    Some(WokenBy::Nobody) | None => {
                        format!("waits to be notified on {}", called(condvar))
                    }
                    Some(_) => format!("waits for {}{}", called(mutex), self.since(mutex)),
                }
            }
            Condition::Token { .. } => "is parked and nobody unparks it".to_string(),
            Condition::Ended(other) => format!("waits for {} to end", name(other)),
            Condition::Passed { barrier, .. } => {
                match &self.objects[barrier].as_ref().map(|o| &o.state) {
                    Some(State::Barrier { size, arrived, .. }) => format!(
                        "waits at {}, where {} of {size} have arrived",
                        called(barrier),
                        arrived.len()
                    ),
                    _ => format!("waits at {}", called(barrier)),
                }
            }
            Condition::Message { channel, .. } => {
                format!(
                    "waits for a message on {}, which nobody sends",
                    called(channel)
                )
            }
            Condition::Room(channel) => format!("waits for room in {}", called(channel)),
            Condition::Taken { channel, .. } => {
                format!("waits until its message is taken from {}", called(channel))
            }
            Condition::Always | Condition::SomeWaiter(_) | Condition::Offer(_) => {
                "could go on".to_string()
            }
        };
        format!("{me} {wish} ({place})")
    }

    /// `, held by thread 1 since lock_order.rs:12`
    fn since(&self, lock: usize) -> String {
        let holders: Vec<_> = self.objects[lock]
            .iter()
            .flat_map(Shared::holders)
            .map(|holder| {
                let name = &self.store.lanes[holder.thread].name;
                format!("{name} since {}", holder.since)
            })
            .collect();
        if holders.is_empty() {
            String::new()
        } else {
            format!(", held by {}", holders.join(" and "))
        }
    }

    /// What makes this way of taking a step differ from the thread's other ways.
    pub(super) fn choice_text(&self, choice: Choice) -> Option<String> {
        match choice {
            Choice::Go => None,
            Choice::Wake(waiter) => Some(format!("wakes {}", self.store.lanes[waiter].name)),
            Choice::TimeOut => Some("time is up".to_string()),
            Choice::Spurious => Some("wakes without reason".to_string()),
            Choice::Refused => Some("finds no room".to_string()),
        }
    }
}
