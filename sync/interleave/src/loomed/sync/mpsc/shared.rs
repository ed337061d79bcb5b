//! What happens in a channel: each operation is one turn, and one row.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SendError, TryRecvError, TrySendError};

use loom::sync::atomic::Ordering::AcqRel;

use crate::loomed::local::Local;
use crate::loomed::record::{self, ObjectId, Step, by_loom};
use crate::loomed::sleeping::{Reason, Sleeper, Sleepers, Turn, play};
use crate::trace::{Event, Location, ObjectKind, Operation};

/// What both sides of a channel share.
pub(super) struct Shared<T> {
    pub object: ObjectId,
    meeting: Arc<Meeting>,
    pub state: Local<State<T>>,
}

/// What the two sides and the clock have in common, whatever the messages are.
struct Meeting {
    // AcqRel at every use: what happened before a send is visible after its receive.
    turn: Turn,
    /// The receiver, if it sleeps.
    receiver: Local<Sleepers>,
}

pub(super) struct State<T> {
    queue: VecDeque<Message<T>>,
    bound: Option<usize>,
    senders: usize,
    receiver_lives: bool,
    pub show: Option<fn(&T) -> String>,
    /// Senders that wait for room, or with a bound of 0 for the receiver.
    waiting_senders: Sleepers,
}

struct Message<T> {
    value: T,
    /// With a bound of 0: whoever has to be told that the message was taken.
    sender: Option<Sleeper>,
}

impl<T> State<T> {
    fn text(&self, value: &T) -> Option<String> {
        self.show.map(|show| show(value))
    }

    /// Whether a sender may put a message in now. With a bound of 0, messages wait inside together with their sender.
    fn has_room(&self) -> bool {
        self.bound
            .is_none_or(|bound| bound == 0 || self.queue.len() < bound)
    }
}

impl<T> Shared<T> {
    pub fn new(bound: Option<usize>) -> Arc<Self> {
        let state = State {
            queue: VecDeque::new(),
            bound,
            senders: 1,
            receiver_lives: true,
            show: None,
            waiting_senders: Sleepers::default(),
        };
        Arc::new(Shared {
            object: record::object(ObjectKind::Channel, None),
            meeting: Arc::new(Meeting {
                turn: by_loom(Turn::new),
                receiver: Local::new(Sleepers::default()),
            }),
            state: Local::new(state),
        })
    }

    pub fn announce(&self, operation: Operation, place: Location) -> Step {
        let step = Step::announce(operation, Some(self.object), None, place);
        by_loom(|| self.meeting.turn.take(AcqRel));
        step
    }

    pub fn send(&self, value: T, place: Location) -> Result<(), SendError<T>> {
        let step = self.announce(Operation::Send, place);
        loop {
            if !self.state.with(|state| state.receiver_lives) {
                step.done(|event| event.operation = Operation::FoundDisconnected);
                return Err(SendError(value));
            }
            if self.state.with(|state| state.has_room()) {
                break;
            }
            let this = Sleeper::this();
            self.state
                .with(|state| state.waiting_senders.push(this.clone()));
            this.sleep();
            by_loom(|| self.meeting.turn.take(AcqRel));
        }
        self.put(value, step)
    }

    /// Puts a message in, for which there is room.
    fn put(&self, value: T, step: Step) -> Result<(), SendError<T>> {
        let meets = self.state.with(|state| state.bound == Some(0));
        let this = meets.then(Sleeper::this);
        let text = self.state.with(|state| {
            let text = state.text(&value);
            state.queue.push_back(Message {
                value,
                sender: this.clone(),
            });
            text
        });
        let fill = |event: &mut Event| event.written = text;
        let Some(this) = this else {
            step.done(fill);
            self.wake_receiver();
            return Ok(());
        };
        step.meanwhile(|announced| {
            let mut row = announced.clone();
            fill(&mut row);
            row
        });
        self.wake_receiver();
        this.sleep();
        by_loom(|| self.meeting.turn.take(AcqRel));
        let unsent = self.state.with(|state| {
            let place = state.queue.iter().position(|message| {
                message
                    .sender
                    .as_ref()
                    .is_some_and(|sender| sender.is(&this))
            });
            place.and_then(|place| state.queue.remove(place))
        });
        match unsent {
            None => {
                step.done(|event| event.operation = Operation::Woken);
                Ok(())
            }
            Some(message) => {
                step.done(|event| event.operation = Operation::FoundDisconnected);
                Err(SendError(message.value))
            }
        }
    }

    pub fn try_send(&self, value: T, place: Location) -> Result<(), TrySendError<T>> {
        let step = self.announce(Operation::Send, place);
        let (lives, room) = self.state.with(|state| {
            let receiver_waits =
                self.meeting.receiver.with(|receiver| receiver.len()) > state.queue.len();
            let room = if state.bound == Some(0) {
                receiver_waits
            } else {
                state.has_room()
            };
            (state.receiver_lives, room)
        });
        if !lives {
            step.done(|event| event.operation = Operation::FoundDisconnected);
            return Err(TrySendError::Disconnected(value));
        }
        if !room {
            step.done(|event| event.read = Some("full".to_string()));
            return Err(TrySendError::Full(value));
        }
        self.put(value, step)
            .map_err(|SendError(value)| TrySendError::Disconnected(value))
    }

    /// The oldest message, or why there is none.
    fn take(&self) -> Result<(T, Option<String>), TryRecvError> {
        let (message, sender, text) = self.state.with(|state| match state.queue.pop_front() {
            Some(message) => {
                let text = state.text(&message.value);
                let sender = message.sender.or_else(|| state.waiting_senders.pop());
                Ok((message.value, sender, text))
            }
            None if state.senders == 0 => Err(TryRecvError::Disconnected),
            None => Err(TryRecvError::Empty),
        })?;
        wake(sender);
        Ok((message, text))
    }

    pub fn receive(&self, limited: bool, place: Location) -> Result<T, RecvTimeoutError> {
        let step = self.announce(Operation::Receive, place);
        loop {
            match self.take() {
                Ok((value, text)) => {
                    step.done(|event| event.read = text);
                    return Ok(value);
                }
                Err(TryRecvError::Disconnected) => {
                    step.done(|event| event.operation = Operation::FoundDisconnected);
                    return Err(RecvTimeoutError::Disconnected);
                }
                Err(TryRecvError::Empty) => {}
            }
            let this = Sleeper::this();
            self.meeting
                .receiver
                .with(|receiver| receiver.push(this.clone()));
            if limited {
                record::with(|recorder| recorder.used.time_limits = true);
                let (meeting, sleeper) = (Arc::clone(&self.meeting), this.clone());
                play("clock", move || {
                    by_loom(|| meeting.turn.take(AcqRel));
                    if meeting.receiver.with(|receiver| receiver.remove(&sleeper)) {
                        sleeper.wake(Reason::TimedOut);
                    }
                });
            }
            if this.sleep() == Reason::TimedOut {
                step.done(|event| event.operation = Operation::TimedOut);
                return Err(RecvTimeoutError::Timeout);
            }
            by_loom(|| self.meeting.turn.take(AcqRel));
        }
    }

    pub fn sender_comes(&self) {
        self.state.with(|state| state.senders += 1);
    }

    pub fn sender_goes(&self) {
        if record::is_abandoned() {
            return;
        }
        by_loom(|| self.meeting.turn.take(AcqRel));
        let last = self.state.with(|state| {
            state.senders -= 1;
            state.senders == 0
        });
        if last {
            self.log_disconnect();
            self.wake_receiver();
        }
    }

    pub fn try_receive(&self, place: Location) -> Result<T, TryRecvError> {
        let step = self.announce(Operation::Receive, place);
        let taken = self.take();
        step.done(|event| match &taken {
            Ok((_, text)) => event.read.clone_from(text),
            Err(TryRecvError::Empty) => event.read = Some("empty".to_string()),
            Err(TryRecvError::Disconnected) => event.operation = Operation::FoundDisconnected,
        });
        taken.map(|(value, _)| value)
    }

    pub fn receiver_goes(&self) {
        if record::is_abandoned() {
            return;
        }
        by_loom(|| self.meeting.turn.take(AcqRel));
        let (sleeping, messages) = self.state.with(|state| {
            state.receiver_lives = false;
            let mut sleeping = state.waiting_senders.take_all();
            // With a bound of 0 the senders keep their messages; all others are lost with the receiver.
            sleeping.extend(
                state
                    .queue
                    .iter()
                    .filter_map(|message| message.sender.clone()),
            );
            let lost = if state.bound == Some(0) {
                VecDeque::new()
            } else {
                std::mem::take(&mut state.queue)
            };
            (sleeping, lost)
        });
        self.log_disconnect();
        for sender in sleeping {
            sender.wake(Reason::Notified);
        }
        // Only now: dropping a message runs user code, which may use this very channel.
        drop(messages);
    }

    fn wake_receiver(&self) {
        wake(self.meeting.receiver.with(Sleepers::pop));
    }

    fn log_disconnect(&self) {
        let ObjectId(object) = self.object;
        record::at_once(|lane| Event {
            object: Some(object),
            ..Event::new(lane, Operation::Disconnect)
        });
    }
}

fn wake(sleeper: Option<Sleeper>) {
    if let Some(sleeper) = sleeper {
        sleeper.wake(Reason::Notified);
    }
}
