//! A barrier, which loom lacks.

use loom::sync::atomic::Ordering::AcqRel;

use super::super::local::Local;
use super::super::record::{self, ObjectId, Step, by_loom};
use super::super::sleeping::{Reason, Sleeper, Sleepers, Turn};
use crate::Named;
use crate::trace::{Event, Location, ObjectKind, Operation};

/// [`std::sync::Barrier`] in a model.
pub struct Barrier {
    parties: usize,
    // AcqRel at every use: what happened before anyone's arrival is visible after everyone's departure.
    turn: Turn,
    waiting: Local<Sleepers>,
    object: ObjectId,
}

impl Barrier {
    /// A barrier for `parties` threads, reusable.
    pub fn new(parties: usize) -> Self {
        let object = record::object(ObjectKind::Barrier, None);
        Barrier {
            parties,
            turn: by_loom(Turn::new),
            waiting: Local::new(Sleepers::default()),
            object,
        }
    }

    /// As std's: the last to arrive is the leader.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let step = Step::announce(Operation::Meet, Some(self.object), None, Location::caller());
        by_loom(|| self.turn.take(AcqRel));
        let others = self
            .waiting
            .with(|waiting| (waiting.len() + 1 >= self.parties).then(|| waiting.take_all()));
        let Some(others) = others else {
            let sleeper = Sleeper::this();
            self.waiting.with(|waiting| waiting.push(sleeper.clone()));
            step.meanwhile(Event::clone);
            sleeper.sleep();
            // Acquires what those published who came later.
            by_loom(|| self.turn.take(AcqRel));
            step.done(|event| event.operation = Operation::Woken);
            return BarrierWaitResult(false);
        };
        step.done(|_| {});
        for other in others {
            other.wake(Reason::Notified);
        }
        BarrierWaitResult(true)
    }
}

impl Named for Barrier {
    fn named(self, name: &str) -> Self {
        record::name(self.object, name);
        self
    }
}

impl std::fmt::Debug for Barrier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

/// Whether this thread leads: [`std::sync::BarrierWaitResult`] in a model.
#[derive(Debug)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Whether this thread is the one leader of the meeting.
    pub fn is_leader(&self) -> bool {
        self.0
    }
}
