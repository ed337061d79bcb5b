//! Threads that can never go on: each program must end with a report that says why.

use std::hint::spin_loop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use interleave::Named;
use interleave::watched::sync::{Arc, Barrier, Condvar, Mutex, RwLock, mpsc};
use interleave::watched::thread;

use crate::child::{assert_says, is_child, report_beside, report_of};

/// Two threads that take two locks in opposite order, and surely both have one when they ask for the other.
fn lock_in_opposite_order() {
    let left = Arc::new(Mutex::new(()).named("left"));
    let right = Arc::new(Mutex::new(()).named("right"));
    let both_have_one = Arc::new(Barrier::new(2));
    let other = thread::spawn({
        let (left, right, both) = (left.clone(), right.clone(), both_have_one.clone());
        move || {
            let right = right.lock().unwrap();
            both.wait();
            let left = left.lock().unwrap();
            drop((left, right));
        }
    });
    let left = left.lock().unwrap();
    both_have_one.wait();
    let right = right.lock().unwrap();
    drop((left, right));
    other.join().unwrap();
}

#[test]
fn two_locks_in_opposite_order() {
    let report = report_of(lock_in_opposite_order);
    assert_says(
        &report,
        &[
            "deadlock in ",
            "main      stuck.rs:",
            "waits to lock right",
            "held by thread 1 since stuck.rs:",
            "waits to lock left",
            "held by main since stuck.rs:",
            "in one order",
        ],
    );
}

#[test]
fn a_circle_is_found_though_another_thread_computes() {
    let report = report_of(|| {
        thread::spawn(|| {
            loop {
                spin_loop();
            }
        });
        lock_in_opposite_order();
    });
    assert_says(
        &report,
        &["deadlock in ", "thread 1", "waits for nothing watched"],
    );
}

#[test]
fn a_circle_is_found_though_another_thread_sleeps() {
    let report = report_of(|| {
        thread::spawn(|| thread::sleep(Duration::from_secs(3600)));
        lock_in_opposite_order();
    });
    assert_says(&report, &["deadlock in ", "held by main since stuck.rs:"]);
}

#[test]
fn a_circle_is_found_inside_catch_unwind() {
    let report = report_of(|| {
        let _ = catch_unwind(AssertUnwindSafe(lock_in_opposite_order));
    });
    assert_says(&report, &["deadlock in "]);
}

#[test]
fn a_circle_of_three_threads() {
    let report = report_of(|| {
        let forks: Vec<_> = ["red", "green", "blue"]
            .iter()
            .map(|colour| Arc::new(Mutex::new(()).named(colour)))
            .collect();
        let all_have_one = Arc::new(Barrier::new(3));
        let philosophers: Vec<_> = (0..3)
            .map(|seat| {
                let (left, right) = (forks[seat].clone(), forks[(seat + 1) % 3].clone());
                let all = all_have_one.clone();
                thread::Builder::new()
                    .name(format!("philosopher {seat}"))
                    .spawn(move || {
                        let left = left.lock().unwrap();
                        all.wait();
                        let right = right.lock().unwrap();
                        drop((left, right));
                    })
                    .unwrap()
            })
            .collect();
        for philosopher in philosophers {
            philosopher.join().unwrap();
        }
    });
    assert_says(
        &report,
        &[
            "philosopher 0 waits to lock green, held by philosopher 1",
            "philosopher 1 waits to lock blue, held by philosopher 2",
            "philosopher 2 waits to lock red, held by philosopher 0",
        ],
    );
}

#[test]
fn a_mutex_locked_twice_by_one_thread() {
    let report = report_of(|| {
        let account = Mutex::new(10).named("account");
        let first = account.lock().unwrap();
        let second = account.lock().unwrap();
        drop((first, second));
    });
    assert_says(
        &report,
        &[
            "main waits to lock account, which it holds itself",
            "until drop(guard)",
        ],
    );
}

#[test]
fn a_guard_held_across_join() {
    let report = report_of(|| {
        let total = Arc::new(Mutex::new(0).named("total"));
        let guard = total.lock().unwrap();
        let worker = thread::spawn({
            let total = total.clone();
            move || *total.lock().unwrap() += 1
        });
        worker.join().unwrap();
        drop(guard);
    });
    assert_says(
        &report,
        &[
            "main waits for the end of thread 1;",
            "thread 1 waits to lock total, held by main",
            "Drop the guard before joining",
        ],
    );
}

#[test]
fn a_scope_that_ends_while_its_guard_is_held() {
    let report = report_of(|| {
        let total = Mutex::new(0).named("total");
        let guard = total.lock().unwrap();
        thread::scope(|scope| {
            scope.spawn(|| *total.lock().unwrap() += 1);
        });
        drop(guard);
    });
    assert_says(
        &report,
        &[
            "main waits for the end of all threads of the scope",
            "Drop the guard before joining",
        ],
    );
}

#[test]
fn a_thread_that_joins_itself() {
    let report = report_of(|| {
        let (sender, receiver) = mpsc::channel::<thread::JoinHandle<()>>();
        let (done, finished) = mpsc::channel::<()>();
        let handle = thread::spawn(move || {
            receiver.recv().unwrap().join().unwrap();
            drop(done);
        });
        sender.send(handle).unwrap();
        finished.recv().unwrap_err();
    });
    assert_says(&report, &["thread 1 waits for the end of thread 1"]);
}

#[test]
fn a_reader_that_asks_to_write() {
    let report = report_of(|| {
        let config = RwLock::new(1).named("config");
        let reader = config.read().unwrap();
        let writer = config.write().unwrap();
        drop((reader, writer));
    });
    assert_says(
        &report,
        &["main waits to write config, which it holds itself"],
    );
}

#[test]
fn a_reader_that_reads_again_behind_a_writer() {
    let report = report_of(|| {
        let config = Arc::new(RwLock::new(1).named("config"));
        let reader = config.read().unwrap();
        let writer = thread::spawn({
            let config = config.clone();
            move || *config.write().unwrap() += 1
        });
        // The writer is in the queue from the moment at which a reader would have to queue behind it.
        while config.try_read().is_ok() {
            thread::yield_now();
        }
        let again = config.read().unwrap();
        drop((reader, again));
        writer.join().unwrap();
    });
    assert_says(
        &report,
        &[
            "deadlock in ",
            "main waits to read config behind thread 1",
            "behind thread 1, which came before and waits to write",
            "queues behind who waits to write",
        ],
    );
}

#[test]
fn a_lock_whose_holder_has_ended() {
    let report = report_of(|| {
        let account = Arc::new(Mutex::new(10).named("account"));
        let careless = thread::spawn({
            let account = account.clone();
            move || std::mem::forget(account.lock().unwrap())
        });
        careless.join().unwrap();
        *account.lock().unwrap() += 1;
    });
    assert_says(
        &report,
        &[
            "waits to lock account",
            "held by thread 1 since stuck.rs:",
            "thread 1 has ended without dropping the guard",
        ],
    );
}

#[test]
fn a_receive_whose_sender_lives_in_the_receiver_itself() {
    let report = report_of(|| {
        let (sender, receiver) = mpsc::channel::<u32>().named("jobs");
        let worker = thread::spawn(move || for _job in receiver {});
        sender.send(1).unwrap();
        worker.join().unwrap();
        drop(sender);
    });
    assert_says(
        &report,
        &["waits to receive from jobs", "1 sender is still alive"],
    );
}

#[test]
fn a_send_to_a_full_queue_that_nobody_drains() {
    let report = report_of(|| {
        let (sender, receiver) = mpsc::sync_channel(2).named("jobs");
        for job in 0..3 {
            sender.send(job).unwrap();
        }
        drop(receiver);
    });
    assert_says(
        &report,
        &["waits to send to jobs", "2 of 2 places are taken"],
    );
}

#[test]
fn a_rendezvous_to_which_nobody_comes() {
    let report = report_of(|| {
        let (sender, receiver) = mpsc::sync_channel(0).named("meeting");
        sender.send(1).unwrap();
        drop(receiver);
    });
    assert_says(
        &report,
        &[
            "waits to send to meeting",
            "each send waits until its message is taken",
        ],
    );
}

#[test]
fn a_notification_that_comes_before_the_wait() {
    let report = report_of(|| {
        let shared = Arc::new((
            Mutex::new(()).named("ready"),
            Condvar::new().named("changed"),
        ));
        let notifier = thread::spawn({
            let shared = shared.clone();
            move || shared.1.notify_one()
        });
        notifier.join().unwrap();
        let ready = shared.0.lock().unwrap();
        drop(shared.1.wait(ready).unwrap());
    });
    assert_says(
        &report,
        &[
            "waits to be notified by changed",
            "the last notify_one came from thread 1 at stuck.rs:",
            "nobody waited then",
        ],
    );
}

#[test]
fn a_condition_that_nobody_notifies() {
    let report = report_of(|| {
        let (ready, changed) = (Mutex::new(false), Condvar::new());
        let guard = ready.lock().unwrap();
        drop(changed.wait_while(guard, |ready| !*ready).unwrap());
    });
    assert_says(
        &report,
        &[
            "waits to be notified by condvar 0",
            "nobody has ever notified it",
            "made at stuck.rs:",
        ],
    );
}

#[test]
fn a_park_that_nobody_ends() {
    let report = report_of(|| {
        let worker = thread::spawn(thread::park);
        worker.join().unwrap();
    });
    assert_says(
        &report,
        &["thread 1", "is parked", "nobody has called unpark for it"],
    );
}

#[test]
fn a_second_park_after_one_token() {
    let report = report_of(|| {
        thread::current().unpark();
        thread::park();
        thread::park();
    });
    assert_says(
        &report,
        &[
            "the last unpark came from",
            "an earlier park took its token",
        ],
    );
}

#[test]
fn a_barrier_with_one_party_too_few() {
    let report = report_of(|| {
        let barrier = Arc::new(Barrier::new(3).named("start"));
        let other = thread::spawn({
            let barrier = barrier.clone();
            move || {
                barrier.wait();
            }
        });
        barrier.wait();
        other.join().unwrap();
    });
    assert_says(&report, &["waits at start", "2 of 3 have come"]);
}

#[test]
fn a_join_of_a_stuck_thread() {
    let report = report_of(|| {
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::Builder::new()
                    .name("inner".to_string())
                    .spawn(thread::park)
                    .unwrap()
                    .join()
                    .unwrap();
            });
        });
    });
    assert_says(
        &report,
        &[
            "still to end: thread 1",
            "waits for the end of inner",
            "is parked",
        ],
    );
}

#[test]
fn a_stuck_thread_that_holds_standard_error() {
    let report = report_of(|| {
        let _stderr = std::io::stderr().lock();
        thread::park();
    });
    assert_says(&report, &["is parked"]);
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "only Linux tells what unwatched threads do"
)]
fn a_thread_of_std_that_waits_for_something_watched() {
    let report = report_of(|| {
        let (sender, receiver) = mpsc::channel::<()>();
        // Named, so that only its stack tells that it is none of libtest's.
        let pool = std::thread::Builder::new()
            .name("pool".to_string())
            .spawn(move || receiver.recv())
            .unwrap();
        let _ = pool.join().unwrap();
        drop(sender);
    });
    assert_says(
        &report,
        &[
            "pool",
            "waits to receive from channel 0",
            "1 sender is still alive",
        ],
    );
}

/// By itself: computing is never called stuck, whoever waits for it. Beside a stuck test, in a child: it goes on for ever.
#[test]
fn a_test_that_computes() {
    let counted = Arc::new(Mutex::new(0_u64));
    let worker = thread::spawn({
        let counted = counted.clone();
        move || {
            while is_child() || *counted.lock().unwrap() < 200_000 {
                *counted.lock().unwrap() += 1;
            }
        }
    });
    worker.join().unwrap();
    assert_eq!(*counted.lock().unwrap(), 200_000);
}

#[test]
fn a_stuck_test_is_reported_though_another_one_computes() {
    let report = report_beside(&["stuck::a_test_that_computes"], thread::park);
    assert_says(&report, &["is parked"]);
    assert!(
        !report.contains("thread 1"),
        "the other test is not concerned:\n{report}"
    );
}
