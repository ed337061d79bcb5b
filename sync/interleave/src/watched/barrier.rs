//! A barrier that knows how many have come.

use std::fmt;

use super::object::{Core, Holder, Identity, Object, Ticket, Waitable, Waiters, lock};
use super::world;
use crate::Named;
use crate::trace::{ObjectKind, Operation};

/// [`std::sync::Barrier`], watched.
pub struct Barrier {
    object: Object<Meeting>,
    parties: usize,
}

/// Whether this thread was the one that ended the wait of all.
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// True for exactly one thread of each meeting.
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

#[derive(Default)]
struct Meeting {
    waiters: Waiters,
    parties: usize,
}

impl Waitable for Core<Meeting> {
    fn identity(&self) -> Identity {
        Core::identity(self)
    }

    fn holders(&self, _operation: Operation) -> Vec<Holder> {
        Vec::new()
    }

    fn meaning(&self, _operation: Operation, _name: &dyn Fn(&Holder) -> String) -> Vec<String> {
        let state = lock(&self.state);
        vec![format!(
            "{} of {} have come",
            state.waiters.len(),
            state.parties
        )]
    }
}

impl Barrier {
    /// A barrier for `parties` threads. As in std, 0 counts as 1.
    #[track_caller]
    pub const fn new(parties: usize) -> Self {
        Barrier {
            object: Object::new(ObjectKind::Barrier, std::panic::Location::caller()),
            parties,
        }
    }

    /// Waits until all parties have come. Then the barrier can be used again.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let place = std::panic::Location::caller();
        let core = self.object.core();
        core.touch(|this| {
            let (all, ticket) = {
                let mut state = lock(&core.state);
                state.parties = self.parties;
                if state.waiters.len() + 1 >= self.parties {
                    (Some(state.waiters.take_all()), None)
                } else {
                    let ticket = Ticket::new(this);
                    state.waiters.push(ticket.clone());
                    (None, Some(ticket))
                }
            };
            let leader = all.is_some();
            world::wake(all.into_iter().flatten());
            if let Some(ticket) = ticket {
                core.wait(&ticket, Operation::Meet, place, None);
            }
            this.note(Operation::Meet, Some(core.identity()), Some(place));
            BarrierWaitResult(leader)
        })
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

impl fmt::Debug for BarrierWaitResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BarrierWaitResult")
            .field("is_leader", &self.is_leader())
            .finish()
    }
}

impl Named for Barrier {
    fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }
}
