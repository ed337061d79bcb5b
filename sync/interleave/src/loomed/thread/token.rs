//! The token of a thread, which wakes it up.

use std::sync::Arc;

use loom::sync::atomic::Ordering::{Acquire, Release};

use crate::loomed::local::Local;
use crate::loomed::record::{self, ObjectId, Step, by_loom};
use crate::loomed::sleeping::{Reason, Sleeper, Turn, play};
use crate::trace::{Location, Operation};

/// What `park` takes and `unpark` gives.
pub(super) struct Token {
    turn: Turn,
    state: Local<TokenState>,
}

#[derive(Default)]
struct TokenState {
    available: bool,
    sleeper: Option<Sleeper>,
    /// The wake-up without reason that this thread is allowed has been arranged.
    may_wake_spuriously: bool,
}

impl Token {
    pub fn new() -> Self {
        Token {
            turn: by_loom(Turn::new),
            state: Local::new(TokenState::default()),
        }
    }

    /// Gives the token to the thread that `object` stands for.
    pub fn give(&self, object: ObjectId, place: Location) {
        let step = Step::announce(Operation::Unpark, Some(object), None, place);
        // Release: pairs with the Acquire in `take`, as std promises.
        by_loom(|| self.turn.take(Release));
        step.done(|_| {});
        self.make_available(Reason::Notified);
    }

    /// Wakes the thread, or leaves the token for its next `take`.
    fn make_available(&self, reason: Reason) {
        let sleeper = self.state.with(|state| {
            let sleeper = state.sleeper.take();
            // A sleeper gets the token at once; wake-ups without reason and by the clock bring none.
            state.available |= sleeper.is_none() && reason == Reason::Notified;
            sleeper
        });
        if let Some(sleeper) = sleeper {
            sleeper.wake(reason);
        }
    }

    /// Sleeps until the token is there, and takes it; if `limited`, or if time is up.
    pub fn take(self: &Arc<Self>, limited: bool, place: Location) {
        record::with(|recorder| {
            recorder.used.waits = true;
            recorder.used.time_limits |= limited;
        });
        let object =
            record::with(|recorder| recorder.execution.lane_objects[recorder.execution.running]);
        self.arrange_spurious_wake_up();
        let step = Step::announce(Operation::Park, Some(object), None, place);
        // Acquire: pairs with the Release in `give`.
        by_loom(|| self.turn.take(Acquire));
        if self
            .state
            .with(|state| std::mem::take(&mut state.available))
        {
            step.done(|_| {});
            return;
        }
        let sleeper = Sleeper::this();
        self.state
            .with(|state| state.sleeper = Some(sleeper.clone()));
        if limited {
            self.play("clock", Reason::TimedOut);
        }
        let reason = sleeper.sleep();
        by_loom(|| self.turn.take(Acquire));
        step.done(|event| match reason {
            Reason::Notified => {}
            Reason::TimedOut => event.operation = Operation::TimedOut,
            Reason::Spurious => event.operation = Operation::WokenSpuriously,
        });
    }

    fn arrange_spurious_wake_up(self: &Arc<Self>) {
        let wanted = record::with(|recorder| recorder.settings.spurious_wake_ups)
            && !self
                .state
                .with(|state| std::mem::replace(&mut state.may_wake_spuriously, true));
        if wanted {
            self.play("spurious wake-up", Reason::Spurious);
        }
    }

    fn play(self: &Arc<Self>, part: &str, reason: Reason) {
        let token = Arc::clone(self);
        play(part, move || {
            by_loom(|| token.turn.take(Release));
            token.make_available(reason);
        });
    }
}
