//! What a thread announces before it does anything that others could notice.

use crate::trace::{Location, Operation, Ordering};

use super::fingerprint::Fingerprint;

/// The next step of a thread: what, on what, when it can be taken.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) operation: Operation,
    /// Index of the object, the same in every execution.
    pub(super) object: Option<usize>,
    /// What the step would write, add or compare with.
    pub(super) operand: Option<Operand>,
    pub(super) ordering: Option<Ordering>,
    pub(super) location: Location,
    pub(super) condition: Condition,
    /// Nothing that another thread does before or after could tell the difference: taken at once, no alternative.
    pub(super) silent: bool,
}

/// A value given to a step.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    pub(super) content: Fingerprint,
    pub(super) text: String,
}

/// When a step can be taken, and in how many ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Always,
    /// The mutex, or the lock for writing, has no holder.
    Free(usize),
    /// The rwlock has no writer.
    Readable(usize),
    /// One alternative per waiter of the condition variable.
    SomeWaiter(usize),
    /// Woken from the condition variable, and the mutex is free.
    Woken {
        condvar: usize,
        mutex: usize,
        timed: bool,
    },
    /// The thread's token is there.
    Token {
        timed: bool,
    },
    /// The thread has ended.
    Ended(usize),
    /// The barrier has gone on from this generation.
    Passed {
        barrier: usize,
        generation: usize,
    },
    /// The channel holds a message, or will never get one.
    Message {
        channel: usize,
        timed: bool,
    },
    /// The channel has room, or nobody will ever receive.
    Room(usize),
    /// Always; but the offer is refused if the channel is full, or may be, where nobody waits to take it.
    Offer(usize),
    /// The message with this number was taken, or nobody will ever receive.
    Taken {
        channel: usize,
        number: u64,
    },
}

/// One of the ways in which a step can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The ordinary way.
    Go,
    /// `notify_one` wakes this thread.
    Wake(usize),
    /// Time is up.
    TimeOut,
    /// A wake-up without reason.
    Spurious,
    /// `try_send` finds no room.
    Refused,
}

impl Step {
    /// A step that can always be taken; fill in the rest with the methods below.
    pub(super) fn new(operation: Operation, location: Location) -> Self {
        Step {
            operation,
            object: None,
            operand: None,
            ordering: None,
            location,
            condition: Condition::Always,
            silent: false,
        }
    }

    pub(super) fn on(mut self, object: usize) -> Self {
        self.object = Some(object);
        self
    }

    pub(super) fn with(mut self, content: Fingerprint, text: String) -> Self {
        self.operand = Some(Operand { content, text });
        self
    }

    pub(super) fn ordered(mut self, ordering: Ordering) -> Self {
        self.ordering = Some(ordering);
        self
    }

    pub(super) fn when(mut self, condition: Condition) -> Self {
        self.condition = condition;
        self
    }

    pub(super) fn silently(mut self) -> Self {
        self.silent = true;
        self
    }
}
