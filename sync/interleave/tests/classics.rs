//! The classic bugs on real and on watched threads, where a schedule must happen to be seen.
//!
//! | bug | real | watched | explored (`tests/explored`) | loomed (`tests/loom`) |
//! |---|---|---|---|---|
//! | lost update | by luck | by luck | panic | panic |
//! | lock order | hangs, by luck | with noise: the cycle | deadlock | deadlock |
//! | Relaxed message passing | depends on the CPU | depends on the CPU | data race | data race |
//! | lost wake-up | hangs, by luck | with noise: the sleeper | deadlock | deadlock |
//!
//! *By luck*: the schedule must happen, and nothing makes it. *With noise*: watched threads give way now and then before
//! they use a lock or a condition variable, and the schedule comes up. A deadlock ends the process, so it runs in a child.

use std::process::{Command, Output};

use interleave::{FailureKind, Model, STUCK_EXIT_CODE};

/// The programs, compiled for one engine.
macro_rules! programs_on {
    ($engine:ident) => {
        #[path = "../examples/programs"]
        #[allow(dead_code, reason = "one source for all engines")]
        mod $engine {
            pub use interleave::$engine as engine;
            pub mod lock_order;
            pub mod lost_update;
            pub mod lost_wake_up;
            pub mod message_passing;
        }
    };
}
programs_on!(real);
programs_on!(watched);
programs_on!(explored);

/// The right twins.
macro_rules! right_on {
    ($engine:ident) => {
        [
            $engine::lost_update::fetch_add,
            $engine::lock_order::same_order,
            $engine::message_passing::release_acquire,
            $engine::lost_wake_up::flag_under_the_lock,
        ]
    };
}

#[test]
fn right_programs_pass_on_real_threads() {
    for program in right_on!(real) {
        interleave::real::run(&Model::new(), program).unwrap();
    }
}

#[test]
fn right_programs_pass_on_watched_threads() {
    for program in right_on!(watched) {
        interleave::watched::run(&Model::new(), program).unwrap();
    }
}

#[test]
fn right_programs_pass_in_the_explorer() {
    for program in right_on!(explored) {
        interleave::explored::run(&Model::new(), program).unwrap();
    }
}

#[test]
fn the_explorer_finds_every_classic_bug() {
    use explored::{lock_order, lost_update, lost_wake_up, message_passing};
    let found = |program: fn()| {
        interleave::explored::run(&Model::new(), program)
            .unwrap_err()
            .kind
    };
    assert_eq!(found(lost_update::load_then_store), FailureKind::Panic);
    assert_eq!(found(lock_order::opposite_order), FailureKind::Deadlock);
    assert_eq!(found(message_passing::relaxed), FailureKind::DataRace);
    assert_eq!(
        found(lost_wake_up::flag_outside_the_lock),
        FailureKind::Deadlock
    );
}

#[test]
fn watched_threads_report_the_cycle_of_a_lock_order() {
    let report = in_a_child("opposite_order_on_watched_threads");
    assert!(report.contains("held by"), "{report}");
    assert!(report.contains("lock_order.rs"), "{report}");
}

#[test]
fn watched_threads_report_who_missed_a_wake_up() {
    let report = in_a_child("flag_outside_the_lock_on_watched_threads");
    assert!(
        report.contains("waits to be notified by changed"),
        "{report}"
    );
    assert!(report.contains("lost_wake_up.rs"), "{report}");
}

/// Enough runs for a schedule of one in a thousand.
fn noisy() -> Model {
    Model::new().runs(100_000)
}

#[test]
#[ignore = "ends the process: run by the test above, in a child"]
fn opposite_order_on_watched_threads() {
    let _ = interleave::watched::run(&noisy(), watched::lock_order::opposite_order);
}

#[test]
#[ignore = "ends the process: run by the test above, in a child"]
fn flag_outside_the_lock_on_watched_threads() {
    let _ = interleave::watched::run(&noisy(), watched::lost_wake_up::flag_outside_the_lock);
}

/// What an ignored test of this file writes before it ends its process as stuck.
fn in_a_child(test: &str) -> String {
    let this = std::env::current_exe().expect("a running test has a path");
    let Output { status, stderr, .. } = Command::new(this)
        .args(["--ignored", "--exact", test])
        .output()
        .expect("the test's own program can be started");
    let report = String::from_utf8_lossy(&stderr).into_owned();
    assert_eq!(status.code(), Some(STUCK_EXIT_CODE), "{report}");
    report
}
