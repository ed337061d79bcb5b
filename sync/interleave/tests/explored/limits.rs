//! What ends an exploration besides a verdict, and what a failing execution leaves behind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU32 as RealU32;

use interleave::explored::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use interleave::explored::sync::{Arc, Condvar, Mutex};
use interleave::explored::{cell::UnsafeCell, failure_of, hint, run, thread};
use interleave::{FailureKind, Model, Named};

use Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

fn spin(wait: fn()) -> impl Fn() + Send + Sync + 'static {
    move || {
        let open = Arc::new(AtomicBool::new(false));
        let opener = thread::spawn({
            let open = Arc::clone(&open);
            move || open.store(true, SeqCst)
        });
        while !open.load(SeqCst) {
            wait();
        }
        opener.join().unwrap();
    }
}

#[test]
fn a_spin_loop_that_gives_way_ends() {
    for wait in [hint::spin_loop, thread::yield_now] {
        let passed = run(&Model::new(), spin(wait)).unwrap();
        let phrase = "a thread that yields going on before the others".to_string();
        assert!(passed.not_explored.contains(&phrase));
    }
}

#[test]
fn two_that_spin_do_not_keep_each_other_from_the_third() {
    let passed = run(&Model::new(), || {
        let open = Arc::new(AtomicBool::new(false));
        let spinners = [(); 2].map(|()| {
            let open = Arc::clone(&open);
            thread::spawn(move || {
                while !open.load(SeqCst) {
                    hint::spin_loop();
                }
            })
        });
        open.store(true, SeqCst);
        for spinner in spinners {
            spinner.join().unwrap();
        }
    });
    assert!(passed.is_ok(), "{passed:?}");
}

#[test]
fn a_spin_loop_that_does_not_give_way_is_reported() {
    let failure = run(&Model::new().steps(50), spin(|| ())).unwrap_err();
    assert_eq!(failure.kind, FailureKind::NoProgress);
    assert!(
        failure
            .message
            .contains("no end after 50 steps; main was last to go on")
    );
    assert!(failure.location.is_some());
}

#[test]
fn a_spin_loop_that_nobody_ends_is_no_progress_however_polite() {
    let failure = failure_of(|| {
        let never = AtomicBool::new(false);
        while !never.load(SeqCst) {
            hint::spin_loop();
        }
    });
    assert_eq!(failure.kind, FailureKind::NoProgress);
}

#[test]
fn a_spin_lock_excludes() {
    run(&Model::new(), || {
        let shared = Arc::new((AtomicBool::new(false), Slot(UnsafeCell::new(0))));
        let add = |(locked, slot): &(AtomicBool, Slot)| {
            while locked
                .compare_exchange(false, true, Acquire, Relaxed)
                .is_err()
            {
                hint::spin_loop();
            }
            // SAFETY: the flag is ours.
            slot.0.with_mut(|n| unsafe { *n += 1 });
            locked.store(false, Release);
        };
        let other = thread::spawn({
            let shared = Arc::clone(&shared);
            move || add(&shared)
        });
        add(&shared);
        other.join().unwrap();
        // SAFETY: the other thread has ended.
        assert_eq!(shared.1.0.with(|n| unsafe { *n }), 2);
    })
    .unwrap();
}

struct Slot(UnsafeCell<u32>);

// SAFETY: that accesses are ordered is what these tests look at.
unsafe impl Sync for Slot {}

/// Two threads write a slot, each after `enter` on the same atomic.
fn two_writers(enter: fn(&AtomicU32)) -> impl Fn() + Send + Sync + 'static {
    move || {
        let shared = Arc::new((AtomicU32::new(0), Slot(UnsafeCell::new(0).named("slot"))));
        let write = move |(turn, slot): &(AtomicU32, Slot)| {
            enter(turn);
            // SAFETY: the explorer ends the execution before an access that is not ordered.
            slot.0.with_mut(|n| unsafe { *n += 1 });
            enter(turn);
        };
        let other = thread::spawn({
            let shared = Arc::clone(&shared);
            move || write(&shared)
        });
        write(&shared);
        other.join().unwrap();
    }
}

#[test]
fn steps_on_one_atomic_do_not_exclude_and_the_race_says_both_places() {
    let failure = failure_of(two_writers(|turn| {
        turn.fetch_add(1, AcqRel);
    }));
    assert_eq!(failure.kind, FailureKind::DataRace);
    assert!(
        failure.message.contains("writes slot at limits.rs:"),
        "{failure}"
    );
    assert!(
        failure
            .message
            .contains("nothing orders this after the write by"),
        "{failure}"
    );
}

#[test]
fn fences_publish_what_relaxed_operations_carry() {
    use interleave::explored::sync::atomic::fence;
    fn program(fences: bool) -> impl Fn() + Send + Sync + 'static {
        move || {
            let shared = Arc::new((AtomicBool::new(false), Slot(UnsafeCell::new(0))));
            let writer = thread::spawn({
                let shared = Arc::clone(&shared);
                move || {
                    // SAFETY: nobody reads before the flag is set.
                    shared.1.0.with_mut(|n| unsafe { *n = 1 });
                    if fences {
                        fence(Release);
                    }
                    shared.0.store(true, Relaxed);
                }
            });
            if shared.0.load(Relaxed) {
                if fences {
                    fence(Acquire);
                }
                // SAFETY: the flag is set after the write.
                assert_eq!(shared.1.0.with(|n| unsafe { *n }), 1);
            }
            writer.join().unwrap();
        }
    }
    run(&Model::new(), program(true)).unwrap();
    assert_eq!(failure_of(program(false)).kind, FailureKind::DataRace);
}

#[test]
fn a_relaxed_store_after_a_release_store_publishes_nothing_but_an_addition_does() {
    let program = |later: fn(&AtomicU32)| {
        move || {
            let shared = Arc::new((AtomicU32::new(0), Slot(UnsafeCell::new(0))));
            let writer = thread::spawn({
                let shared = Arc::clone(&shared);
                move || {
                    // SAFETY: nobody reads before it has seen a 2.
                    shared.1.0.with_mut(|n| unsafe { *n = 1 });
                    shared.0.store(1, Release);
                    later(&shared.0);
                }
            });
            if shared.0.load(Acquire) == 2 {
                // SAFETY: the 2 comes after the write.
                assert_eq!(shared.1.0.with(|n| unsafe { *n }), 1);
            }
            writer.join().unwrap();
        }
    };
    let stored = failure_of(program(|turn| turn.store(2, Relaxed)));
    assert_eq!(stored.kind, FailureKind::DataRace);
    let added = program(|turn| {
        turn.fetch_add(1, Relaxed);
    });
    run(&Model::new(), added).unwrap();
}

#[test]
fn a_panic_that_the_program_catches_is_no_failure() {
    let passed = run(&Model::new(), || {
        let lock = Arc::new(Mutex::new(1));
        let worker = thread::spawn({
            let lock = Arc::clone(&lock);
            move || {
                let job = catch_unwind(AssertUnwindSafe(|| {
                    let _held = lock.lock().unwrap();
                    panic!("a job that fails");
                }));
                assert!(job.is_err());
            }
        });
        worker.join().unwrap();
        assert!(lock.is_poisoned());
        assert_eq!(*lock.lock().unwrap_err().into_inner(), 1);
    });
    passed.unwrap();
}

#[test]
fn a_partial_deadlock_is_one() {
    let failure = failure_of(|| {
        let lock = Arc::new(Mutex::new(()).named("lock"));
        let changed = Arc::new(Condvar::new().named("changed"));
        thread::spawn({
            let lock = Arc::clone(&lock);
            move || drop(changed.wait(lock.lock().unwrap()).unwrap())
        });
        drop(lock.lock().unwrap());
    });
    assert_eq!(failure.kind, FailureKind::Deadlock);
    assert!(
        failure
            .message
            .starts_with("thread 1 waits to be notified on condvar changed")
    );
}

#[test]
fn a_thread_that_locks_twice_waits_for_itself() {
    let failure = failure_of(|| {
        let lock = Mutex::new(()).named("lock");
        let _held = lock.lock();
        let _again = lock.lock();
    });
    assert!(
        failure
            .message
            .contains("main waits for mutex lock, held by main since"),
        "{failure}"
    );
}

/// A pool that waits for its worker when it is dropped, and trusts that it ends well.
struct Pool {
    stop: Arc<AtomicBool>,
    worker: Option<thread::JoinHandle<()>>,
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.stop.store(true, SeqCst);
        if let Some(worker) = self.worker.take() {
            worker.join().unwrap();
        }
    }
}

#[test]
fn destructors_that_wait_do_not_hang_a_failing_execution() {
    let failure = failure_of(|| {
        let stop = Arc::new(AtomicBool::new(false));
        let lock = Arc::new(Mutex::new(()));
        let held = lock.lock().unwrap();
        let worker = thread::spawn({
            let (stop, lock) = (Arc::clone(&stop), Arc::clone(&lock));
            move || {
                while !stop.load(SeqCst) {
                    drop(lock.lock().unwrap());
                }
            }
        });
        let _pool = Pool {
            stop,
            worker: Some(worker),
        };
        drop(lock.lock().unwrap());
        drop(held);
    });
    assert_eq!(failure.kind, FailureKind::Deadlock);
}

#[test]
fn a_closure_that_differs_from_run_to_run_is_refused() {
    let runs = RealU32::new(0);
    let failure = run(&Model::new(), move || {
        let shared = Arc::new(AtomicU32::new(0));
        let value = runs.fetch_add(1, SeqCst);
        let other = thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.store(value, SeqCst)
        });
        shared.load(SeqCst);
        other.join().unwrap();
    })
    .unwrap_err();
    assert_eq!(failure.kind, FailureKind::Limit);
    assert!(
        failure.message.contains("does not do the same"),
        "{failure}"
    );
}

#[test]
fn a_bound_on_preemptions_leaves_schedules_out_and_says_so() {
    let program = || {
        let counter = Arc::new(AtomicU32::new(0));
        let threads = [(); 2].map(|()| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || counter.store(counter.load(SeqCst) + 1, SeqCst))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(counter.load(SeqCst), 2);
    };
    let passed = run(&Model::new().preemptions(0), program).unwrap();
    assert_eq!(passed.executions, 2);
    assert_eq!(passed.not_explored, ["more than 0 preemptions"]);
    run(&Model::new().preemptions(1), program).unwrap_err();
}

#[test]
#[should_panic(expected = "work only inside the closure given to `explored::model`")]
fn a_type_of_the_explorer_is_of_no_use_outside() {
    AtomicU32::new(0).load(SeqCst);
}

#[test]
fn what_is_made_outside_the_closure_is_refused() {
    let outside = Arc::new(AtomicU32::new(0));
    let failure = failure_of(move || {
        outside.load(SeqCst);
    });
    assert!(
        failure.message.contains("must be made inside it"),
        "{failure}"
    );
}
