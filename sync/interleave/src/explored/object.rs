//! What the explorer knows of a shared object while an execution runs.

use std::collections::VecDeque;

use crate::trace::{Location, ObjectKind};

use super::clock::Clock;
use super::fingerprint::{Fingerprint, Fingerprinter};

/// A shared object in one execution.
pub(super) struct Shared {
    /// Identifies the content: the value, its `Debug` text, or the history of its last writer.
    pub(super) content: Fingerprint,
    /// The content for people, if it can be shown.
    pub(super) text: Option<String>,
    /// What a thread learns that synchronises with this object.
    pub(super) clock: Clock,
    pub(super) state: State,
}

/// What differs by kind.
pub(super) enum State {
    Atomic {
        /// Index of the event that wrote the present value.
        last_write: Option<usize>,
    },
    Cell(Accesses),
    Mutex(Holders),
    RwLock(Holders),
    Condvar {
        waiters: Vec<usize>,
        woke_spuriously: bool,
    },
    Barrier {
        size: usize,
        arrived: Vec<usize>,
        generation: usize,
    },
    Channel(Channel),
    Thread,
}

/// Who has a lock. A mutex has no readers.
#[derive(Default)]
pub(super) struct Holders {
    pub(super) writer: Option<Holder>,
    pub(super) readers: Vec<Holder>,
}

/// A thread that has a lock, and where it took it.
#[derive(Clone, Copy)]
pub(super) struct Holder {
    pub(super) thread: usize,
    pub(super) since: Location,
}

/// Who touched a cell, by the step count of each thread, and where.
#[derive(Default)]
pub(super) struct Accesses {
    pub(super) writes: Clock,
    pub(super) reads: Clock,
    pub(super) write_places: Vec<(usize, Location)>,
    pub(super) read_places: Vec<(usize, Location)>,
}

/// A channel as the scheduler sees it; the messages themselves stay with the channel.
pub(super) struct Channel {
    /// What identifies each message, and what its receiver learns.
    pub(super) queue: VecDeque<Message>,
    /// How many messages it holds before a sender waits; none: any number; 0: hand-over.
    pub(super) bound: Option<usize>,
    pub(super) senders: usize,
    pub(super) receiver: bool,
    pub(super) sent: u64,
    pub(super) taken: u64,
}

pub(super) struct Message {
    pub(super) content: Fingerprint,
    pub(super) text: Option<String>,
    pub(super) clock: Clock,
}

impl Channel {
    pub(super) fn has_room(&self) -> bool {
        // A hand-over is put down at once; its sender then waits until it is taken.
        self.bound
            .is_none_or(|bound| self.queue.len() < bound.max(1))
    }
}

impl Shared {
    pub(super) fn new(state: State) -> Self {
        Shared {
            content: 0,
            text: None,
            clock: Clock::default(),
            state,
        }
    }

    pub(super) fn kind(&self) -> ObjectKind {
        match self.state {
            State::Atomic { .. } => ObjectKind::Atomic,
            State::Cell(_) => ObjectKind::Cell,
            State::Mutex(_) => ObjectKind::Mutex,
            State::RwLock(_) => ObjectKind::RwLock,
            State::Condvar { .. } => ObjectKind::Condvar,
            State::Barrier { .. } => ObjectKind::Barrier,
            State::Channel(_) => ObjectKind::Channel,
            State::Thread => ObjectKind::Thread,
        }
    }

    /// The threads that have this lock.
    pub(super) fn holders(&self) -> impl Iterator<Item = &Holder> {
        let holders = match &self.state {
            State::Mutex(holders) | State::RwLock(holders) => Some(holders),
            _ => None,
        };
        holders
            .into_iter()
            .flat_map(|holders| holders.writer.iter().chain(&holders.readers))
    }

    /// The lock's holders; panics for what is no lock.
    pub(super) fn lock(&mut self) -> &mut Holders {
        match &mut self.state {
            State::Mutex(holders) | State::RwLock(holders) => holders,
            _ => unreachable!("only locks are locked"),
        }
    }

    /// The channel; panics for what is none.
    pub(super) fn channel(&self) -> &Channel {
        match &self.state {
            State::Channel(channel) => channel,
            _ => unreachable!("only channels carry messages"),
        }
    }

    /// The channel; panics for what is none.
    pub(super) fn channel_mut(&mut self) -> &mut Channel {
        match &mut self.state {
            State::Channel(channel) => channel,
            _ => unreachable!("only channels carry messages"),
        }
    }

    /// Adds all that can influence later steps. Clocks matter only where a data race is possible.
    pub(super) fn add_to(&self, printer: &mut Fingerprinter, with_clocks: bool) {
        printer.add(self.content);
        match &self.state {
            State::Atomic { .. } | State::Thread => {}
            State::Cell(accesses) => {
                printer.add_all(accesses.writes.counts());
                printer.add_all(accesses.reads.counts());
            }
            State::Mutex(holders) | State::RwLock(holders) => {
                printer.add(holders.writer.map_or(0, |holder| holder.thread as u128 + 1));
                let mut readers: Vec<_> = holders.readers.iter().map(|h| h.thread).collect();
                readers.sort_unstable();
                printer.add_all(readers.into_iter().map(|thread| thread as u128));
            }
            State::Condvar {
                waiters,
                woke_spuriously,
            } => {
                let mut waiters = waiters.clone();
                waiters.sort_unstable();
                printer.add_all(waiters.into_iter().map(|thread| thread as u128));
                printer.add(u128::from(*woke_spuriously));
            }
            State::Barrier {
                arrived,
                generation,
                ..
            } => {
                printer.add(arrived.len() as u128);
                printer.add(*generation as u128);
            }
            State::Channel(channel) => {
                printer.add_all(channel.queue.iter().map(|message| message.content));
                printer.add(channel.senders as u128 * 2 + u128::from(channel.receiver));
                if with_clocks {
                    for message in &channel.queue {
                        printer.add_all(message.clock.counts());
                    }
                }
            }
        }
        if with_clocks {
            printer.add_all(self.clock.counts());
        }
    }
}
