//! The receiving half, and its iterators.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{RecvError, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use crate::explored::execution::{step, step_in_drop};
use crate::explored::handle::place;
use crate::explored::step::{Choice, Condition};
use crate::trace::{Location, Operation};

use super::queue::Queue;

/// The receiving half.
pub struct Receiver<T> {
    queue: Arc<Queue<T>>,
    /// Where it was made: the place of the step by which it disconnects.
    made: Location,
}

impl<T> Receiver<T> {
    pub(super) fn new(queue: Arc<Queue<T>>, made: Location) -> Self {
        Receiver { queue, made }
    }

    pub(super) fn queue(&self) -> &Queue<T> {
        &self.queue
    }

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
        let announced = self.queue.step(Operation::Disconnect, self.made);
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
