//! Four ways in which one thread's write *happens before* another thread's read, and one in which it does not.
//!
//! The relation (C++ standard, [intro.races]): a step happens before a later one of the same thread; some steps of one thread
//! *synchronise with* steps of another, and then what came before the one happens before what comes after the other. A plain
//! read sees the last write that happened before it. If a write is not ordered with it, that is a data race.
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `ready` | says that the letter is written | Release store | Acquire load that sees it |
//!
//! Models and twins: `cargo loom -p sync happens_before`.

use interleave::{Named, Shown};

use super::engine::cell::UnsafeCell;
use super::engine::sync::atomic::{
    AtomicBool,
    Ordering::{self, Acquire, Relaxed, Release},
};
use super::engine::sync::{Arc, Mutex, mpsc};
use super::engine::thread;

/// A plain variable that two threads use. Nothing in it orders anything: each function below has to.
struct Letter(UnsafeCell<u32>);

// SAFETY: as far as the type goes, this is a lie: it says that threads may share the cell. Each function below says what
// orders the write and the read; the twin has nothing, and the checkers say so. No function here is called outside a checker.
unsafe impl Sync for Letter {}
// SAFETY: a number belongs to no thread.
unsafe impl Send for Letter {}

impl Letter {
    fn blank() -> Arc<Self> {
        Arc::new(Letter(UnsafeCell::new(0).named("letter").shown()))
    }

    fn write(&self) {
        // SAFETY: the caller vouches that nobody reads or writes at the same time.
        self.0.with_mut(|letter| unsafe { *letter = 42 });
    }

    fn read(&self) -> u32 {
        // SAFETY: the caller vouches that nobody writes at the same time.
        self.0.with(|letter| unsafe { *letter })
    }
}

/// `spawn` synchronises with the beginning of the new thread, the end of a thread with its `join`.
pub fn by_spawn_and_join() {
    let letter = Letter::blank();
    letter.write();
    let child = thread::spawn({
        let letter = Arc::clone(&letter);
        move || {
            let read = letter.read();
            letter.write();
            read
        }
    });
    assert_eq!(child.join().unwrap(), 42);
    assert_eq!(letter.read(), 42);
}

/// Each unlock synchronises with the next lock of the same mutex.
pub fn by_lock() {
    let letter = Letter::blank();
    let written = Arc::new(Mutex::new(false).named("written").shown());
    let writer = thread::spawn({
        let (letter, written) = (Arc::clone(&letter), Arc::clone(&written));
        move || {
            letter.write();
            *written.lock().unwrap() = true;
        }
    });
    let is_written = *written.lock().unwrap();
    if is_written {
        assert_eq!(letter.read(), 42);
    }
    writer.join().unwrap();
}

/// Each send synchronises with its receive.
pub fn by_channel() {
    let letter = Letter::blank();
    let (sender, receiver) = mpsc::channel();
    let writer = thread::spawn({
        let letter = Arc::clone(&letter);
        move || {
            letter.write();
            sender.send(()).unwrap();
        }
    });
    receiver.recv().unwrap();
    assert_eq!(letter.read(), 42);
    writer.join().unwrap();
}

/// A Release store synchronises with each Acquire load that reads from it.
pub fn by_release_and_acquire() {
    by_flag(Release, Acquire);
}

/// Twin: the flag arrives, and says nothing about the letter.
pub fn by_relaxed_flag() {
    by_flag(Relaxed, Relaxed);
}

/// Twin: the writer publishes, the reader does not look properly.
pub fn by_release_alone() {
    by_flag(Release, Relaxed);
}

fn by_flag(raise: Ordering, look: Ordering) {
    let letter = Letter::blank();
    let ready = Arc::new(AtomicBool::new(false).named("ready"));
    let writer = thread::spawn({
        let (letter, ready) = (Arc::clone(&letter), Arc::clone(&ready));
        move || {
            letter.write();
            // Release: pairs with the Acquire load below; Relaxed in the first twin, and wrong.
            ready.store(true, raise);
        }
    });
    // Acquire: pairs with the Release store above; Relaxed in both twins, and wrong.
    if ready.load(look) {
        assert_eq!(letter.read(), 42);
    }
    writer.join().unwrap();
}
