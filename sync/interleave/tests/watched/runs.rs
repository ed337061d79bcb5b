//! `model`, `run` and `failure_of` on watched threads.

use interleave::watched::sync::{Arc, Condvar, Mutex};
use interleave::watched::{self, thread};
use interleave::{FailureKind, Model, Named, Shown};

use crate::child::{assert_says, report_of};

/// Adds one, but looks and writes under two separate locks.
fn lose_an_update() {
    let balance = Arc::new(Mutex::new(0).named("balance").shown());
    let add_one = |balance: &Mutex<i32>| {
        let seen = *balance.lock().unwrap();
        *balance.lock().unwrap() = seen + 1;
    };
    let other = thread::spawn({
        let balance = balance.clone();
        move || add_one(&balance)
    });
    add_one(&balance);
    other.join().unwrap();
    assert_eq!(*balance.lock().unwrap(), 2, "an update was lost");
}

#[test]
fn a_lost_update_is_met_and_shown() {
    let failure = watched::run(&Model::new(), lose_an_update).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Panic);
    assert!(failure.message.contains("an update was lost"), "{failure}");
    failure.assert_shows(&[
        "main: spawn thread 1",
        "main: join thread 1",
        "main: lock balance -> 1",
    ]);
}

#[test]
fn a_right_version_passes() {
    let passed = watched::run(&Model::new(), || {
        let balance = Arc::new(Mutex::new(0));
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| *balance.lock().unwrap() += 1);
            }
        });
        assert_eq!(*balance.lock().unwrap(), 3);
    })
    .unwrap();
    assert_eq!(passed.executions, 200);
    assert!((2..=4).contains(&passed.threads), "{passed}");
}

#[test]
fn a_lock_order_deadlock_is_met_without_being_forced() {
    let report = report_of(|| {
        // As often as it takes: the deadlock ends the process.
        let model = Model::new().runs(1_000_000);
        let _ = watched::run(&model, || {
            let left = Arc::new(Mutex::new(()).named("left"));
            let right = Arc::new(Mutex::new(()).named("right"));
            let other = thread::spawn({
                let (left, right) = (left.clone(), right.clone());
                move || drop((right.lock().unwrap(), left.lock().unwrap()))
            });
            drop((left.lock().unwrap(), right.lock().unwrap()));
            other.join().unwrap();
        });
    });
    assert_says(
        &report,
        &[
            "deadlock in ",
            "main",
            "waits to lock right",
            "thread 1",
            "waits to lock left",
        ],
    );
}

#[test]
fn a_lost_wake_up_is_met_without_being_forced() {
    let report = report_of(|| {
        let model = Model::new().runs(1_000_000);
        let _ = watched::run(&model, || {
            let shared = Arc::new((Mutex::new(false), Condvar::new().named("changed")));
            let setter = thread::spawn({
                let shared = shared.clone();
                move || {
                    *shared.0.lock().unwrap() = true;
                    shared.1.notify_one();
                }
            });
            // Broken: between this look and the wait, the notification may come and go.
            let ready = *shared.0.lock().unwrap();
            if !ready {
                let guard = shared.0.lock().unwrap();
                drop(shared.1.wait(guard).unwrap());
            }
            setter.join().unwrap();
        });
    });
    assert_says(
        &report,
        &["waits to be notified by changed", "nobody waited then"],
    );
}

#[test]
fn a_spurious_wake_up_comes_when_asked_for() {
    let wait_once = || {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let setter = thread::spawn({
            let shared = shared.clone();
            move || {
                *shared.0.lock().unwrap() = true;
                shared.1.notify_one();
            }
        });
        let guard = shared.0.lock().unwrap();
        let ready = if *guard {
            *guard
        } else {
            *shared.1.wait(guard).unwrap()
        };
        setter.join().unwrap();
        assert!(ready, "woken, but nothing is ready");
    };
    watched::run(&Model::new(), wait_once).unwrap();
    let failure =
        watched::run(&Model::new().runs(20_000).spurious_wake_ups(), wait_once).unwrap_err();
    failure.assert_shows(&["main: woken spuriously condvar 0"]);
}
