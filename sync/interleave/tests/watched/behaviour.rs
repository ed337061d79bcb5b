//! What std promises. The same tests run on real threads, which are std, and on watched threads.

use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::engine::sync::mpsc::{
    self, Receiver, RecvTimeoutError, Sender, SyncSender, TryRecvError, TrySendError,
};
use super::engine::sync::{Arc, Barrier, Condvar, Mutex, RwLock, TryLockError};
use super::engine::thread;

#[test]
fn types_may_go_where_those_of_std_may() {
    fn shared<T: Send + Sync + UnwindSafe + RefUnwindSafe>() {}
    fn moved<T: Send + UnwindSafe + RefUnwindSafe>() {}
    shared::<Mutex<u8>>();
    shared::<RwLock<u8>>();
    shared::<Condvar>();
    shared::<Barrier>();
    shared::<Sender<u8>>();
    shared::<SyncSender<u8>>();
    moved::<Receiver<u8>>();
    shared::<thread::Thread>();
    let dynamic: Arc<Mutex<dyn FnMut() -> i32>> = Arc::new(Mutex::new(|| 7));
    assert_eq!((*dynamic.lock().unwrap())(), 7);
    let slice: &RwLock<[u8]> = &RwLock::new([1, 2, 3]);
    assert_eq!(slice.read().unwrap().len(), 3);
}

#[test]
fn objects_live_in_statics() {
    static MUTEX: Mutex<u32> = Mutex::new(1);
    static RW_LOCK: RwLock<u32> = RwLock::new(2);
    static CONDVAR: Condvar = Condvar::new();
    *MUTEX.lock().unwrap() += 1;
    *RW_LOCK.write().unwrap() += 1;
    CONDVAR.notify_all();
    assert_eq!((*MUTEX.lock().unwrap(), *RW_LOCK.read().unwrap()), (2, 3));
}

#[test]
fn a_panic_poisons_a_mutex_until_that_is_cleared() {
    let mutex = Mutex::new(1);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _guard = mutex.lock().unwrap();
        panic!("on purpose");
    }));
    assert!(panicked.is_err());
    assert!(mutex.is_poisoned());
    assert_eq!(**mutex.lock().unwrap_err().get_ref(), 1);
    assert!(matches!(mutex.try_lock(), Err(TryLockError::Poisoned(_))));
    mutex.clear_poison();
    assert_eq!(*mutex.lock().unwrap(), 1);
}

#[test]
fn only_a_writer_poisons_a_read_write_lock() {
    let lock = RwLock::new(1);
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let _guard = lock.read().unwrap();
        panic!("on purpose");
    }));
    assert!(!lock.is_poisoned());
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let _guard = lock.write().unwrap();
        panic!("on purpose");
    }));
    assert!(lock.is_poisoned());
    assert!(lock.read().is_err() && lock.try_write().is_err());
    lock.clear_poison();
    assert_eq!(lock.into_inner().unwrap(), 1);
}

#[test]
fn a_try_does_not_wait() {
    let mutex = Mutex::new(1);
    let guard = mutex.lock().unwrap();
    assert!(matches!(mutex.try_lock(), Err(TryLockError::WouldBlock)));
    drop(guard);
    assert_eq!(*mutex.try_lock().unwrap(), 1);
    let lock = RwLock::new(1);
    let reader = lock.read().unwrap();
    assert_eq!(*lock.try_read().unwrap(), 1);
    assert!(matches!(lock.try_write(), Err(TryLockError::WouldBlock)));
    drop(reader);
    *lock.try_write().unwrap() += 1;
    assert!(lock.try_read().is_ok_and(|value| *value == 2));
}

#[test]
fn locks_print_as_those_of_std() {
    let mutex = Mutex::new(1);
    assert_eq!(
        format!("{mutex:?}"),
        "Mutex { data: 1, poisoned: false, .. }"
    );
    let guard = mutex.lock().unwrap();
    assert!(format!("{mutex:?}").contains("<locked>"));
    assert_eq!(format!("{guard} {guard:?}"), "1 1");
    let lock = RwLock::new(1);
    assert_eq!(
        format!("{lock:?}"),
        "RwLock { data: 1, poisoned: false, .. }"
    );
    assert_eq!(format!("{}", lock.read().unwrap()), "1");
    assert_eq!(format!("{:?}", Condvar::new()), "Condvar { .. }");
    assert_eq!(format!("{:?}", Barrier::new(1)), "Barrier { .. }");
    let (sender, receiver) = mpsc::channel::<u8>();
    assert_eq!(
        format!("{sender:?} {receiver:?}"),
        "Sender { .. } Receiver { .. }"
    );
}

#[test]
fn locks_are_made_and_taken_apart_without_locking() {
    let mut mutex = Mutex::from(1);
    *mutex.get_mut().unwrap() += 1;
    assert_eq!(mutex.into_inner().unwrap(), 2);
    assert_eq!(Mutex::<u8>::default().into_inner().unwrap(), 0);
    let mut lock = RwLock::from(1);
    *lock.get_mut().unwrap() += 1;
    assert_eq!(lock.into_inner().unwrap(), 2);
    assert_eq!(RwLock::<u8>::default().into_inner().unwrap(), 0);
}

#[test]
fn no_increment_is_lost_under_a_lock() {
    let (mutex, lock) = (Mutex::new(0), RwLock::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5000 {
                    *mutex.lock().unwrap() += 1;
                    let seen = *lock.read().unwrap();
                    *lock.write().unwrap() += 1;
                    assert!(*lock.read().unwrap() > seen);
                }
            });
        }
    });
    assert_eq!(
        (*mutex.lock().unwrap(), *lock.read().unwrap()),
        (20_000, 20_000)
    );
}

#[test]
fn a_condition_variable_hands_over_turn_by_turn() {
    let shared = (Mutex::new(0), Condvar::new());
    thread::scope(|scope| {
        for me in 0..3 {
            let shared = &shared;
            scope.spawn(move || {
                for _ in 0..200 {
                    let turn = shared.0.lock().unwrap();
                    let mut turn = shared.1.wait_while(turn, |turn| *turn % 3 != me).unwrap();
                    *turn += 1;
                    drop(turn);
                    shared.1.notify_all();
                }
            });
        }
    });
    assert_eq!(*shared.0.lock().unwrap(), 600);
}

#[test]
fn a_wait_with_a_limit_says_whether_time_was_up() {
    let (mutex, condvar) = (Mutex::new(false), Condvar::new());
    let start = Instant::now();
    let limit = Duration::from_millis(10);
    let (guard, result) = condvar
        .wait_timeout_while(mutex.lock().unwrap(), limit, |ready| !*ready)
        .unwrap();
    assert!(result.timed_out() && start.elapsed() >= limit);
    drop(guard);
    let (guard, result) = condvar
        .wait_timeout_while(mutex.lock().unwrap(), limit, |_| false)
        .unwrap();
    assert!(!result.timed_out());
    drop(guard);
    thread::scope(|scope| {
        let guard = mutex.lock().unwrap();
        scope.spawn(|| {
            *mutex.lock().unwrap() = true;
            condvar.notify_one();
        });
        let (_guard, result) = condvar
            .wait_timeout_while(guard, Duration::MAX, |ready| !*ready)
            .unwrap();
        assert!(!result.timed_out());
    });
}

#[test]
fn a_notification_at_the_deadline_is_not_lost() {
    for round in 0..2000 {
        let (ready, changed) = (Mutex::new(false), Condvar::new());
        thread::scope(|scope| {
            // Leaves without looking when its time is up, and passes on what reached it before.
            scope.spawn(|| {
                let guard = ready.lock().unwrap();
                let limit = Duration::from_micros(round % 100);
                if !changed.wait_timeout(guard, limit).unwrap().1.timed_out() {
                    changed.notify_one();
                }
            });
            scope.spawn(|| {
                let guard = ready.lock().unwrap();
                drop(changed.wait_while(guard, |ready| !*ready).unwrap());
            });
            *ready.lock().unwrap() = true;
            changed.notify_one();
        });
    }
}

#[test]
fn a_barrier_has_one_leader_at_each_meeting() {
    let barrier = Barrier::new(3);
    let leaders = Mutex::new(0);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..100 {
                    if barrier.wait().is_leader() {
                        *leaders.lock().unwrap() += 1;
                    }
                }
            });
        }
    });
    assert_eq!(*leaders.lock().unwrap(), 100);
    assert!(Barrier::new(0).wait().is_leader());
}

#[test]
fn a_channel_keeps_order_and_ends_with_its_last_sender() {
    let (sender, receiver) = mpsc::channel();
    let second = sender.clone();
    let sending = thread::spawn(move || (0..1000).for_each(|n| sender.send(n).unwrap()));
    let received: Vec<u32> = receiver.iter().take(1000).collect();
    assert!(received.into_iter().eq(0..1000));
    sending.join().unwrap();
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(
        receiver.recv_timeout(Duration::from_millis(5)),
        Err(RecvTimeoutError::Timeout)
    );
    second.send(7).unwrap();
    drop(second);
    assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [7]);
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
    assert_eq!(
        receiver.recv_timeout(Duration::MAX),
        Err(RecvTimeoutError::Disconnected)
    );
    assert!(receiver.recv().is_err());
}

#[test]
fn a_send_without_a_receiver_gives_the_message_back() {
    let (sender, receiver) = mpsc::channel();
    drop(receiver);
    assert_eq!(sender.send(String::from("back")).unwrap_err().0, "back");
    let (sender, receiver) = mpsc::sync_channel(0);
    let waiting = thread::spawn(move || sender.send(String::from("back")));
    drop(receiver);
    assert_eq!(waiting.join().unwrap().unwrap_err().0, "back");
}

#[test]
fn a_bounded_channel_holds_no_more_than_its_bound() {
    let (sender, receiver) = mpsc::sync_channel(2);
    sender.send(1).unwrap();
    sender.try_send(2).unwrap();
    assert_eq!(sender.try_send(3), Err(TrySendError::Full(3)));
    thread::scope(|scope| {
        scope.spawn(|| sender.send(3).unwrap());
        assert_eq!([1, 2, 3].map(|_| receiver.recv().unwrap()), [1, 2, 3]);
    });
    drop(receiver);
    assert_eq!(sender.try_send(4), Err(TrySendError::Disconnected(4)));
}

#[test]
fn a_rendezvous_channel_hands_over() {
    let (sender, receiver) = mpsc::sync_channel(0);
    assert_eq!(sender.try_send(0), Err(TrySendError::Full(0)));
    thread::scope(|scope| {
        let second = sender.clone();
        scope.spawn(move || (0..500).for_each(|n| sender.send(n).unwrap()));
        scope.spawn(move || (0..500).for_each(|n| second.send(n).unwrap()));
        let sum: u32 = receiver.into_iter().sum();
        assert_eq!(sum, 2 * 124_750);
    });
}

#[test]
fn messages_that_nobody_took_are_dropped() {
    let message = Arc::new(());
    let (sender, receiver) = mpsc::channel();
    sender.send(message.clone()).unwrap();
    drop(receiver);
    assert_eq!(Arc::strong_count(&message), 1);
}

#[test]
fn an_unpark_before_the_park_is_kept_once() {
    thread::current().unpark();
    thread::current().unpark();
    thread::park();
    let start = Instant::now();
    thread::park_timeout(Duration::from_millis(5));
    let parked = thread::spawn(thread::park);
    parked.thread().unpark();
    parked.join().unwrap();
    assert!(start.elapsed() >= Duration::from_millis(5));
}

#[test]
fn a_join_gives_the_result_or_the_panic() {
    assert_eq!(thread::spawn(|| 7).join().unwrap(), 7);
    let panic = thread::spawn(|| panic!("on purpose")).join().unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"on purpose"));
    let scope_panicked =
        catch_unwind(|| thread::scope(|scope| drop(scope.spawn(|| panic!("on purpose")))));
    assert!(scope_panicked.is_err());
}

#[test]
fn threads_know_their_names() {
    let builder = thread::Builder::new()
        .name("worker".to_string())
        .stack_size(1 << 20);
    let worker = builder
        .spawn(|| thread::current().name().map(str::to_string))
        .unwrap();
    assert_eq!(worker.thread().name(), Some("worker"));
    let id = worker.thread().id();
    assert_eq!(worker.join().unwrap().as_deref(), Some("worker"));
    assert_ne!(id, thread::current().id());
}

#[test]
fn scoped_threads_start_others_in_the_same_scope() {
    let total = Mutex::new(0);
    let sum = thread::scope(|scope| {
        let outer = scope.spawn(|| {
            let inner = scope.spawn(|| *total.lock().unwrap() += 1);
            inner.join().unwrap();
            2
        });
        let named = thread::Builder::new().spawn_scoped(scope, || 3).unwrap();
        assert!(outer.thread().name().is_none());
        outer.join().unwrap() + named.join().unwrap()
    });
    assert_eq!((sum, total.into_inner().unwrap()), (5, 1));
}

#[test]
fn a_thread_local_value_may_use_watched_objects_at_the_end() {
    struct SendsLast(Sender<&'static str>);
    impl Drop for SendsLast {
        fn drop(&mut self) {
            self.0.send("last words").unwrap();
        }
    }
    thread_local! {
        static LAST: std::cell::RefCell<Option<SendsLast>> = const { std::cell::RefCell::new(None) };
    }
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || LAST.set(Some(SendsLast(sender))))
        .join()
        .unwrap();
    assert_eq!(receiver.recv(), Ok("last words"));
}
