//! What loom lacks and the engine adds: scopes, barriers, channels that end, clocks, wake-ups without reason.

use std::time::Duration;

use interleave::sync::atomic::{AtomicU32, Ordering::Relaxed};
use interleave::sync::mpsc::{RecvTimeoutError, TryRecvError, channel, sync_channel};
use interleave::sync::{Arc, Barrier, Condvar, Mutex};
use interleave::{FailureKind, Model, Named, failure_of, model, thread};

#[test]
fn threads_of_a_scope_borrow_and_are_joined_at_its_end() {
    model(|| {
        let counter = AtomicU32::new(0);
        let sum: u32 = thread::scope(|scope| {
            scope.spawn(|| counter.fetch_add(1, Relaxed));
            let other = scope.spawn(|| counter.fetch_add(1, Relaxed));
            other.join().unwrap()
        });
        assert!(sum <= 1);
        assert_eq!(counter.load(Relaxed), 2);
    });
}

#[test]
fn a_panic_in_a_scope_is_the_failure_and_does_not_end_the_process() {
    let failure = failure_of(|| {
        let lock = Mutex::new(()).named("lock");
        thread::scope(|scope| {
            scope.spawn(|| drop(lock.lock().unwrap()));
            let _held = lock.lock().unwrap();
            panic!("out of luck");
        });
    });
    assert_eq!(failure.kind, FailureKind::Panic);
    assert!(failure.message.contains("out of luck"), "{failure}");
}

#[test]
fn a_barrier_holds_everybody_back_and_can_be_used_again() {
    model(|| {
        let barrier = Arc::new(Barrier::new(2).named("barrier"));
        let round = Arc::new(AtomicU32::new(0));
        let other = thread::spawn({
            let (barrier, round) = (Arc::clone(&barrier), Arc::clone(&round));
            move || {
                round.fetch_add(1, Relaxed);
                let first = barrier.wait().is_leader();
                barrier.wait();
                first
            }
        });
        let first = barrier.wait().is_leader();
        assert_eq!(round.load(Relaxed), 1);
        barrier.wait();
        assert!(first != other.join().unwrap(), "one leader each time");
    });
}

#[test]
fn one_thread_alone_waits_at_a_barrier_for_two_for_ever() {
    let failure = failure_of(|| {
        Barrier::new(2).named("barrier").wait();
    });
    assert_eq!(failure.kind, FailureKind::Deadlock);
    failure.assert_shows(&["main: meet barrier (blocked)"]);
}

#[test]
fn a_channel_without_senders_ends_the_loop_of_its_receiver() {
    model(|| {
        let (sender, receiver) = channel().named("jobs");
        let producer = thread::spawn(move || {
            sender.send(1).unwrap();
            sender.send(2).unwrap();
        });
        assert_eq!(receiver.iter().sum::<u32>(), 3);
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
        producer.join().unwrap();
    });
}

#[test]
fn a_sender_kept_alive_leaves_the_receiver_waiting() {
    let failure = failure_of(|| {
        let (sender, receiver) = channel::<u32>().named("jobs");
        assert_eq!(receiver.iter().count(), 0);
        drop(sender);
    });
    assert_eq!(failure.kind, FailureKind::Deadlock);
    failure.assert_shows(&["main: receive jobs (blocked)"]);
    assert!(failure.message.contains("beyond_loom.rs"), "{failure}");
}

#[test]
fn a_channel_is_one_row_per_message() {
    let failure = failure_of(|| {
        let (sender, receiver) = channel().named("jobs");
        sender.send(7).unwrap();
        assert_eq!(receiver.recv(), Ok(8));
    });
    let rows: Vec<String> = failure
        .trace
        .events
        .iter()
        .map(|event| failure.trace.step(event))
        .collect();
    assert!(rows[0].starts_with("send jobs"), "{failure}");
    assert!(rows[1].starts_with("receive jobs"), "{failure}");
    assert!(rows[2].starts_with("panic"), "{failure}");
}

#[test]
fn a_full_channel_holds_its_sender_back() {
    model(|| {
        let (sender, receiver) = sync_channel(1).named("jobs");
        let sent = Arc::new(AtomicU32::new(0));
        let producer = thread::spawn({
            let sent = Arc::clone(&sent);
            move || {
                for job in 0..3 {
                    sender.send(job).unwrap();
                    sent.fetch_add(1, Relaxed);
                }
            }
        });
        assert!(sent.load(Relaxed) <= 1, "one job fits, nobody has received");
        assert_eq!(receiver.iter().collect::<Vec<u32>>(), [0, 1, 2]);
        producer.join().unwrap();
    });
}

#[test]
fn a_channel_without_room_is_a_meeting() {
    model(|| {
        let (sender, receiver) = sync_channel(0).named("hand");
        let taken = Arc::new(AtomicU32::new(0));
        let producer = thread::spawn({
            let taken = Arc::clone(&taken);
            move || {
                sender.send(7).unwrap();
                taken.fetch_add(1, Relaxed);
            }
        });
        assert_eq!(taken.load(Relaxed), 0, "nobody takes it yet");
        assert_eq!(receiver.recv(), Ok(7));
        producer.join().unwrap();
    });
}

#[test]
fn a_send_to_a_channel_without_room_that_nobody_takes_is_a_deadlock() {
    let failure = failure_of(|| {
        let (sender, _receiver) = sync_channel(0).named("hand");
        sender.send(7).unwrap();
    });
    assert_eq!(failure.kind, FailureKind::Deadlock);
    failure.assert_shows(&["main: send hand"]);
}

#[test]
fn time_may_be_up_before_and_after_the_message() {
    let seen = Arc::new(std::sync::Mutex::new(std::collections::BTreeSet::new()));
    let outcomes = Arc::clone(&seen);
    model(move || {
        let (sender, receiver) = channel().named("jobs");
        let producer = thread::spawn(move || sender.send(7));
        let received = match receiver.recv_timeout(Duration::from_secs(1)) {
            Ok(_) => "message",
            Err(RecvTimeoutError::Timeout) => "time is up",
            Err(RecvTimeoutError::Disconnected) => "disconnected",
        };
        outcomes.lock().unwrap().insert(received);
        producer.join().unwrap().unwrap();
    });
    let seen: Vec<_> = seen.lock().unwrap().iter().copied().collect();
    assert_eq!(seen, ["message", "time is up"]);
}

fn waits_with(look: fn(&Mutex<bool>, &Condvar)) -> impl Fn() + Send + Sync + 'static {
    move || {
        let pair = Arc::new((Mutex::new(false).named("ready"), Condvar::new()));
        let setter = thread::spawn({
            let pair = Arc::clone(&pair);
            move || {
                *pair.0.lock().unwrap() = true;
                pair.1.notify_one();
            }
        });
        look(&pair.0, &pair.1);
        setter.join().unwrap();
    }
}

fn looks_once(ready: &Mutex<bool>, changed: &Condvar) {
    let mut guard = ready.lock().unwrap();
    if !*guard {
        guard = changed.wait(guard).unwrap();
    }
    assert!(*guard, "woken for nothing");
}

fn looks_again(ready: &Mutex<bool>, changed: &Condvar) {
    let guard = ready.lock().unwrap();
    let guard = changed.wait_while(guard, |ready| !*ready).unwrap();
    assert!(*guard);
}

#[test]
fn a_wait_without_a_loop_fails_only_if_wake_ups_may_be_spurious() {
    let passed = Model::new().run(waits_with(looks_once)).unwrap();
    assert_eq!(passed.not_explored, ["spurious wake-ups"]);
    let failure = Model::new()
        .spurious_wake_ups()
        .failure_of(waits_with(looks_once));
    assert!(failure.message.contains("woken for nothing"), "{failure}");
    let lanes: Vec<_> = failure.trace.lanes.iter().collect();
    assert!(
        lanes.iter().any(|lane| lane.name == "spurious wake-up"),
        "{failure}"
    );
}

#[test]
fn a_wait_in_a_loop_does_not() {
    let model = Model::new().spurious_wake_ups();
    let passed = model.run(waits_with(looks_again)).unwrap();
    assert!(passed.not_explored.is_empty(), "{passed}");
}

fn parks_with(wait: fn(&AtomicU32)) -> impl Fn() + Send + Sync + 'static {
    move || {
        let ready = Arc::new(AtomicU32::new(0).named("ready"));
        let sleeper = thread::spawn({
            let ready = Arc::clone(&ready);
            move || wait(&ready)
        });
        ready.fetch_add(1, Relaxed);
        sleeper.thread().unpark();
        sleeper.join().unwrap();
    }
}

#[test]
fn a_park_without_a_loop_fails_only_if_wake_ups_may_be_spurious() {
    let once = |ready: &AtomicU32| {
        thread::park();
        assert_eq!(ready.fetch_add(0, Relaxed), 1, "woken for nothing");
    };
    Model::new().run(parks_with(once)).unwrap();
    let failure = Model::new()
        .spurious_wake_ups()
        .failure_of(parks_with(once));
    assert!(failure.message.contains("woken for nothing"), "{failure}");
    Model::new()
        .spurious_wake_ups()
        .run(parks_with(|ready| {
            while ready.fetch_add(0, Relaxed) == 0 {
                thread::park();
            }
        }))
        .unwrap();
}

#[test]
fn an_unpark_before_its_flag_is_found_out() {
    let failure = failure_of(|| {
        let ready = Arc::new(AtomicU32::new(0).named("ready"));
        let sleeper = thread::spawn({
            let ready = Arc::clone(&ready);
            move || {
                thread::park();
                assert_eq!(ready.load(Relaxed), 1, "unparked too soon");
            }
        });
        sleeper.thread().unpark();
        ready.store(1, Relaxed);
        sleeper.join().unwrap();
    });
    assert!(failure.message.contains("unparked too soon"), "{failure}");
}
