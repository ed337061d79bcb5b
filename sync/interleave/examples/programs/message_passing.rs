//! One thread writes a message and raises a flag; the other reads the message once it sees the flag.

use super::engine::cell::UnsafeCell;
use super::engine::sync::Arc;
use super::engine::sync::atomic::{
    AtomicBool,
    Ordering::{self, Acquire, Relaxed, Release},
};
use super::engine::thread;
use interleave::{Named, Shown};

struct Mailbox {
    message: UnsafeCell<u32>,
    ready: AtomicBool,
}

// SAFETY: `message` is written before `ready` is raised and read only after `ready` was seen raised. Whether that
// makes the accesses ordered is what the orderings decide: `release_acquire` keeps the promise, `relaxed` breaks it.
unsafe impl Sync for Mailbox {}

/// Broken twin: the flag says nothing about the message. Its reader may see the flag and an unwritten message.
pub fn relaxed() {
    send_and_read(Relaxed, Relaxed);
}

/// Right: what was written before the Release store is visible after the Acquire load that sees it.
pub fn release_acquire() {
    send_and_read(Release, Acquire);
}

/// Gives the message, if the flag was seen.
pub fn send_and_read(raise: Ordering, look: Ordering) -> Option<u32> {
    let mailbox = Arc::new(Mailbox {
        message: UnsafeCell::new(0).named("message").shown(),
        ready: AtomicBool::new(false).named("ready"),
    });
    let writer = thread::spawn({
        let mailbox = Arc::clone(&mailbox);
        move || {
            // SAFETY: the flag is not raised yet, so the reader does not touch the message.
            mailbox.message.with_mut(|message| unsafe { *message = 42 });
            mailbox.ready.store(true, raise);
        }
    });
    let mut seen = None;
    if mailbox.ready.load(look) {
        // SAFETY: the flag is raised, and the writer does nothing after raising it.
        let message = mailbox.message.with(|message| unsafe { *message });
        assert_eq!(message, 42);
        seen = Some(message);
    }
    writer.join().unwrap();
    seen
}
