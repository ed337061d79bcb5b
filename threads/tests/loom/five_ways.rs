//! Each way adds up a short list on two threads.

use interleave::Model;
use threads::five_ways::{atomics, confine, lock, messages, share_immutably};

fn adds_up(name: &str, way: fn(Vec<u64>) -> u64) {
    Model::new()
        .name(name)
        .check(move || assert_eq!(way(vec![1, 2, 4, 8]), 15));
}

#[test]
fn nothing_is_lost_where_nothing_is_shared() {
    adds_up("five_ways::confine", confine);
}

#[test]
fn nothing_is_lost_where_nothing_is_changed() {
    adds_up("five_ways::share_immutably", share_immutably);
}

#[test]
fn nothing_is_lost_under_a_lock() {
    adds_up("five_ways::lock", lock);
}

#[test]
fn nothing_is_lost_by_single_steps() {
    adds_up("five_ways::atomics", atomics);
}

#[test]
fn nothing_is_lost_where_one_adds_what_the_other_sends() {
    adds_up("five_ways::messages", messages);
}
