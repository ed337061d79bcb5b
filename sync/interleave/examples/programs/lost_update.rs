//! Two threads add one to a counter.

use super::engine::sync::Arc;
use super::engine::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::engine::thread;
use interleave::Named;

/// Broken twin: the addition is a load and a store. Another thread may add between them, and its one is lost.
pub fn load_then_store() {
    both_add(|counter| {
        let seen = counter.load(SeqCst);
        counter.store(seen + 1, SeqCst);
    });
}

/// Right: the addition is one step.
pub fn fetch_add() {
    both_add(|counter| {
        counter.fetch_add(1, SeqCst);
    });
}

fn both_add(add_one: fn(&AtomicU32)) {
    let counter = Arc::new(AtomicU32::new(0).named("counter"));
    let other = thread::spawn({
        let counter = Arc::clone(&counter);
        move || add_one(&counter)
    });
    add_one(&counter);
    other.join().unwrap();
    assert_eq!(counter.load(SeqCst), 2, "an update was lost");
}
