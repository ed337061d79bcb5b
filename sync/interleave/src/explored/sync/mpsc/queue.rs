//! What both halves of a channel share: the messages, and what the scheduler knows of them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::explored::handle::{Handle, Show, written_by};
use crate::explored::object::{Channel, Message, Shared, State};
use crate::explored::run::Run;
use crate::explored::step::Step;
use crate::trace::{Location, Operation};

/// What both halves share.
pub(super) struct Queue<T> {
    pub(super) handle: Handle,
    messages: Mutex<VecDeque<T>>,
    pub(super) show: OnceLock<Show<T>>,
}

impl<T> Queue<T> {
    /// A channel with one sender and its receiver.
    pub(super) fn new(bound: Option<usize>) -> Arc<Self> {
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
    pub(super) fn put(
        &self,
        run: &mut Run,
        me: usize,
        message: T,
        text: Option<String>,
    ) -> Result<u64, T> {
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
    pub(super) fn take(&self, run: &mut Run, me: usize) -> Result<T, bool> {
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

    /// The message as text, if it is to be shown.
    pub(super) fn text(&self, message: &T) -> Option<String> {
        Some(self.show.get()?(message))
    }

    /// The messages.
    pub(super) fn lock(&self) -> MutexGuard<'_, VecDeque<T>> {
        // No code of the program under test runs while it is held.
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A step on this channel, to be announced.
    pub(super) fn step(&self, operation: Operation, place: Location) -> Step {
        Step::new(operation, place).on(self.handle.index())
    }
}
