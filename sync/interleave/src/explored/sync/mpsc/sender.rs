//! The sending halves.

use std::sync::Arc;
use std::sync::mpsc::{SendError, TrySendError};

use crate::explored::execution::{current, step, step_in_drop};
use crate::explored::fingerprint::of_text;
use crate::explored::handle::place;
use crate::explored::step::{Choice, Condition};
use crate::trace::{Location, Operation};

use super::queue::Queue;

/// The sending half of [`channel`](super::channel).
pub struct Sender<T>(Half<T>);

/// The sending half of [`sync_channel`](super::sync_channel).
pub struct SyncSender<T> {
    half: Half<T>,
    rendezvous: bool,
}

/// A handle that counts as a sender.
struct Half<T> {
    queue: Arc<Queue<T>>,
    /// Where it was made. A destructor cannot know its caller: its step bears this place.
    made: Location,
}

impl<T> Half<T> {
    fn new(queue: &Arc<Queue<T>>, made: Location) -> Self {
        let queue = Arc::clone(queue);
        Half { queue, made }
    }

    #[track_caller]
    fn send(&self, message: T, condition: Condition, place: Location) -> Result<u64, SendError<T>> {
        let text = self.queue.text(&message);
        let mut announced = self.queue.step(Operation::Send, place).when(condition);
        if let Some(text) = &text {
            announced = announced.with(of_text(text), text.clone());
        }
        step(announced, |run, me| self.queue.put(run, me, message, text))
            // A destructor sends when the execution is over: nobody will look.
            .unwrap_or(Ok(0))
            .map_err(SendError)
    }
}

impl<T> Clone for Half<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        if let Some((execution, _)) = current() {
            let index = self.queue.handle.index();
            execution.lock().object(index).channel_mut().senders += 1;
        }
        Half {
            queue: Arc::clone(&self.queue),
            made: place(),
        }
    }
}

impl<T> Drop for Half<T> {
    fn drop(&mut self) {
        let Some(index) = self.queue.handle.index_in_drop() else {
            return;
        };
        let announced = self.queue.step(Operation::Disconnect, self.made);
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
    pub(super) fn new(queue: &Arc<Queue<T>>, made: Location) -> Self {
        Sender(Half::new(queue, made))
    }

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
    pub(super) fn new(queue: &Arc<Queue<T>>, rendezvous: bool, made: Location) -> Self {
        SyncSender {
            half: Half::new(queue, made),
            rendezvous,
        }
    }

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

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        Sender(self.0.clone())
    }
}

impl<T> Clone for SyncSender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        SyncSender {
            half: self.half.clone(),
            rendezvous: self.rendezvous,
        }
    }
}
