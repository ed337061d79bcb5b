//! The names of [`std::sync::mpsc`].

mod queue;
mod receiver;
mod sender;

use std::fmt;

pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

use crate::explored::handle::{debug_text, place};
use crate::{Named, Shown};

pub use receiver::{IntoIter, Iter, Receiver, TryIter};
pub use sender::{Sender, SyncSender};

use queue::Queue;

/// A channel of any length.
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let (queue, made) = (Queue::new(None), place());
    (Sender::new(&queue, made), Receiver::new(queue, made))
}

/// A channel that holds up to `bound` messages; with 0, a sender waits until its message is taken.
#[track_caller]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let (queue, made) = (Queue::new(Some(bound)), place());
    let sender = SyncSender::new(&queue, bound == 0, made);
    (sender, Receiver::new(queue, made))
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
                    self.1.queue().handle.rename(name);
                    self
                }
            }

            impl<T: fmt::Debug> Shown for ($sender<T>, Receiver<T>) {
                fn shown(self) -> Self {
                    // Shown twice is shown.
                    let _ = self.1.queue().show.set(debug_text);
                    self
                }
            }
        )*
    };
}

pair!(Sender SyncSender);
