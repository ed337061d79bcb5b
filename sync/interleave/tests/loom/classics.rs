//! The four classic bugs under loom, and their right twins.

use interleave::FailureKind;
use interleave::{failure_of, model};

#[path = "../../examples/programs"]
mod loomed {
    pub use interleave::loomed as engine;
    pub mod lock_order;
    pub mod lost_update;
    pub mod lost_wake_up;
    pub mod message_passing;
}
use loomed::{lock_order, lost_update, lost_wake_up, message_passing};

#[test]
fn a_load_and_a_store_lose_an_update() {
    let failure = failure_of(lost_update::load_then_store);
    println!("{failure}");
    assert_eq!(failure.kind, FailureKind::Panic);
}

#[test]
fn fetch_add_loses_nothing() {
    model(lost_update::fetch_add);
}

#[test]
fn opposite_lock_order_deadlocks() {
    let failure = failure_of(lock_order::opposite_order);
    println!("{failure}");
    assert_eq!(failure.kind, FailureKind::Deadlock);
}

#[test]
fn one_lock_order_does_not() {
    model(lock_order::same_order);
}

#[test]
fn a_relaxed_flag_publishes_nothing() {
    let failure = failure_of(message_passing::relaxed);
    println!("{failure}");
    assert_eq!(failure.kind, FailureKind::DataRace);
}

#[test]
fn release_and_acquire_publish_the_message() {
    model(message_passing::release_acquire);
}

#[test]
fn a_flag_outside_the_lock_loses_the_wake_up() {
    let failure = failure_of(lost_wake_up::flag_outside_the_lock);
    println!("{failure}");
    assert_eq!(failure.kind, FailureKind::Deadlock);
}

#[test]
fn a_flag_under_the_lock_does_not() {
    model(lost_wake_up::flag_under_the_lock);
}
