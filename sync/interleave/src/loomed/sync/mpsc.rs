//! Channels, each operation one step. loom's own have no bound and report the end of all senders as a deadlock.

mod iterators;
mod shared;

use std::sync::Arc;
use std::time::Duration;

use crate::loomed::record;
use crate::trace::Location;
use crate::{Named, Shown};
use shared::Shared;

pub use iterators::{IntoIter, Iter, TryIter};
pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

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
