//! Each type of std, with the behaviour that std gives it, in every interleaving.

use std::collections::BTreeSet;
use std::sync::Mutex as Notebook;
use std::time::Duration;

use interleave::explored::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};
use interleave::explored::sync::mpsc::{RecvTimeoutError, TryRecvError, TrySendError};
use interleave::explored::sync::{Arc, Barrier, Condvar, Mutex, RwLock, mpsc};
use interleave::explored::{failure_of, run, thread};
use interleave::{FailureKind, Model, Named, Passed};

use Ordering::SeqCst;

/// All that `f` can come to.
fn outcomes<T: Ord + Send + 'static>(f: impl Fn() -> T + Send + Sync + 'static) -> BTreeSet<T> {
    outcomes_of(&Model::new(), f).0
}

fn outcomes_of<T: Ord + Send + 'static>(
    model: &Model,
    f: impl Fn() -> T + Send + Sync + 'static,
) -> (BTreeSet<T>, Passed) {
    let seen = Arc::new(Notebook::new(BTreeSet::new()));
    let book = Arc::clone(&seen);
    let passed = run(model, move || {
        let outcome = f();
        book.lock().unwrap().insert(outcome);
    });
    let passed = passed.unwrap_or_else(|failure| panic!("{failure}"));
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    (seen, passed)
}

#[test]
fn two_readers_may_be_inside_together_and_a_writer_alone() {
    let most = outcomes(|| {
        let lock = Arc::new(RwLock::new(0));
        let inside = Arc::new(AtomicU32::new(0));
        let reader = |lock: Arc<RwLock<i32>>, inside: Arc<AtomicU32>| {
            thread::spawn(move || {
                let guard = lock.read().unwrap();
                let others = inside.fetch_add(1, SeqCst);
                inside.fetch_sub(1, SeqCst);
                drop(guard);
                others
            })
        };
        let readers = [(); 2].map(|()| reader(Arc::clone(&lock), Arc::clone(&inside)));
        let guard = lock.write().unwrap();
        assert_eq!(inside.load(SeqCst), 0, "a reader beside a writer");
        drop(guard);
        readers
            .map(|reader| reader.join().unwrap())
            .into_iter()
            .max()
    });
    assert_eq!(most, BTreeSet::from([Some(0), Some(1)]));
}

#[test]
fn a_failed_try_lock_is_an_outcome() {
    let got = outcomes(|| {
        let lock = Arc::new(Mutex::new(()));
        let holder = thread::spawn({
            let lock = Arc::clone(&lock);
            move || drop(lock.lock().unwrap())
        });
        let got = lock.try_lock().is_ok();
        holder.join().unwrap();
        got
    });
    assert_eq!(got, BTreeSet::from([false, true]));
    let rw = outcomes(|| {
        let lock = Arc::new(RwLock::new(()));
        let reader = thread::spawn({
            let lock = Arc::clone(&lock);
            move || drop(lock.read().unwrap())
        });
        let read = lock.try_read().is_ok();
        let got = (read, lock.try_write().is_ok());
        reader.join().unwrap();
        got
    });
    assert_eq!(rw, BTreeSet::from([(true, false), (true, true)]));
}

#[test]
fn one_thread_of_a_barrier_leads_and_it_can_be_any() {
    let leader = outcomes(|| {
        let barrier = Arc::new(Barrier::new(2));
        let arrived = Arc::new(AtomicU32::new(0));
        let meet = |barrier: &Barrier, arrived: &AtomicU32| {
            arrived.fetch_add(1, SeqCst);
            let leads = barrier.wait().is_leader();
            assert_eq!(arrived.load(SeqCst), 2);
            leads
        };
        let other = thread::spawn({
            let (barrier, arrived) = (Arc::clone(&barrier), Arc::clone(&arrived));
            move || meet(&barrier, &arrived)
        });
        let mine = meet(&barrier, &arrived);
        let other = other.join().unwrap();
        assert!(mine != other);
        mine
    });
    assert_eq!(leader, BTreeSet::from([false, true]));
}

#[test]
fn a_barrier_that_lacks_a_thread_is_a_deadlock() {
    let failure = failure_of(|| {
        Barrier::new(2).named("start").wait();
    });
    assert_eq!(failure.kind, FailureKind::Deadlock);
    assert!(
        failure
            .message
            .contains("main waits at barrier start, where 1 of 2 have arrived")
    );
}

#[test]
fn notify_one_may_wake_the_waiter_that_came_last() {
    let woken = outcomes(|| {
        // How many wait, and who was woken: the first that came, or the second.
        let shared = Arc::new((Mutex::new((0, None)), Condvar::new()));
        let waiters = [(); 2].map(|()| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let mut guard = shared.0.lock().unwrap();
                let came = guard.0;
                guard.0 += 1;
                guard = shared.1.wait(guard).unwrap();
                guard.1.get_or_insert(came);
                shared.1.notify_one();
            })
        });
        let mut guard = shared.0.lock().unwrap();
        while guard.0 < 2 {
            drop(guard);
            thread::yield_now();
            guard = shared.0.lock().unwrap();
        }
        shared.1.notify_one();
        drop(guard);
        for waiter in waiters {
            waiter.join().unwrap();
        }
        shared.0.lock().unwrap().1
    });
    assert_eq!(woken, BTreeSet::from([Some(0), Some(1)]));
}

fn take_with_if() {
    let shared = Arc::new((Mutex::new(false), Condvar::new()));
    let setter = thread::spawn({
        let shared = Arc::clone(&shared);
        move || {
            *shared.0.lock().unwrap() = true;
            shared.1.notify_one();
        }
    });
    let mut guard = shared.0.lock().unwrap();
    if !*guard {
        guard = shared.1.wait(guard).unwrap();
    }
    assert!(*guard, "woken, and nothing there");
    drop(guard);
    setter.join().unwrap();
}

#[test]
fn a_wait_without_a_loop_falls_to_a_spurious_wake_up_only_where_they_are_asked_for() {
    let passed = run(&Model::new(), take_with_if).unwrap();
    assert!(
        passed
            .not_explored
            .contains(&"spurious wake-ups".to_string())
    );
    let failure = Model::new();
    let failure = run(&failure.spurious_wake_ups(), take_with_if).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Panic);
    failure.assert_shows(&[
        "main: wait",
        "main: woken spuriously",
        "main: panic: woken, and nothing",
    ]);
}

#[test]
fn time_may_be_up_or_not() {
    let timed_out = outcomes(|| {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let setter = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                *shared.0.lock().unwrap() = true;
                shared.1.notify_one();
            }
        });
        let guard = shared.0.lock().unwrap();
        let limit = Duration::from_secs(1);
        let (guard, result) = shared
            .1
            .wait_timeout_while(guard, limit, |set| !*set)
            .unwrap();
        let outcome = (*guard, result.timed_out());
        drop(guard);
        setter.join().unwrap();
        outcome
    });
    assert_eq!(timed_out, BTreeSet::from([(false, true), (true, false)]));
}

#[test]
fn a_token_given_before_the_park_is_not_lost() {
    let model = Model::new();
    let right = || {
        let main = thread::current();
        let ready = Arc::new(AtomicBool::new(false));
        let other = thread::spawn({
            let ready = Arc::clone(&ready);
            move || {
                ready.store(true, SeqCst);
                main.unpark();
            }
        });
        while !ready.load(SeqCst) {
            thread::park();
        }
        other.join().unwrap();
    };
    run(&model.clone().spurious_wake_ups(), right).unwrap();
    let failure = failure_of(|| {
        thread::park();
    });
    assert_eq!(
        failure.message.split(" (").next(),
        Some("main is parked and nobody unparks it")
    );
    run(&model, || thread::park_timeout(Duration::MAX)).unwrap();
}

#[test]
fn a_channel_gives_what_it_holds_and_then_ends() {
    let received = outcomes(|| {
        let (sender, receiver) = mpsc::channel();
        for number in [1, 2] {
            let sender = sender.clone();
            thread::spawn(move || sender.send(number).unwrap());
        }
        drop(sender);
        receiver.iter().collect::<Vec<_>>()
    });
    assert_eq!(received, BTreeSet::from([vec![1, 2], vec![2, 1]]));
}

#[test]
fn a_forgotten_sender_keeps_the_receiver_waiting() {
    let failure = failure_of(|| {
        let (sender, receiver) = mpsc::channel::<()>().named("jobs");
        let kept = sender.clone();
        thread::spawn(move || drop(sender));
        for () in &receiver {}
        drop(kept);
    });
    assert_eq!(failure.kind, FailureKind::Deadlock);
    let message = "main waits for a message on channel jobs, which nobody sends";
    assert!(failure.message.contains(message), "{failure}");
}

#[test]
fn a_look_into_a_channel_sees_nothing_a_message_or_the_end() {
    let seen = outcomes(|| {
        let (sender, receiver) = mpsc::channel();
        let other = thread::spawn(move || sender.send(7).unwrap());
        let seen = [receiver.try_recv(), receiver.try_recv()].map(|result| match result {
            Ok(number) => number.to_string(),
            Err(TryRecvError::Empty) => "nothing".to_string(),
            Err(TryRecvError::Disconnected) => "the end".to_string(),
        });
        other.join().unwrap();
        seen.join(", ")
    });
    let all = ["nothing, nothing", "nothing, 7", "7, nothing", "7, the end"];
    assert_eq!(seen, BTreeSet::from(all.map(str::to_string)));
}

#[test]
fn a_receive_with_a_time_limit_ends_in_three_ways() {
    let ends = outcomes(|| {
        let (sender, receiver) = mpsc::channel();
        let other = thread::spawn(move || {
            sender.send(()).unwrap();
        });
        let limit = Duration::from_millis(1);
        let ends = [receiver.recv_timeout(limit), receiver.recv_timeout(limit)];
        other.join().unwrap();
        ends.map(|end| match end {
            Ok(()) => 'm',
            Err(RecvTimeoutError::Timeout) => 't',
            Err(RecvTimeoutError::Disconnected) => 'd',
        })
    });
    let all = [['m', 't'], ['m', 'd'], ['t', 'm'], ['t', 't']];
    assert_eq!(ends, BTreeSet::from(all));
}

#[test]
fn a_loop_round_a_time_limit_ends_when_others_do_their_part() {
    let (received, passed) = outcomes_of(&Model::new(), || {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(7).unwrap());
        loop {
            if let Ok(message) = receiver.recv_timeout(Duration::from_millis(1)) {
                return message;
            }
        }
    });
    assert_eq!(received, BTreeSet::from([7]));
    assert_eq!(passed.not_explored, ["more than two time-outs in a row"]);
}

#[test]
fn a_full_channel_holds_its_sender_back() {
    let (most, _) = outcomes_of(&Model::new(), || {
        let (sender, receiver) = mpsc::sync_channel(1);
        let sent = Arc::new(AtomicU32::new(0));
        let other = thread::spawn({
            let sent = Arc::clone(&sent);
            move || {
                for number in 0..3 {
                    sender.send(number).unwrap();
                    sent.fetch_add(1, SeqCst);
                }
            }
        });
        let before = sent.load(SeqCst);
        assert_eq!(receiver.iter().sum::<i32>(), 3);
        other.join().unwrap();
        before
    });
    assert_eq!(most, BTreeSet::from([0, 1]));
}

#[test]
fn a_rendezvous_hands_over_or_gives_the_message_back() {
    let sent = outcomes(|| {
        let (sender, receiver) = mpsc::sync_channel(0);
        let took = Arc::new(AtomicBool::new(false));
        let other = thread::spawn({
            let took = Arc::clone(&took);
            move || {
                let took_it = receiver.recv().is_ok();
                took.store(took_it, SeqCst);
            }
        });
        sender.send(1).unwrap();
        let refused = sender.send(2).unwrap_err().0;
        other.join().unwrap();
        refused
    });
    assert_eq!(sent, BTreeSet::from([2]));
    let tried = outcomes(|| {
        let (sender, receiver) = mpsc::sync_channel(0);
        let other = thread::spawn(move || receiver.recv().is_ok());
        let tried = match sender.try_send(1) {
            Ok(()) => 'o',
            Err(TrySendError::Full(_)) => 'f',
            Err(TrySendError::Disconnected(_)) => 'd',
        };
        drop(sender);
        (tried, other.join().unwrap())
    });
    assert_eq!(tried, BTreeSet::from([('f', false), ('o', true)]));
}

#[test]
fn scoped_threads_borrow_and_are_waited_for() {
    let totals = outcomes(|| {
        let total = AtomicU32::new(0);
        let text = String::from("borrowed");
        let length = thread::scope(|scope| {
            scope.spawn(|| total.fetch_add(1, SeqCst));
            let named = thread::Builder::new().name("second".to_string());
            let second = named.spawn_scoped(scope, || total.fetch_add(text.len() as u32, SeqCst));
            scope.spawn(|| scope.spawn(|| total.fetch_add(100, SeqCst)));
            second.unwrap().join().unwrap();
            text.len()
        });
        (length, total.load(SeqCst))
    });
    assert_eq!(totals, BTreeSet::from([(8, 109)]));
}

#[test]
fn threads_bear_their_names_and_their_results() {
    let passed = run(&Model::new(), || {
        let worker = thread::Builder::new().name("worker".to_string());
        let worker = worker
            .spawn(|| thread::current().name().map(str::to_string))
            .unwrap();
        assert_eq!(worker.thread().name(), Some("worker"));
        assert_eq!(worker.join().unwrap().as_deref(), Some("worker"));
        assert_eq!(thread::current().name(), Some("main"));
        let nameless = thread::spawn(|| thread::current().id());
        let id = nameless.thread().id();
        assert_eq!(nameless.thread().name(), None);
        assert_eq!(nameless.join().unwrap(), id);
    })
    .unwrap();
    assert_eq!((passed.executions, passed.threads), (1, 3));
}

#[test]
fn a_pointer_published_by_an_exchange_is_seen_whole() {
    let seen = outcomes(|| {
        let slot = Arc::new(AtomicPtr::new(std::ptr::null_mut()));
        let writer = thread::spawn({
            let slot = Arc::clone(&slot);
            move || slot.store(Box::into_raw(Box::new(7)), Ordering::Release)
        });
        let first = slot.swap(std::ptr::null_mut(), Ordering::Acquire);
        writer.join().unwrap();
        let rest = slot.swap(std::ptr::null_mut(), Ordering::Acquire);
        // SAFETY: the pointers come from `Box::into_raw`, and a swap gives each out once.
        [first, rest].map(|p| (!p.is_null()).then(|| unsafe { *Box::from_raw(p) }))
    });
    assert_eq!(seen, BTreeSet::from([[None, Some(7)], [Some(7), None]]));
}

#[test]
fn integers_wrap_and_booleans_turn_as_in_std() {
    use interleave::explored::sync::atomic::{AtomicI8, AtomicU8};
    run(&Model::new(), || {
        let signed = AtomicI8::new(127);
        assert_eq!(signed.fetch_add(1, SeqCst), 127);
        assert_eq!(signed.fetch_min(5, SeqCst), -128);
        assert_eq!(signed.fetch_max(5, SeqCst), -128);
        assert_eq!(signed.fetch_sub(6, SeqCst), 5);
        assert_eq!(signed.into_inner(), -1);
        let bits = AtomicU8::new(0b1100);
        assert_eq!(bits.fetch_and(0b0110, SeqCst), 0b1100);
        assert_eq!(bits.fetch_or(0b0001, SeqCst), 0b0100);
        assert_eq!(bits.fetch_xor(0b1111, SeqCst), 0b0101);
        assert_eq!(bits.fetch_nand(0b1010, SeqCst), 0b1010);
        assert_eq!(
            bits.compare_exchange(1, 2, SeqCst, SeqCst),
            Err(0b1111_0101)
        );
        assert_eq!(
            bits.fetch_update(SeqCst, SeqCst, |n| n.checked_add(1)),
            Ok(0b1111_0101)
        );
        assert_eq!(
            bits.fetch_update(SeqCst, SeqCst, |_| None),
            Err(0b1111_0110)
        );
        let flag = AtomicBool::new(true);
        assert!(flag.fetch_not(SeqCst) && !flag.swap(true, SeqCst));
    })
    .unwrap();
}
