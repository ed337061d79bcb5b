//! Two threads add to one counter. In two steps, load and store, an update gets lost; in one step none does.
//!
//! The counter is an atomic. With a plain variable there would be a *data race*, which safe Rust refuses to compile (lesson
//! 09 shows it). What no compiler refuses is a *race condition*: a fault that shows or not, depending on who comes first,
//! as in [`load_then_store`].
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `counter` | is added to by both threads | Relaxed | none: nothing else is published; `join` orders the last load |
//!
//! Models and twin: `cargo loom -p threads lost_update`. Lesson 09 includes this file twice, on real threads and in the
//! explorer: `engine` is whichever the including module says.

use interleave::Named;

use super::engine::sync::Arc;
use super::engine::sync::atomic::{AtomicU64, Ordering::Relaxed};
use super::engine::thread;

/// What the counter shows after two threads, `main` and `other`, have each called `add_one` on it `each` times.
pub fn total(each: u64, add_one: fn(&AtomicU64)) -> u64 {
    let counter = Arc::new(AtomicU64::new(0).named("counter"));
    let other = thread::Builder::new().name("other".to_string()).spawn({
        let counter = Arc::clone(&counter);
        move || (0..each).for_each(|_| add_one(&counter))
    });
    (0..each).for_each(|_| add_one(&counter));
    other
        .expect("the system has room for another thread")
        .join()
        .expect("adding does not panic");
    counter.load(Relaxed)
}

/// Adds one in a single step: nobody comes in between.
pub fn fetch_add(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}

/// Twin: adds one in two steps. What another thread stores in between is lost.
pub fn load_then_store(counter: &AtomicU64) {
    let seen = counter.load(Relaxed);
    counter.store(seen + 1, Relaxed);
}
