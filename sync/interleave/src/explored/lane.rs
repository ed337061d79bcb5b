//! A thread in one execution: where it stands, and what it knows.

use std::sync::Arc;

use super::clock::Clock;
use super::execution::Gate;
use super::fingerprint::Fingerprint;
use super::step::{Choice, Step};
use super::workers::Job;

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
    /// How often it gave way since anything changed. Once may be politeness; more is a loop that waits for a change.
    pub(super) looks: u8,
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

impl Thread {
    /// Others go first.
    pub(super) fn give_way(&mut self) {
        self.looks = self.looks.saturating_add(1);
        self.yielded = true;
    }

    /// For how long it gives way: those with less go first.
    pub(super) fn patience(&self) -> u8 {
        if self.yielded { self.looks } else { 0 }
    }
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

impl Thread {
    /// Nothing of it will run any more.
    pub(super) fn is_gone(&self) -> bool {
        matches!(
            self.standing,
            Standing::Finished | Standing::Panicked | Standing::Lost
        )
    }
}
