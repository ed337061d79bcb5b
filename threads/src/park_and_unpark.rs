//! One thread sleeps until another has an answer for it: `park` and `unpark`.
//!
//! Each thread has a *token*, there or not. `unpark` makes it there. `park` waits until it is there and takes it away. So
//! an `unpark` that comes first is not lost, and two of them are worth as much as one.
//!
//! The token says "look again", never "it is done": it may come from someone else, and `park` may even return without
//! one (a *spurious wake-up*). Nor does it keep: locks and channels may park while they wait, and take it. So what the
//! thread waits for stands in a variable of its own, and `park` stands in a loop.
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `value` | the answer | Relaxed | none of its own: `ready` publishes it |
//! | `ready` | says that `value` is the answer | Release store, Acquire load | each other |
//!
//! Models and twins: `cargo loom -p threads park_and_unpark`. The book includes this file once more, in the explorer: `engine`
//! is whichever the including module says.

use interleave::Named;

use super::engine::sync::atomic::{
    AtomicBool, AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use super::engine::thread::{self, Thread};

/// Room for one answer, from one thread to another.
pub struct Answer {
    value: AtomicU32,
    ready: AtomicBool,
}

impl Default for Answer {
    fn default() -> Self {
        Self::new()
    }
}

impl Answer {
    /// No answer yet.
    pub fn new() -> Self {
        Answer {
            value: AtomicU32::new(0).named("value"),
            ready: AtomicBool::new(false).named("ready"),
        }
    }

    /// Writes the answer down, then wakes `waiter`.
    pub fn give(&self, value: u32, waiter: &Thread) {
        self.value.store(value, Relaxed);
        // Release: pairs with the Acquire load in `wait`; whoever sees `ready` sees `value`.
        self.ready.store(true, Release);
        waiter.unpark();
    }

    /// Sleeps until the answer is there. Call it from the thread that `give` wakes.
    pub fn wait(&self) -> u32 {
        // Acquire: pairs with the Release store in `give`.
        while !self.ready.load(Acquire) {
            thread::park();
        }
        self.value.load(Relaxed)
    }
}

/// Twin: `if` in place of `while`.
pub mod park_once {
    use super::{Acquire, Answer, Relaxed, thread};

    /// Takes any wake-up for the answer.
    pub fn wait(answer: &Answer) -> u32 {
        // Acquire: pairs with the Release store in `give`, if it has come.
        if !answer.ready.load(Acquire) {
            thread::park();
        }
        answer.value.load(Relaxed)
    }
}

/// Twin: wakes first, writes the answer after.
pub mod unpark_too_early {
    use super::{Answer, Relaxed, Release, Thread};

    /// The waiter may look, find nothing, and sleep again before the answer is there. Nobody wakes it a second time.
    pub fn give(answer: &Answer, value: u32, waiter: &Thread) {
        waiter.unpark();
        answer.value.store(value, Relaxed);
        // Release: pairs with the Acquire load in `wait`.
        answer.ready.store(true, Release);
    }
}

/// Twin: the flag does not publish the answer.
pub mod relaxed_flag {
    use super::{Answer, Relaxed, Thread, thread};

    /// As [`Answer::give`].
    pub fn give(answer: &Answer, value: u32, waiter: &Thread) {
        answer.value.store(value, Relaxed);
        // Relaxed, and wrong: nothing orders the store above before this one in the eyes of another thread.
        answer.ready.store(true, Relaxed);
        waiter.unpark();
    }

    /// As [`Answer::wait`]. A waiter that finds the flag set never parks, so `unpark` orders nothing for it.
    pub fn wait(answer: &Answer) -> u32 {
        while !answer.ready.load(Relaxed) {
            thread::park();
        }
        answer.value.load(Relaxed)
    }
}
