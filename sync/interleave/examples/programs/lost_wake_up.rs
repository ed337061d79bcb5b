//! One thread waits until another says that the work is done.

use super::engine::sync::atomic::{AtomicBool, Ordering::SeqCst};
use super::engine::sync::{Arc, Condvar, Mutex};
use super::engine::thread;
use interleave::{Named, Shown};

/// Broken twin: the flag is set without the lock. It may be set, and the notify sent, after the waiter looked at the
/// flag and before it sleeps: nobody is there to be woken, and the waiter sleeps for ever.
pub fn flag_outside_the_lock() {
    let lock = Arc::new(Mutex::new(()).named("lock"));
    let done = Arc::new(AtomicBool::new(false).named("done"));
    let changed = Arc::new(Condvar::new().named("changed"));
    let worker = thread::spawn({
        let (done, changed) = (Arc::clone(&done), Arc::clone(&changed));
        move || {
            done.store(true, SeqCst);
            changed.notify_one();
        }
    });
    let mut guard = lock.lock().unwrap();
    while !done.load(SeqCst) {
        guard = changed.wait(guard).unwrap();
    }
    drop(guard);
    worker.join().unwrap();
}

/// Right: the flag lives under the lock that the waiter holds from looking to sleeping.
pub fn flag_under_the_lock() {
    let done = Arc::new(Mutex::new(false).named("done").shown());
    let changed = Arc::new(Condvar::new().named("changed"));
    let worker = thread::spawn({
        let (done, changed) = (Arc::clone(&done), Arc::clone(&changed));
        move || {
            *done.lock().unwrap() = true;
            changed.notify_one();
        }
    });
    let mut guard = done.lock().unwrap();
    while !*guard {
        guard = changed.wait(guard).unwrap();
    }
    drop(guard);
    worker.join().unwrap();
}
