//! The names of [`std::sync::mpsc`].

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

use crate::explored::execution::{current, step, step_in_drop};
use crate::explored::handle::{Handle, Show, debug_text, place, written_by};
use crate::explored::object::{Channel, Message, Shared, State};
use crate::explored::run::Run;
use crate::explored::step::{Choice, Condition, Step};
use crate::trace::{Location, Operation};
use crate::{Named, Shown};

/// What both halves share.
struct Queue<T> {
    handle: Handle,
    messages: Mutex<VecDeque<T>>,
    show: OnceLock<Show<T>>,
}

/// The sending half of [`channel`].
pub struct Sender<T>(Half<T>);

/// The sending half of [`sync_channel`].
pub struct SyncSender<T> {
    half: Half<T>,
    rendezvous: bool,
}

/// The receiving half.
pub struct Receiver<T> {
    queue: Arc<Queue<T>>,
}

/// A handle that counts as a sender.
struct Half<T> {
    queue: Arc<Queue<T>>,
}

/// A channel of any length.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let queue = Queue::new(None);
    let receiver = Receiver {
        queue: Arc::clone(&queue),
    };
    (Sender(Half { queue }), receiver)
}

/// A channel that holds up to `bound` messages; with 0, a sender waits until its message is taken.
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let queue = Queue::new(Some(bound));
    let receiver = Receiver {
        queue: Arc::clone(&queue),
    };
    let sender = SyncSender {
        half: Half { queue },
        rendezvous: bound == 0,
    };
    (sender, receiver)
}

impl<T> Queue<T> {
    fn new(bound: Option<usize>) -> Arc<Self> {
        let state = State::Channel(Channel {
            queue: VecDeque::new(),
            bound,
            senders: 1,
            receiver: true,
            sent: 0,
            taken: 0,
        });
        Arc::new(Queue {
            handle: Handle::new(Shared::new(state)),
            messages: Mutex::default(),
            show: OnceLock::new(),
        })
    }

    /// Puts a message in; its number. Gives it back if nobody will receive.
    fn put(&self, run: &mut Run, me: usize, message: T, text: Option<String>) -> Result<u64, T> {
        let index = self.handle.index();
        let receiver = run.object(index).channel().receiver;
        run.observe(me, u128::from(receiver));
        let mut event = run.event(me);
        if !receiver {
            event.operation = Operation::FoundDisconnected;
            run.events.push(event);
            return Err(message);
        }
        event.written.clone_from(&text);
        run.events.push(event);
        let content = written_by::<T>(run, me, text.as_ref());
        let clock = run.thread(me).clocks.now.clone();
        let channel = run.object(index).channel_mut();
        channel.queue.push_back(Message {
            content,
            text,
            clock,
        });
        channel.sent += 1;
        let number = channel.sent;
        self.lock().push_back(message);
        Ok(number)
    }

    /// Takes the first message out; if there is none, whether senders are left.
    fn take(&self, run: &mut Run, me: usize) -> Result<T, bool> {
        let index = self.handle.index();
        let channel = run.object(index).channel_mut();
        let senders = channel.senders > 0;
        let mut event = run.event(me);
        let Some(message) = run.object(index).channel_mut().queue.pop_front() else {
            run.observe(me, u128::from(senders));
            if !senders {
                let clock = run.object(index).clock.clone();
                run.thread(me).clocks.now.join(&clock);
                event.operation = Operation::FoundDisconnected;
            }
            event.read = senders.then(|| "nothing".to_string());
            run.events.push(event);
            return Err(senders);
        };
        run.object(index).channel_mut().taken += 1;
        run.observe(me, 2);
        run.observe(me, message.content);
        run.thread(me).clocks.now.join(&message.clock);
        event.read = message.text;
        run.events.push(event);
        let value = self.lock().pop_front();
        Ok(value.unwrap_or_else(|| unreachable!("each message has its entry")))
    }

    fn text(&self, message: &T) -> Option<String> {
        Some(self.show.get()?(message))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<T>> {
        // No code of the program under test runs while it is held.
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn step(&self, operation: Operation, place: Location) -> Step {
        Step::new(operation, place).on(self.handle.index())
    }
}

impl<T> Half<T> {
    #[track_caller]
    fn send(&self, message: T, condition: Condition, place: Location) -> Result<u64, SendError<T>> {
        let text = self.queue.text(&message);
        let mut announced = self.queue.step(Operation::Send, place).when(condition);
        if let Some(text) = &text {
            announced = announced.with(crate::explored::fingerprint::of_text(text), text.clone());
        }
        step(announced, |run, me| self.queue.put(run, me, message, text))
            // A destructor sends when the execution is over: nobody will look.
            .unwrap_or(Ok(0))
            .map_err(SendError)
    }
}

impl<T> Clone for Half<T> {
    fn clone(&self) -> Self {
        if let Some((execution, _)) = current() {
            let index = self.queue.handle.index();
            execution.lock().object(index).channel_mut().senders += 1;
        }
        Half {
            queue: Arc::clone(&self.queue),
        }
    }
}

impl<T> Drop for Half<T> {
    fn drop(&mut self) {
        let Some(index) = self.queue.handle.index_in_drop() else {
            return;
        };
        let announced = self.queue.step(Operation::Disconnect, Location::caller());
        step_in_drop(announced, |run, me| {
            let now = run.thread(me).clocks.now.clone();
            let object = run.object(index);
            object.clock.join(&now);
            let channel = object.channel_mut();
            channel.senders -= 1;
            if channel.senders == 0 {
                let event = run.event(me);
                run.events.push(event);
            }
        });
    }
}

impl<T> Sender<T> {
    /// Puts a message in.
    ///
    /// # Errors
    ///
    /// The message, if the receiver is gone.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.0.send(message, Condition::Always, place()).map(|_| ())
    }
}

impl<T> SyncSender<T> {
    /// Waits for room and puts a message in; with bound 0, waits until it is taken.
    ///
    /// # Errors
    ///
    /// The message, if the receiver is gone.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        let place = place();
        let queue = &self.half.queue;
        let channel = queue.handle.index();
        let number = self.half.send(message, Condition::Room(channel), place)?;
        if !self.rendezvous {
            return Ok(());
        }
        let announced = queue
            .step(Operation::Send, place)
            .when(Condition::Taken { channel, number })
            .silently();
        let refused = step(announced, |run, me| {
            let object = run.object(channel).channel_mut();
            let taken = object.taken >= number;
            if !taken {
                object.queue.clear();
            }
            run.observe(me, u128::from(taken));
            if taken {
                None
            } else {
                queue.lock().pop_front()
            }
        });
        match refused.flatten() {
            Some(message) => Err(SendError(message)),
            None => Ok(()),
        }
    }

    /// Puts a message in if there is room; with bound 0, if a receiver waits.
    ///
    /// # Errors
    ///
    /// The message, if there is no room or the receiver is gone.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        let queue = &self.half.queue;
        let text = queue.text(&message);
        let announced = queue
            .step(Operation::Send, place())
            .when(Condition::Offer(queue.handle.index()));
        step(announced, |run, me| {
            if run.thread(me).choice == Choice::Refused {
                run.observe(me, 2);
                let mut event = run.event(me);
                event.read = Some("full".to_string());
                run.events.push(event);
                return Err(TrySendError::Full(message));
            }
            queue
                .put(run, me, message, text)
                .map(|_| ())
                .map_err(TrySendError::Disconnected)
        })
        // As in `send`.
        .unwrap_or(Ok(()))
    }
}

impl<T> Receiver<T> {
    /// Waits for a message.
    ///
    /// # Errors
    ///
    /// If none is left and all senders are gone.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        let channel = self.queue.handle.index();
        let timed = false;
        let announced = self
            .queue
            .step(Operation::Receive, place())
            .when(Condition::Message { channel, timed });
        step(announced, |run, me| self.queue.take(run, me))
            .unwrap_or_else(|| self.queue.lock().pop_front().ok_or(false))
            .map_err(|_| RecvError)
    }

    /// Takes a message if there is one.
    ///
    /// # Errors
    ///
    /// If there is none now, or never will be.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let announced = self.queue.step(Operation::Receive, place());
        step(announced, |run, me| self.queue.take(run, me))
            .unwrap_or_else(|| self.queue.lock().pop_front().ok_or(false))
            .map_err(|senders| {
                if senders {
                    TryRecvError::Empty
                } else {
                    TryRecvError::Disconnected
                }
            })
    }

    /// Waits for a message, but time may be up at any moment before there is one.
    ///
    /// # Errors
    ///
    /// If time is up, or none is left and all senders are gone.
    #[track_caller]
    pub fn recv_timeout(&self, _limit: Duration) -> Result<T, RecvTimeoutError> {
        let channel = self.queue.handle.index();
        let timed = true;
        let announced = self
            .queue
            .step(Operation::Receive, place())
            .when(Condition::Message { channel, timed });
        step(announced, |run, me| {
            if run.thread(me).choice == Choice::TimeOut {
                run.time_out(me);
                run.observe(me, 3);
                let mut event = run.event(me);
                event.operation = Operation::TimedOut;
                run.events.push(event);
                return Err(true);
            }
            self.queue.take(run, me)
        })
        .unwrap_or_else(|| self.queue.lock().pop_front().ok_or(false))
        .map_err(|timed_out| {
            if timed_out {
                RecvTimeoutError::Timeout
            } else {
                RecvTimeoutError::Disconnected
            }
        })
    }

    /// Messages until all senders are gone.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self }
    }

    /// Messages that are there already.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let Some(index) = self.queue.handle.index_in_drop() else {
            return;
        };
        let announced = self.queue.step(Operation::Disconnect, Location::caller());
        let rest = step_in_drop(announced, |run, me| {
            let event = run.event(me);
            run.events.push(event);
            let channel = run.object(index).channel_mut();
            channel.receiver = false;
            if channel.bound == Some(0) {
                // The sender that still waits takes its message back.
                return VecDeque::new();
            }
            channel.queue.clear();
            std::mem::take(&mut *self.queue.lock())
        });
        // Destructors of messages may take steps of their own.
        drop(rest);
    }
}

/// Messages until all senders are gone.
pub struct Iter<'a, T> {
    receiver: &'a Receiver<T>,
}

/// Messages that are there already.
pub struct TryIter<'a, T> {
    receiver: &'a Receiver<T>,
}

/// Messages until all senders are gone, with the receiver used up.
pub struct IntoIter<T> {
    receiver: Receiver<T>,
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;
    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.recv().ok()
    }
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;
    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.try_recv().ok()
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;
    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.recv().ok()
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;
    fn into_iter(self) -> IntoIter<T> {
        IntoIter { receiver: self }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Sender(self.0.clone())
    }
}

impl<T> Clone for SyncSender<T> {
    fn clone(&self) -> Self {
        SyncSender {
            half: self.half.clone(),
            rendezvous: self.rendezvous,
        }
    }
}

macro_rules! opaque {
    ($($name:ident)*) => {
        $(impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}

opaque!(Sender SyncSender Receiver);

macro_rules! pair {
    ($($sender:ident)*) => {
        $(
            impl<T> Named for ($sender<T>, Receiver<T>) {
                fn named(self, name: &str) -> Self {
                    self.1.queue.handle.rename(name);
                    self
                }
            }

            impl<T: fmt::Debug> Shown for ($sender<T>, Receiver<T>) {
                fn shown(self) -> Self {
                    // Shown twice is shown.
                    let _ = self.1.queue.show.set(debug_text);
                    self
                }
            }
        )*
    };
}

pair!(Sender SyncSender);
