//! [`std::sync::mpsc`], watched. The errors are std's own.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::channel::Channel;
use super::record::Place;
use crate::{Named, Shown};

pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

/// A channel without bound: a send never waits.
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let place = Location::caller();
    let channel = Channel::new(None, place);
    let sender = Sender {
        channel: Arc::clone(&channel),
        made: place,
    };
    (sender, Receiver::of(channel))
}

/// A channel that holds up to `bound` messages: a send to a full one waits. With bound 0 each send waits until its
/// message has been taken.
#[track_caller]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let place = Location::caller();
    let channel = Channel::new(Some(bound), place);
    let sender = SyncSender {
        channel: Arc::clone(&channel),
        made: place,
    };
    (sender, Receiver::of(channel))
}

/// The sending half of [`channel`].
pub struct Sender<T> {
    channel: Arc<Channel<T>>,
    made: Place,
}

/// The sending half of [`sync_channel`].
pub struct SyncSender<T> {
    channel: Arc<Channel<T>>,
    made: Place,
}

/// The receiving half.
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
    /// As in std, a receiver may move to another thread but not be shared.
    not_shared: PhantomData<Cell<()>>,
}

impl<T> Sender<T> {
    /// Puts a message in.
    ///
    /// # Errors
    ///
    /// If the receiver is gone; the error holds the message.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.channel.send(message, Location::caller())
    }
}

impl<T> SyncSender<T> {
    /// Puts a message in as soon as there is room.
    ///
    /// # Errors
    ///
    /// If the receiver is gone; the error holds the message.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.channel.send(message, Location::caller())
    }

    /// Puts a message in if there is room at this moment.
    ///
    /// # Errors
    ///
    /// If there is none, or the receiver is gone; the error holds the message.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.channel.try_send(message, Location::caller())
    }
}

impl<T> Receiver<T> {
    fn of(channel: Arc<Channel<T>>) -> Self {
        Receiver {
            channel,
            not_shared: PhantomData,
        }
    }

    /// Waits for the next message.
    ///
    /// # Errors
    ///
    /// If there is none and all senders are gone.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.channel
            .receive(None, Location::caller())
            .map_err(|_| RecvError)
    }

    /// Takes a message if there is one at this moment.
    ///
    /// # Errors
    ///
    /// If there is none; the error says whether one may still come.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.channel.try_receive(Location::caller())
    }

    /// Waits for the next message for at most `limit`.
    ///
    /// # Errors
    ///
    /// If the time was up, or there is no message and all senders are gone.
    #[track_caller]
    pub fn recv_timeout(&self, limit: Duration) -> Result<T, RecvTimeoutError> {
        // A limit past the end of the clock is none.
        let deadline = Instant::now().checked_add(limit);
        self.channel.receive(deadline, Location::caller())
    }

    /// Messages, waiting for each, until all senders are gone.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self }
    }

    /// The messages that are there at this moment.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self }
    }
}

/// What [`Receiver::iter`] returns.
#[derive(Debug)]
pub struct Iter<'a, T: 'a> {
    receiver: &'a Receiver<T>,
}

/// What [`Receiver::try_iter`] returns.
#[derive(Debug)]
pub struct TryIter<'a, T: 'a> {
    receiver: &'a Receiver<T>,
}

/// The messages of a receiver that is used up by it.
#[derive(Debug)]
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

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.channel.drop_receiver();
    }
}

macro_rules! sending_halves {
    ($($half:ident),*) => {
        $(impl<T> Clone for $half<T> {
            #[track_caller]
            fn clone(&self) -> Self {
                let place = Location::caller();
                self.channel.add_sender(place);
                $half {
                    channel: Arc::clone(&self.channel),
                    made: place,
                }
            }
        }

        impl<T> Drop for $half<T> {
            fn drop(&mut self) {
                self.channel.drop_sender(self.made);
            }
        }

        impl<T> Named for ($half<T>, Receiver<T>) {
            fn named(self, name: &str) -> Self {
                self.0.channel.set_name(name);
                self
            }
        }

        impl<T: fmt::Debug> Shown for ($half<T>, Receiver<T>) {
            fn shown(self) -> Self {
                self.0.channel.show_messages();
                self
            }
        })*
    };
}

sending_halves!(Sender, SyncSender);

macro_rules! handles {
    ($($handle:ident),*) => {
        $(impl<T> fmt::Debug for $handle<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($handle)).finish_non_exhaustive()
            }
        }

        // As in std: a panic in between leaves a channel whole.
        impl<T> UnwindSafe for $handle<T> {}
        impl<T> RefUnwindSafe for $handle<T> {})*
    };
}

handles!(Sender, SyncSender, Receiver);
