//! Room for one letter. Whoever finds it empty sleeps until somebody says that this has changed.
//!
//! A condition variable does not know the condition. It is a bench to sleep on: `wait` gives the lock back and sits down *in one
//! step*, and before it returns it has the lock again. What is waited for stands in data under that lock, and is looked at
//! again after each wait.
//!
//! `unwrap` on a lock: only the twin [`looks_once`] panics while holding it, and its model ends there.
//!
//! Models and twins: `cargo loom -p sync mailbox`.

use interleave::{Named, Shown};

use super::engine::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::engine::sync::{Arc, Condvar, Mutex};
use super::engine::thread;

/// Room for one letter.
pub struct Mailbox {
    letter: Mutex<Option<u32>>,
    filled: Condvar,
}

impl Default for Mailbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Mailbox {
    /// An empty one.
    pub fn new() -> Self {
        Mailbox {
            letter: Mutex::new(None).named("letter").shown(),
            filled: Condvar::new().named("filled"),
        }
    }

    /// Puts a letter in. What was there before is gone: it is handed back.
    pub fn put(&self, letter: u32) -> Option<u32> {
        let before = self.letter.lock().unwrap().replace(letter);
        // After the lock was given back: whoever wakes finds it free. Under the lock would be right as well.
        self.filled.notify_one();
        before
    }

    /// Takes the letter out, and sleeps until there is one.
    pub fn take(&self) -> u32 {
        let mut letter = self.letter.lock().unwrap();
        loop {
            if let Some(letter) = letter.take() {
                return letter;
            }
            letter = self.filled.wait(letter).unwrap();
        }
    }
}

/// Twin: `if` in place of a loop.
pub mod looks_once {
    use super::Mailbox;

    /// Takes any return from `wait` for a letter.
    ///
    /// # Panics
    ///
    /// If it woke without one.
    pub fn take(mailbox: &Mailbox) -> u32 {
        let mut letter = mailbox.letter.lock().unwrap();
        if letter.is_none() {
            letter = mailbox.filled.wait(letter).unwrap();
        }
        letter.take().expect("woken, but there is no letter")
    }
}

/// Twin: what is waited for is not under the lock.
pub struct FlagOutside {
    letter: AtomicU32,
    lock: Mutex<()>,
    filled: Condvar,
}

impl Default for FlagOutside {
    fn default() -> Self {
        Self::new()
    }
}

impl FlagOutside {
    /// An empty one: 0 stands for no letter.
    pub fn new() -> Self {
        FlagOutside {
            letter: AtomicU32::new(0).named("letter"),
            lock: Mutex::new(()).named("lock"),
            filled: Condvar::new().named("filled"),
        }
    }

    /// Puts a letter in and wakes somebody, if somebody sleeps by then.
    pub fn put(&self, letter: u32) {
        // SeqCst, and no ordering would help: the fault is the moment, not what is seen.
        self.letter.store(letter, SeqCst);
        self.filled.notify_one();
    }

    /// Between its look at the letter and its sleep, `put` may come and go.
    pub fn take(&self) -> u32 {
        let mut guard = self.lock.lock().unwrap();
        loop {
            // SeqCst: as in `put`.
            match self.letter.swap(0, SeqCst) {
                0 => guard = self.filled.wait(guard).unwrap(),
                letter => return letter,
            }
        }
    }
}

/// `main` puts letter 42 in by `put`, thread 1 takes it out by `take`.
///
/// # Panics
///
/// If another letter was taken out, or whatever `take` panics for.
pub fn one_letter<M, R>(put: fn(&M, u32) -> R, take: fn(&M) -> u32)
where
    M: Default + Send + Sync + 'static,
{
    let mailbox = Arc::new(M::default());
    let taker = thread::spawn({
        let mailbox = Arc::clone(&mailbox);
        move || take(&mailbox)
    });
    put(&mailbox, 42);
    let taken = taker.join().unwrap();
    assert!(taken == 42, "letter 42 was put in, {taken} was taken out");
}
