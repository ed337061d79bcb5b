//! Channels, each operation one step. loom's own have no bound and report the end of all senders as a deadlock.

mod iterators;

pub use iterators::{IntoIter, Iter, TryIter};
use std::collections::VecDeque;
use std::sync::Arc;
pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};
use std::time::Duration;

use loom::sync::atomic::Ordering::AcqRel;

use super::super::local::Local;
use super::super::record::{self, ObjectId, Step, by_loom};
use super::super::sleeping::{Reason, Sleeper, Sleepers, Turn, play};
use crate::trace::{Event, Location, ObjectKind, Operation};
use crate::{Named, Shown};

/// [`std::sync::mpsc::channel`] in a model.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let shared = Shared::new(None);
    (
        Sender {
            shared: Arc::clone(&shared),
        },
        Receiver { shared },
    )
}

/// [`std::sync::mpsc::sync_channel`] in a model; with a bound of 0 sender and receiver meet.
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let shared = Shared::new(Some(bound));
    (
        SyncSender {
            shared: Arc::clone(&shared),
        },
        Receiver { shared },
    )
}

struct Shared<T> {
    object: ObjectId,
    meeting: Arc<Meeting>,
    state: Local<State<T>>,
}

/// What the two sides and the clock have in common, whatever the messages are.
struct Meeting {
    // AcqRel at every use: what happened before a send is visible after its receive.
    turn: Turn,
    /// The receiver, if it sleeps.
    receiver: Local<Sleepers>,
}

struct State<T> {
    queue: VecDeque<Message<T>>,
    bound: Option<usize>,
    senders: usize,
    receiver_lives: bool,
    show: Option<fn(&T) -> String>,
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
    fn new(bound: Option<usize>) -> Arc<Self> {
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

    fn announce(&self, operation: Operation, place: Location) -> Step {
        let step = Step::announce(operation, Some(self.object), None, place);
        by_loom(|| self.meeting.turn.take(AcqRel));
        step
    }

    fn send(&self, value: T, place: Location) -> Result<(), SendError<T>> {
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

    fn try_send(&self, value: T, place: Location) -> Result<(), TrySendError<T>> {
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

    fn receive(&self, limited: bool, place: Location) -> Result<T, RecvTimeoutError> {
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

    fn sender_comes(&self) {
        self.state.with(|state| state.senders += 1);
    }

    fn sender_goes(&self) {
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

    fn try_receive(&self, place: Location) -> Result<T, TryRecvError> {
        let step = self.announce(Operation::Receive, place);
        let taken = self.take();
        step.done(|event| match &taken {
            Ok((_, text)) => event.read.clone_from(text),
            Err(TryRecvError::Empty) => event.read = Some("empty".to_string()),
            Err(TryRecvError::Disconnected) => event.operation = Operation::FoundDisconnected,
        });
        taken.map(|(value, _)| value)
    }

    fn receiver_goes(&self) {
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

macro_rules! sender {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name<T> {
            shared: Arc<Shared<T>>,
        }

        impl<T> $name<T> {
            /// As std's.
            ///
            /// # Errors
            ///
            /// The message, if the receiver is gone.
            #[track_caller]
            pub fn send(&self, value: T) -> Result<(), SendError<T>> {
                self.shared.send(value, Location::caller())
            }
        }

        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                self.shared.sender_comes();
                $name { shared: Arc::clone(&self.shared) }
            }
        }

        impl<T> Drop for $name<T> {
            fn drop(&mut self) {
                self.shared.sender_goes();
            }
        }

        impl<T> std::fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }

        impl<T> Named for ($name<T>, Receiver<T>) {
            fn named(self, name: &str) -> Self {
                record::name(self.0.shared.object, name);
                self
            }
        }

        impl<T: std::fmt::Debug> Shown for ($name<T>, Receiver<T>) {
            fn shown(self) -> Self {
                self.0.shared.state.with(|state| state.show = Some(|value| format!("{value:?}")));
                self
            }
        }
    };
}

sender!(
    /// [`std::sync::mpsc::Sender`] in a model.
    Sender
);
sender!(
    /// [`std::sync::mpsc::SyncSender`] in a model.
    SyncSender
);

impl<T> SyncSender<T> {
    /// As std's.
    ///
    /// # Errors
    ///
    /// The message, if the channel is full or the receiver is gone.
    #[track_caller]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        self.shared.try_send(value, Location::caller())
    }
}

/// [`std::sync::mpsc::Receiver`] in a model.
pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
}

impl<T> Receiver<T> {
    /// As std's.
    ///
    /// # Errors
    ///
    /// If the channel is empty and all senders are gone.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.shared
            .receive(false, Location::caller())
            .map_err(|_| RecvError)
    }

    /// As std's. Time may be up at any moment; a call that sleeps takes one of the model's threads, to play the clock.
    ///
    /// # Errors
    ///
    /// If time is up, or the channel is empty and all senders are gone.
    #[track_caller]
    pub fn recv_timeout(&self, _limit: Duration) -> Result<T, RecvTimeoutError> {
        self.shared.receive(true, Location::caller())
    }

    /// As std's.
    ///
    /// # Errors
    ///
    /// If the channel is empty.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.shared.try_receive(Location::caller())
    }

    /// As std's.
    #[track_caller]
    pub fn iter(&self) -> Iter<'_, T> {
        self.into_iter()
    }

    /// As std's.
    #[track_caller]
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter::new(self, Location::caller())
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.shared.receiver_goes();
    }
}

impl<T> std::fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}
