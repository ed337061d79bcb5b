//! The classic bugs, and their right versions.

use interleave::explored::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use interleave::explored::sync::{Arc, Condvar, Mutex};
use interleave::explored::{self, cell::UnsafeCell, failure_of, thread};
use interleave::{FailureKind, Model, Named, Shown};

use Ordering::{Acquire, Relaxed, Release};

fn two_increments(increment: fn(&AtomicU32)) -> impl Fn() + Send + Sync + 'static {
    move || {
        let counter = Arc::new(AtomicU32::new(0).named("counter"));
        let threads = [(); 2].map(|()| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || increment(&counter))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(counter.load(Relaxed), 2, "an update was lost");
    }
}

#[test]
fn a_lost_update_is_found_by_its_shortest_schedule() {
    let failure = failure_of(two_increments(|counter| {
        counter.store(counter.load(Relaxed) + 1, Relaxed);
    }));
    assert_eq!(failure.kind, FailureKind::Panic);
    assert!(failure.message.contains("an update was lost"), "{failure}");
    failure.assert_shows(&[
        "thread 1: load counter -> 0",
        "thread 2: load counter -> 0",
        "main: load counter -> 1",
        "main: panic",
    ]);
}

#[test]
fn no_update_is_lost_by_fetch_add() {
    let passed = explored::run(
        &Model::new(),
        two_increments(|counter| {
            counter.fetch_add(1, Relaxed);
        }),
    )
    .unwrap();
    assert_eq!((passed.executions, passed.threads), (2, 3));
}

fn transfers(second_locks: fn(&Mutex<()>, &Mutex<()>)) -> impl Fn() + Send + Sync + 'static {
    move || {
        let left = Arc::new(Mutex::new(()).named("left"));
        let right = Arc::new(Mutex::new(()).named("right"));
        let other = thread::spawn({
            let (left, right) = (Arc::clone(&left), Arc::clone(&right));
            move || second_locks(&left, &right)
        });
        let held = left.lock().unwrap();
        drop(right.lock().unwrap());
        drop(held);
        other.join().unwrap();
    }
}

fn in_order(first: &Mutex<()>, second: &Mutex<()>) {
    let held = first.lock().unwrap();
    drop(second.lock().unwrap());
    drop(held);
}

#[test]
fn opposite_lock_orders_end_in_a_deadlock_that_says_who_holds_what() {
    let failure = failure_of(transfers(|left, right| in_order(right, left)));
    assert_eq!(failure.kind, FailureKind::Deadlock);
    assert!(
        failure
            .message
            .contains("main waits for mutex right, held by thread 1 since")
    );
    assert!(
        failure
            .message
            .contains("thread 1 waits for mutex left, held by main since")
    );
    failure.assert_shows(&[
        "main: lock right (blocked)",
        "thread 1: lock left (blocked)",
    ]);
}

#[test]
fn one_lock_order_passes() {
    explored::run(&Model::new(), transfers(in_order)).unwrap();
}

struct Mail {
    text: UnsafeCell<u32>,
    there: AtomicBool,
}

// SAFETY: the flag `there` is set after the only write and seen before any read: the tests are about its ordering.
unsafe impl Sync for Mail {}

fn message_passing(set: Ordering, see: Ordering) -> impl Fn() + Send + Sync + 'static {
    move || {
        let mail = Arc::new(Mail {
            text: UnsafeCell::new(0).named("text").shown(),
            there: AtomicBool::new(false).named("there"),
        });
        let writer = thread::spawn({
            let mail = Arc::clone(&mail);
            move || {
                // SAFETY: nobody reads before the flag is set.
                mail.text.with_mut(|text| unsafe { *text = 7 });
                mail.there.store(true, set);
            }
        });
        if mail.there.load(see) {
            // SAFETY: the flag is set after the write.
            assert_eq!(mail.text.with(|text| unsafe { *text }), 7);
        }
        writer.join().unwrap();
    }
}

#[test]
fn a_relaxed_flag_does_not_publish_what_was_written_before() {
    let failure = failure_of(message_passing(Relaxed, Relaxed));
    assert_eq!(failure.kind, FailureKind::DataRace);
    failure.assert_shows(&[
        "thread 1: write text <- 7",
        "main: load there -> true",
        "main: read text",
    ]);
    for (set, see) in [(Release, Relaxed), (Relaxed, Acquire)] {
        assert_eq!(
            failure_of(message_passing(set, see)).kind,
            FailureKind::DataRace
        );
    }
}

#[test]
fn a_release_store_and_an_acquire_load_publish_it() {
    explored::run(&Model::new(), message_passing(Release, Acquire)).unwrap();
}

fn handover(set: fn(&AtomicBool, &Mutex<()>)) -> impl Fn() + Send + Sync + 'static {
    move || {
        let ready = Arc::new(AtomicBool::new(false).named("ready"));
        let pair = Arc::new((
            Mutex::new(()).named("lock"),
            Condvar::new().named("changed"),
        ));
        let setter = thread::spawn({
            let (ready, pair) = (Arc::clone(&ready), Arc::clone(&pair));
            move || {
                set(&ready, &pair.0);
                pair.1.notify_one();
            }
        });
        let mut guard = pair.0.lock().unwrap();
        while !ready.load(Relaxed) {
            guard = pair.1.wait(guard).unwrap();
        }
        drop(guard);
        setter.join().unwrap();
    }
}

#[test]
fn a_flag_set_without_the_lock_loses_the_wake_up() {
    let failure = failure_of(handover(|ready, _| ready.store(true, Relaxed)));
    assert_eq!(failure.kind, FailureKind::Deadlock);
    assert!(
        failure
            .message
            .contains("main waits to be notified on condvar changed"),
        "{failure}"
    );
    failure.assert_shows(&[
        "main: load ready -> false",
        "thread 1: store ready <- true",
        "thread 1: notify_one changed",
        "main: wait changed",
    ]);
}

#[test]
fn a_flag_set_under_the_lock_wakes_the_waiter() {
    let right = handover(|ready, lock| {
        let guard = lock.lock().unwrap();
        ready.store(true, Relaxed);
        drop(guard);
    });
    explored::run(&Model::new().spurious_wake_ups(), right).unwrap();
}
