//! Where loom ends, and what a learner is told there; and that one failed model leaves the process in order.

use std::process::Command;

use interleave::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use interleave::sync::{Arc, Mutex, RwLock};
use interleave::{FailureKind, Model, Named, failure_of, hint, model, thread};

#[test]
fn a_sixth_thread_is_refused_in_a_sentence() {
    let failure = failure_of(|| {
        let threads = [(); 5].map(|()| thread::spawn(|| {}));
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert_eq!(failure.kind, FailureKind::Limit);
    assert!(failure.message.contains("5 threads"), "{failure}");
}

fn deeper(left: u64) -> u64 {
    let frame = std::hint::black_box([left; 64]);
    frame[3] + if left == 0 { 0 } else { deeper(left - 1) }
}

#[test]
fn a_stack_that_is_too_small_is_reported_in_a_sentence() {
    let failure = failure_of(|| {
        let lock = Mutex::new(0).named("sum");
        let mut sum = lock.lock().unwrap();
        *sum = deeper(1_000_000);
    });
    assert_eq!((failure.kind, failure.executions), (FailureKind::Limit, 1));
    assert!(failure.message.contains("stack"), "{failure}");
    failure.assert_shows(&["main: lock sum"]);
}

#[test]
fn a_stack_that_is_too_small_in_a_thread_is_reported_too() {
    let failure = failure_of(|| {
        let lock = Mutex::new(0).named("sum");
        thread::scope(|scope| {
            scope.spawn(|| {
                let mut sum = lock.lock().unwrap();
                *sum = deeper(1_000_000);
            });
        });
    });
    assert_eq!(failure.kind, FailureKind::Limit, "{failure}");
    assert!(failure.message.contains("stack"), "{failure}");
    failure.assert_shows(&["thread 1: lock sum"]);
}

#[test]
fn a_deadlock_of_read_guards_does_not_end_the_process() {
    let failure = failure_of(|| {
        let lock = RwLock::new(0).named("cache");
        let reads = lock.read().unwrap();
        *lock.write().unwrap() = *reads + 1;
    });
    assert_eq!(failure.kind, FailureKind::Deadlock);
    failure.assert_shows(&[
        "main: lock shared cache",
        "main: lock exclusive cache (blocked)",
    ]);
    assert!(failure.message.contains("itself"), "{failure}");
}

#[test]
fn a_failed_model_leaves_room_for_the_next() {
    for _ in 0..20 {
        let failure = failure_of(|| {
            let lock = Arc::new(Mutex::new(()).named("lock"));
            let held = lock.lock().unwrap();
            let other = thread::spawn({
                let lock = Arc::clone(&lock);
                move || drop(lock.lock().unwrap())
            });
            other.join().unwrap();
            drop(held);
        });
        assert_eq!(
            (failure.kind, failure.executions),
            (FailureKind::Deadlock, 1)
        );
        model(|| drop(Mutex::new(()).lock().unwrap()));
    }
}

#[test]
fn models_on_several_threads_do_not_disturb_each_other() {
    let checks = [(); 4].map(|()| {
        std::thread::spawn(|| {
            let passed = Model::new().run(|| {
                let flag = Arc::new(AtomicBool::new(false));
                let other = thread::spawn({
                    let flag = Arc::clone(&flag);
                    move || flag.fetch_or(true, Relaxed)
                });
                flag.fetch_or(true, Relaxed);
                other.join().unwrap();
            });
            passed.unwrap().executions
        })
    });
    let executions = checks.map(|check| check.join().unwrap());
    assert_eq!(executions, [executions[0]; 4]);
}

/// A lock that spins; how it is taken and given back is what the models are about.
#[derive(Default)]
struct SpinLock(AtomicBool);

fn two_take_it(lock: fn(&SpinLock), unlock: fn(&SpinLock)) -> impl Fn() + Send + Sync + 'static {
    move || {
        let shared = Arc::new(SpinLock::default());
        let other = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                lock(&shared);
                unlock(&shared);
            }
        });
        lock(&shared);
        unlock(&shared);
        other.join().unwrap();
    }
}

fn by_swap(lock: &SpinLock) {
    while lock.0.swap(true, Acquire) {
        hint::spin_loop();
    }
}

fn by_compare_exchange(lock: &SpinLock) {
    let taken = || lock.0.compare_exchange(false, true, Acquire, Relaxed);
    while taken().is_err() {
        hint::spin_loop();
    }
}

/// loom's false alarm: the lock is right. A swap may see the same old value again and again, which no machine does.
#[test]
fn a_swap_lock_with_a_plain_store_to_unlock_is_a_false_alarm() {
    let by_store = |lock: &SpinLock| lock.0.store(false, Release);
    let by_swapping = |lock: &SpinLock| assert!(lock.0.swap(false, Release));
    let failure = failure_of(two_take_it(by_swap, by_store));
    assert_eq!(failure.kind, FailureKind::NoProgress);
    // Either remedy will do.
    model(two_take_it(by_swap, by_swapping));
    model(two_take_it(by_compare_exchange, by_store));
    Model::new()
        .sequential()
        .check(two_take_it(by_swap, by_store));
}

#[test]
fn a_loop_that_waits_for_nothing_is_called_so() {
    let failure = Model::new().steps(200).failure_of(|| {
        let flag = AtomicBool::new(false).named("flag");
        while !flag.load(Acquire) {
            hint::spin_loop();
        }
    });
    assert_eq!(failure.kind, FailureKind::NoProgress);
    assert!(failure.message.contains("200 steps"), "{failure}");
    let picture = failure.to_string();
    assert!(picture.lines().count() <= 40, "{picture}");
    assert!(picture.contains("more steps"), "{picture}");
}

#[test]
fn what_was_left_out_is_said() {
    let passed = Model::new().preemptions(2).sequential().run(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let other = thread::spawn({
            let flag = Arc::clone(&flag);
            move || flag.store(true, Relaxed)
        });
        flag.load(Relaxed);
        other.join().unwrap();
    });
    let left_out = passed.unwrap().not_explored;
    assert_eq!(left_out, ["more than 2 preemptions", "weak memory"]);
}

/// Panics when it is dropped, which ends the process if it happens while a panic is unwinding.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("the second panic");
    }
}

const CHILD: &str = "INTERLEAVE_TEST_MAY_ABORT";

#[test]
fn a_model_that_ends_the_process_shows_its_time_line_first() {
    const NAME: &str = "limits::a_model_that_ends_the_process_shows_its_time_line_first";
    if std::env::var_os(CHILD).is_some() {
        model(|| {
            let _bomb = Bomb;
            let lock = Mutex::new(()).named("lock");
            drop(lock.lock().unwrap());
            panic!("the first panic");
        });
        return;
    }
    let this = std::env::current_exe().unwrap();
    let child = Command::new(this)
        .args(["--exact", NAME, "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stderr);
    // A test that fails leaves the code 101: this one did not come so far.
    assert!(!child.status.success(), "{said}");
    assert_ne!(child.status.code(), Some(101), "{said}");
    assert!(said.contains("lock lock"), "{said}");
    assert!(said.contains("the first panic"), "{said}");
    assert!(said.contains("where it failed"), "{said}");
}
