//! The four classic bugs under loom, and their right twins: how soon each is found, and which rows tell it.

use interleave::{Failure, FailureKind, Model, failure_of};

#[path = "../../examples/programs"]
mod loomed {
    pub use interleave::loomed as engine;
    pub mod lock_order;
    pub mod lost_update;
    pub mod lost_wake_up;
    pub mod message_passing;
}
use loomed::{lock_order, lost_update, lost_wake_up, message_passing};

/// The rows that the time line marks, as sentences.
fn decisive(failure: &Failure) -> Vec<String> {
    let trace = &failure.trace;
    let marked = trace.events.iter().filter(|event| event.decisive);
    marked.map(|event| trace.sentence(event)).collect()
}

/// How many executions loom needs, none of which may fail.
fn executions(model: &Model, program: fn()) -> u64 {
    match model.run(program) {
        Ok(passed) => passed.executions,
        Err(failure) => panic!("{failure}"),
    }
}

#[test]
fn a_load_and_a_store_lose_an_update_by_a_stale_load() {
    let failure = failure_of(lost_update::load_then_store);
    assert_eq!((failure.kind, failure.executions), (FailureKind::Panic, 1));
    assert!(failure.message.contains("an update was lost"), "{failure}");
    assert_eq!(
        decisive(&failure)[..4],
        [
            "main: store counter <- 1",
            "thread 1: load counter -> 0",
            "thread 1: store counter <- 1",
            "main: load counter -> 1",
        ]
    );
    assert!(failure.to_string().contains("stale: row 3 stored 1"));
}

#[test]
fn in_sequential_mode_the_update_is_lost_between_two_fresh_looks() {
    let failure = Model::new()
        .sequential()
        .failure_of(lost_update::load_then_store);
    assert!(!failure.to_string().contains("stale"), "{failure}");
    assert!(failure.to_string().contains("unseen"), "{failure}");
    let looks = failure.trace.events.iter().enumerate();
    let looks: Vec<_> = looks
        .filter(|(_, event)| failure.trace.step(event) == "load counter -> 0")
        .map(|(row, _)| row)
        .collect();
    let first_store = failure
        .trace
        .events
        .iter()
        .position(|event| failure.trace.step(event) == "store counter <- 1");
    assert!(
        looks.len() == 2 && looks[1] < first_store.unwrap(),
        "{failure}"
    );
}

#[test]
fn fetch_add_loses_nothing() {
    assert_eq!(executions(&Model::new(), lost_update::fetch_add), 4);
}

#[test]
fn opposite_lock_orders_end_in_a_deadlock_that_says_who_holds_what() {
    let failure = failure_of(lock_order::opposite_order);
    assert_eq!(
        (failure.kind, failure.executions),
        (FailureKind::Deadlock, 2)
    );
    assert_eq!(
        decisive(&failure),
        [
            "main: lock left",
            "thread 1: lock right",
            "main: lock right (blocked)",
            "thread 1: lock left (blocked)",
        ]
    );
    let said = &failure.message;
    assert!(said.contains("main waits for right"), "{said}");
    assert!(
        said.contains("held by thread 1 since lock_order.rs:"),
        "{said}"
    );
    assert!(said.contains("held by main since lock_order.rs:"), "{said}");
}

#[test]
fn one_lock_order_does_not() {
    assert_eq!(executions(&Model::new(), lock_order::same_order), 5);
}

#[test]
fn a_relaxed_flag_publishes_nothing() {
    let failure = failure_of(message_passing::relaxed);
    assert_eq!(
        (failure.kind, failure.executions),
        (FailureKind::DataRace, 3)
    );
    assert_eq!(
        decisive(&failure),
        [
            "thread 1: write message <- 42",
            "thread 1: store ready <- true",
            "main: load ready -> true",
            "main: read message",
        ]
    );
    let said = &failure.message;
    assert_eq!(said.matches("message_passing.rs:").count(), 2, "{said}");
}

#[test]
fn release_and_acquire_publish_the_message() {
    let found = executions(&Model::new(), message_passing::release_acquire);
    assert_eq!(found, 6);
}

#[test]
fn a_flag_outside_the_lock_loses_the_wake_up() {
    let failure = failure_of(lost_wake_up::flag_outside_the_lock);
    assert_eq!(
        (failure.kind, failure.executions),
        (FailureKind::Deadlock, 3)
    );
    assert_eq!(
        decisive(&failure),
        [
            "main: load done -> false",
            "thread 1: store done <- true",
            "thread 1: notify_one changed",
            "main: wait changed",
            "main: wait changed (blocked)",
        ]
    );
    assert!(failure.message.contains("main sleeps on changed"));
    assert!(failure.to_string().contains("nobody is waiting"));
}

#[test]
fn a_flag_under_the_lock_does_not() {
    let found = executions(&Model::new(), lost_wake_up::flag_under_the_lock);
    assert_eq!(found, 8);
}

#[test]
fn every_time_line_fits_a_screen() {
    let twins: [fn(); 4] = [
        lost_update::load_then_store,
        lock_order::opposite_order,
        message_passing::relaxed,
        lost_wake_up::flag_outside_the_lock,
    ];
    for twin in twins {
        let picture = failure_of(twin).to_string();
        assert!(picture.lines().count() <= 40, "{picture}");
        let widest = picture.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(120), "{picture}");
    }
}
