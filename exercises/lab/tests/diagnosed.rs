//! The hangs that learners write most: each is reported, with what was held or missed and the lines of both sides.
//!
//! `cargo test -p lab --test diagnosed -- --nocapture` prints each report and how long it took.

use std::process::Command;
use std::time::{Duration, Instant};

use interleave::STUCK_EXIT_CODE;
use lab::sync::{Arc, Condvar, Mutex, mpsc};
use lab::{Named, Rendezvous, thread};

/// The environment variable that makes the tests below hang.
const HANG: &str = "LAB_TEST_HANGS";

/// In a process of its own runs `hang`, in the test `name`, and gives the report.
fn report_of(name: &str, hang: impl FnOnce()) -> String {
    if std::env::var_os(HANG).is_some() {
        hang();
    }
    let began = Instant::now();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--test-threads", "1", "--nocapture"])
        .env(HANG, "1")
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(STUCK_EXIT_CODE), "{report}");
    let took: Duration = began.elapsed();
    println!("{name}: reported after {} ms{report}", took.as_millis());
    report
}

/// The report names the line that holds `mark` in this file.
#[track_caller]
fn assert_names_line(report: &str, mark: &str) {
    let line = include_str!("diagnosed.rs")
        .lines()
        .position(|line| line.ends_with(mark))
        .expect("the mark is in this file")
        + 1;
    let place = format!("diagnosed.rs:{line}");
    assert!(report.contains(&place), "{place} is not in:\n{report}");
}

#[test]
fn two_locks_in_opposite_order() {
    let report = report_of("two_locks_in_opposite_order", || {
        let left = Arc::new(Mutex::new(()).named("left fork"));
        let right = Arc::new(Mutex::new(()).named("right fork"));
        let both = Arc::new(Rendezvous::new("both have one", 2));
        let other = thread::spawn({
            let (left, right, both) = (left.clone(), right.clone(), both.clone());
            move || {
                let _right = right.lock();
                both.meet();
                let _left = left.lock(); // order: other
            }
        });
        let _left = left.lock();
        both.meet();
        let _right = right.lock(); // order: main
        let _ = other.join();
    });
    assert!(report.contains("deadlock"), "{report}");
    assert!(
        report.contains("waits to lock left fork") && report.contains("waits to lock right fork"),
        "{report}"
    );
    assert_names_line(&report, "// order: other");
    assert_names_line(&report, "// order: main");
}

#[test]
fn a_guard_held_across_a_join() {
    let report = report_of("a_guard_held_across_a_join", || {
        let total = Arc::new(Mutex::new(0).named("total"));
        let guard = total.lock().unwrap();
        let other = thread::spawn({
            let total = total.clone();
            move || *total.lock().unwrap() += 1 // join: other
        });
        let _ = other.join(); // join: main
        drop(guard);
    });
    assert!(
        report.contains("deadlock") && report.contains("waits to lock total"),
        "{report}"
    );
    assert_names_line(&report, "// join: other");
    assert_names_line(&report, "// join: main");
}

#[test]
fn a_receive_that_never_ends() {
    let report = report_of("a_receive_that_never_ends", || {
        let (sender, receiver) = mpsc::channel::<u32>(); // receive: made
        let _kept = sender.clone(); // receive: kept
        thread::spawn(move || sender.send(1))
            .join()
            .unwrap()
            .unwrap();
        for _ in receiver {} // receive: main
    });
    assert!(report.contains("1 sender is still alive"), "{report}");
    assert_names_line(&report, "// receive: kept");
    assert_names_line(&report, "// receive: main");
}

#[test]
fn a_lost_wake_up() {
    let report = report_of("a_lost_wake_up", || {
        let ready = Arc::new((Mutex::new(false), Condvar::new().named("ready")));
        let other = thread::spawn({
            let ready = ready.clone();
            move || ready.1.notify_one() // wake-up: other
        });
        let _ = other.join();
        let _unused = ready.1.wait(ready.0.lock().unwrap()); // wake-up: main
    });
    assert!(
        report.contains("nobody waited then, and a notification is not kept"),
        "{report}"
    );
    assert_names_line(&report, "// wake-up: other");
    assert_names_line(&report, "// wake-up: main");
}
