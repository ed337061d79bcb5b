//! Two threads take the same two locks.

use super::engine::sync::{Arc, Mutex};
use super::engine::thread;
use interleave::Named;

/// Broken twin: each thread takes first what the other takes second. Both may get their first lock, and then wait for
/// each other for ever.
pub fn opposite_order() {
    let left = Arc::new(Mutex::new(0).named("left"));
    let right = Arc::new(Mutex::new(0).named("right"));
    let other = thread::spawn({
        let (left, right) = (Arc::clone(&left), Arc::clone(&right));
        move || move_one(&right, &left)
    });
    move_one(&left, &right);
    other.join().unwrap();
}

/// Right: both threads take `left` first, so whoever has it can also get `right`.
pub fn same_order() {
    let left = Arc::new(Mutex::new(0).named("left"));
    let right = Arc::new(Mutex::new(0).named("right"));
    let other = thread::spawn({
        let (left, right) = (Arc::clone(&left), Arc::clone(&right));
        move || move_one(&left, &right)
    });
    move_one(&left, &right);
    other.join().unwrap();
}

fn move_one(first: &Mutex<i32>, second: &Mutex<i32>) {
    let mut from = first.lock().unwrap();
    let mut to = second.lock().unwrap();
    *from -= 1;
    *to += 1;
}
