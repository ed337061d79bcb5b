//! The register of a reader-writer lock: who reads, who writes, and who waits.
//!
//! Who wants to read queues behind who waits to write, as std does it on Linux. So writers do not starve, and a thread
//! that reads twice can get stuck.

use std::collections::VecDeque;
use std::sync::Arc;

use super::object::{Core, Holder, Identity, Ticket, Waitable, lock};
use super::record::{Place, Record};
use crate::trace::Operation;

/// What a thread wants of a reader-writer lock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// Who reads, who writes, and who waits for which of them.
#[derive(Default)]
pub(super) struct Register {
    writer: Option<Holder>,
    readers: Vec<Holder>,
    queue: VecDeque<(Access, Ticket)>,
}

impl Register {
    fn admits(&self, access: Access) -> bool {
        match access {
            Access::Write => self.writer.is_none() && self.readers.is_empty(),
            Access::Read => self.writer.is_none() && self.first_writer().is_none(),
        }
    }

    fn first_writer(&self) -> Option<usize> {
        self.queue
            .iter()
            .position(|(access, _)| *access == Access::Write)
    }

    fn enter(&mut self, access: Access, holder: Holder) {
        match access {
            Access::Read => self.readers.push(holder),
            Access::Write => self.writer = Some(holder),
        }
    }

    /// Gives up one access of a thread and calls whoever may try now: one writer, or else all readers.
    pub fn leave(&mut self, access: Access, holder: &Holder) -> Vec<Ticket> {
        match access {
            Access::Write => self.writer = None,
            Access::Read => {
                let mut readers = self.readers.iter();
                let own = readers.position(|reader| {
                    reader.thread == holder.thread && reader.since == holder.since
                });
                // A thread past its end is known anew each time, and not found: then any line will do.
                self.readers.swap_remove(own.unwrap_or(0));
                if !self.readers.is_empty() {
                    return Vec::new();
                }
            }
        }
        let called = match self.first_writer() {
            Some(first) => self.queue.remove(first).into_iter().collect(),
            None => std::mem::take(&mut self.queue),
        };
        called.into_iter().map(|(_, ticket)| ticket).collect()
    }
}

impl Waitable for Core<Register> {
    fn identity(&self) -> Identity {
        Core::identity(self)
    }

    fn holders(&self, operation: Operation) -> Vec<Holder> {
        let state = lock(&self.state);
        let mut holders: Vec<Holder> = state.writer.iter().cloned().collect();
        if operation == Operation::LockExclusive {
            holders.extend(state.readers.iter().cloned());
        } else {
            let writers = state
                .queue
                .iter()
                .filter(|(access, _)| *access == Access::Write);
            holders.extend(writers.map(|(_, ticket)| Holder {
                thread: ticket.thread.number,
                label: ticket.thread.label,
                since: None,
            }));
        }
        holders
    }

    fn meaning(&self, _operation: Operation, _name: &dyn Fn(&Holder) -> String) -> Vec<String> {
        Vec::new()
    }
}

impl Core<Register> {
    /// Waits until this access is admitted and takes it.
    pub fn take(self: &Arc<Self>, this: &Arc<Record>, access: Access, place: Place) {
        loop {
            let ticket = {
                let mut state = lock(&self.state);
                if state.admits(access) {
                    state.enter(access, Holder::new(this, place));
                    return;
                }
                let ticket = Ticket::new(this);
                state.queue.push_back((access, ticket.clone()));
                ticket
            };
            self.wait(&ticket, access.operation(), place, None);
        }
    }

    /// Takes this access if it is admitted at this moment.
    pub fn try_take(&self, this: &Record, access: Access, place: Place) -> bool {
        let mut state = lock(&self.state);
        let admitted = state.admits(access);
        if admitted {
            state.enter(access, Holder::new(this, place));
        } else {
            drop(state);
            this.note(Operation::TryLockFailed, Some(self.identity()), Some(place));
        }
        admitted
    }
}

impl Access {
    /// The step of a thread that got it.
    pub fn operation(self) -> Operation {
        match self {
            Access::Read => Operation::LockShared,
            Access::Write => Operation::LockExclusive,
        }
    }
}
