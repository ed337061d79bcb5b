//! The inside of a channel: messages, handles, and who waits on which side.

use std::collections::VecDeque;
use std::sync::mpsc::{RecvTimeoutError, SendError, TryRecvError, TrySendError};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::object::{Core, Holder, Identity, Object, Show, Ticket, Waitable, Waiters, lock};
use super::record::{Place, Record};
use super::world;
use crate::trace::{Location, ObjectKind, Operation};

/// What the handles of one channel share.
pub(super) struct Channel<T> {
    object: Object<Sides>,
    /// Locked after the core's state, where both are.
    messages: Mutex<VecDeque<Message<T>>>,
    show: Mutex<Show>,
}

struct Message<T> {
    value: T,
    /// Who waits until this very message has been taken: only in a channel without room.
    sender: Option<Ticket>,
}

/// Everything about a channel but the messages themselves.
#[derive(Default)]
struct Sides {
    /// How many messages fit; `None` for a channel without bound.
    room: Option<usize>,
    held: usize,
    /// Where each living sender was made.
    senders: Vec<Place>,
    receiver: Option<Place>,
    sending: Waiters,
    receiving: Waiters,
}

impl Waitable for Core<Sides> {
    fn identity(&self) -> Identity {
        Core::identity(self)
    }

    fn holders(&self, _operation: Operation) -> Vec<Holder> {
        Vec::new()
    }

    fn meaning(&self, operation: Operation, _name: &dyn Fn(&Holder) -> String) -> Vec<String> {
        let state = lock(&self.state);
        if operation == Operation::Send {
            let taken = match state.room {
                Some(0) => "it has no room: each send waits until its message is taken".to_string(),
                room => format!("{} of {} places are taken", state.held, room.unwrap_or(0)),
            };
            let receiver = state.receiver.map(|place| {
                format!(
                    "its receiver, made at {}, is alive but takes nothing",
                    Location::from(place)
                )
            });
            return std::iter::once(taken).chain(receiver).collect();
        }
        let mut places: Vec<_> = state
            .senders
            .iter()
            .map(|place| Location::from(*place))
            .collect();
        places.sort();
        places.dedup();
        let places: Vec<String> = places.iter().map(Location::to_string).collect();
        let count = match state.senders.len() {
            1 => "1 sender is".to_string(),
            n => format!("{n} senders are"),
        };
        vec![
            format!(
                "it is empty, and {count} still alive, made at {}",
                places.join(", ")
            ),
            "a receive fails, and a loop over the receiver ends, only when no sender is left"
                .to_string(),
        ]
    }
}

impl<T> Channel<T> {
    /// A channel with one sender and one receiver.
    pub fn new(room: Option<usize>, place: Place) -> Arc<Self> {
        let channel = Channel {
            object: Object::new(ObjectKind::Channel, place),
            messages: Mutex::default(),
            show: Mutex::new(Show::NOTHING),
        };
        let core = channel.object.core();
        core.touch(|_| {
            let mut state = lock(&core.state);
            state.room = room;
            state.senders.push(place);
            state.receiver = Some(place);
        });
        Arc::new(channel)
    }

    pub fn set_name(&self, name: &str) {
        self.object.set_name(name);
    }

    pub fn add_sender(&self, place: Place) {
        let core = self.object.core();
        core.touch(|_| lock(&core.state).senders.push(place));
    }

    pub fn drop_sender(&self, place: Place) {
        let core = self.object.core();
        let called = core.touch(|this| {
            let mut state = lock(&core.state);
            let position = state.senders.iter().position(|other| *other == place);
            state
                .senders
                .swap_remove(position.expect("each sender is dropped once"));
            if !state.senders.is_empty() {
                return Vec::new();
            }
            this.note(Operation::Disconnect, Some(core.identity()), None);
            state.receiving.take_all()
        });
        world::wake(called);
    }

    pub fn drop_receiver(&self) {
        let core = self.object.core();
        let (called, unread) = core.touch(|this| {
            let mut state = lock(&core.state);
            this.note(Operation::Disconnect, Some(core.identity()), None);
            state.receiver = None;
            state.held = 0;
            let mut called = state.sending.take_all();
            let mut messages = lock(&self.messages);
            // A sender without room takes its message back itself.
            let (waited_for, unread): (VecDeque<_>, VecDeque<_>) = messages
                .drain(..)
                .partition(|message| message.sender.is_some());
            called.extend(
                waited_for
                    .iter()
                    .filter_map(|message| message.sender.clone()),
            );
            *messages = waited_for;
            (called, unread)
        });
        world::wake(called);
        // The destructors of messages are user code: they run when no lock is held.
        drop(unread);
    }

    /// Puts a message in, waiting for room as long as it takes.
    pub fn send(&self, value: T, place: Place) -> Result<(), SendError<T>> {
        let core = self.object.core();
        let text = self.text(&value);
        core.touch(|this| {
            loop {
                let ticket = Ticket::new(this);
                let mut state = lock(&core.state);
                if state.receiver.is_none() {
                    drop(state);
                    return Err(self.refuse(this, value, place));
                }
                let no_room_ever = state.room == Some(0);
                if no_room_ever || state.room.is_none_or(|room| state.held < room) {
                    let sender = no_room_ever.then(|| ticket.clone());
                    this.note_values(
                        Operation::Send,
                        Some(core.identity()),
                        Some(place),
                        None,
                        text,
                    );
                    let called = self.put(&mut state, Message { value, sender });
                    drop(state);
                    world::wake(called);
                    return if no_room_ever {
                        self.see_taken(&ticket, place)
                    } else {
                        Ok(())
                    };
                }
                state.sending.push(ticket.clone());
                drop(state);
                // Another sender may be faster than a woken one: look again then.
                core.wait(&ticket, Operation::Send, place, None);
            }
        })
    }

    /// Puts a message in if there is room at this moment.
    pub fn try_send(&self, value: T, place: Place) -> Result<(), TrySendError<T>> {
        let core = self.object.core();
        let text = self.text(&value);
        core.touch(|this| {
            let mut state = lock(&core.state);
            if state.receiver.is_none() {
                drop(state);
                let SendError(value) = self.refuse(this, value, place);
                return Err(TrySendError::Disconnected(value));
            }
            let room = match state.room {
                None => true,
                // Only into the hands of a receiver that waits.
                Some(0) => !state.receiving.is_empty(),
                Some(room) => state.held < room,
            };
            if !room {
                return Err(TrySendError::Full(value));
            }
            this.note_values(
                Operation::Send,
                Some(core.identity()),
                Some(place),
                None,
                text,
            );
            let called = self.put(
                &mut state,
                Message {
                    value,
                    sender: None,
                },
            );
            drop(state);
            world::wake(called);
            Ok(())
        })
    }

    /// Takes a message out, waiting until `deadline`, or for ever without one.
    pub fn receive(&self, deadline: Option<Instant>, place: Place) -> Result<T, RecvTimeoutError> {
        let core = self.object.core();
        core.touch(|this| {
            loop {
                let ticket = Ticket::new(this);
                match self.try_take(this, place) {
                    Ok(value) => return Ok(value),
                    Err(TryRecvError::Disconnected) => return Err(RecvTimeoutError::Disconnected),
                    Err(TryRecvError::Empty) => {}
                }
                if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                    return Err(RecvTimeoutError::Timeout);
                }
                {
                    let mut state = lock(&core.state);
                    if state.held > 0 || state.senders.is_empty() {
                        continue;
                    }
                    state.receiving.push(ticket.clone());
                }
                if !core.wait(&ticket, Operation::Receive, place, deadline) {
                    // Whoever has called already has put a message in: it is found when looking again.
                    lock(&core.state).receiving.remove(&ticket);
                }
            }
        })
    }

    /// Takes a message out if there is one at this moment.
    pub fn try_receive(&self, place: Place) -> Result<T, TryRecvError> {
        self.object.core().touch(|this| self.try_take(this, place))
    }

    fn try_take(&self, this: &Record, place: Place) -> Result<T, TryRecvError> {
        let core = self.object.core();
        let (message, called) = {
            let mut state = lock(&core.state);
            let Some(message) = lock(&self.messages).pop_front() else {
                if !state.senders.is_empty() {
                    return Err(TryRecvError::Empty);
                }
                this.note(
                    Operation::FoundDisconnected,
                    Some(core.identity()),
                    Some(place),
                );
                return Err(TryRecvError::Disconnected);
            };
            state.held -= 1;
            let called = message.sender.or_else(|| state.sending.pop());
            (message.value, called)
        };
        let text = self.text(&message);
        this.note_values(
            Operation::Receive,
            Some(core.identity()),
            Some(place),
            text,
            None,
        );
        world::wake(called);
        Ok(message)
    }

    fn refuse(&self, this: &Record, value: T, place: Place) -> SendError<T> {
        let identity = self.object.core().identity();
        this.note(Operation::FoundDisconnected, Some(identity), Some(place));
        SendError(value)
    }

    /// Waits until the message with this ticket has been taken out.
    fn see_taken(&self, ticket: &Ticket, place: Place) -> Result<(), SendError<T>> {
        self.object
            .core()
            .wait(ticket, Operation::Send, place, None);
        let own = {
            let mut messages = lock(&self.messages);
            let own = messages.iter().position(|message| {
                let sender = message.sender.as_ref();
                sender.is_some_and(|sender| sender.wait == ticket.wait)
            });
            own.and_then(|position| messages.remove(position))
        };
        // Still there: it was the end of the receiver that ended the wait.
        match own {
            None => Ok(()),
            Some(message) => Err(self.refuse(&ticket.thread, message.value, place)),
        }
    }

    /// Adds a message; gives who is to be called for that.
    fn put(&self, state: &mut Sides, message: Message<T>) -> Option<Ticket> {
        lock(&self.messages).push_back(message);
        state.held += 1;
        state.receiving.pop()
    }

    fn text(&self, value: &T) -> Option<String> {
        let show = *lock(&self.show);
        // SAFETY: `show_messages` makes it for `T`.
        unsafe { show.text(value) }
    }
}

impl<T: std::fmt::Debug> Channel<T> {
    /// Prints each message in what is remembered of sends and receives.
    pub fn show_messages(&self) {
        *lock(&self.show) = Show::debug::<T>();
    }
}
