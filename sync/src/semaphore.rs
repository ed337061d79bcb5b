//! A number of tokens under a lock. `acquire` takes one and waits while there is none; `release` gives one back
//! (Dijkstra, EWD 123, 1965: P and V).
//!
//! A mutex belongs to the thread that locked it. A token belongs to nobody: one thread may give what another takes. So a
//! semaphore can also *signal*.
//!
//! `unwrap` on a lock: nobody panics while holding it, short of more tokens than a `usize` can count.
//!
//! Models and twins: `cargo loom -p sync semaphore`.

use interleave::{Named, Shown};

use super::engine::sync::{Arc, Condvar, Mutex};
use super::engine::thread;

/// Tokens that threads take and give.
pub struct Semaphore {
    tokens: Mutex<usize>,
    given: Condvar,
}

/// A token, given back when this is dropped: also by a panic.
#[must_use = "dropped at once, it holds nothing"]
pub struct Token<'a>(&'a Semaphore);

impl Semaphore {
    /// So many tokens to begin with.
    pub fn new(tokens: usize) -> Self {
        Semaphore {
            tokens: Mutex::new(tokens).named("tokens").shown(),
            given: Condvar::new().named("given"),
        }
    }

    /// Takes a token, and waits until there is one.
    pub fn acquire(&self) {
        let mut tokens = self.tokens.lock().unwrap();
        while *tokens == 0 {
            tokens = self.given.wait(tokens).unwrap();
        }
        *tokens -= 1;
    }

    /// Gives a token, which nobody need have taken before.
    pub fn release(&self) {
        *self.tokens.lock().unwrap() += 1;
        // One token lets one thread go on.
        self.given.notify_one();
    }

    /// How many tokens there are at this moment.
    pub fn tokens(&self) -> usize {
        *self.tokens.lock().unwrap()
    }

    /// Takes a token that cannot be forgotten.
    pub fn enter(&self) -> Token<'_> {
        self.acquire();
        Token(self)
    }
}

impl Drop for Token<'_> {
    fn drop(&mut self) {
        self.0.release();
    }
}

/// Two threads meet: neither goes on before both have come. Each has a semaphore on which the other signals.
pub struct Meeting {
    came: [Semaphore; 2],
}

impl Default for Meeting {
    fn default() -> Self {
        Self::new()
    }
}

impl Meeting {
    /// Nobody has come.
    pub fn new() -> Self {
        Meeting {
            came: [Semaphore::new(0), Semaphore::new(0)],
        }
    }

    /// Waits for the other one. `me` is 0 or 1.
    pub fn meet(&self, me: usize) {
        self.came[me].release();
        self.came[1 - me].acquire();
    }
}

/// Twin: each waits for the other's signal before it gives its own.
pub mod wait_first {
    use super::Meeting;

    /// As [`Meeting::meet`].
    pub fn meet(meeting: &Meeting, me: usize) {
        meeting.came[1 - me].acquire();
        meeting.came[me].release();
    }
}

/// Twin: wakes somebody only when the last token had been gone.
pub mod wakes_at_zero_only {
    use super::Semaphore;

    /// Two releases in a row wake one of two who wait.
    pub fn release(semaphore: &Semaphore) {
        let mut tokens = semaphore.tokens.lock().unwrap();
        *tokens += 1;
        if *tokens == 1 {
            semaphore.given.notify_one();
        }
    }
}

/// Two threads meet by `meet`, which is told who calls: 0 or 1.
pub fn two_meet(meet: fn(&Meeting, usize)) {
    let meeting = Arc::new(Meeting::new());
    let other = thread::spawn({
        let meeting = Arc::clone(&meeting);
        move || meet(&meeting, 1)
    });
    meet(&meeting, 0);
    other.join().unwrap();
}
