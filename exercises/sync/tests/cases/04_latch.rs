//! Start: `who_comes_late_gets_through`: not yet implemented: a latch that is shut

use super::exercise::Latch;

lab::cases! {
    use std::time::Duration;

    use lab::sync::Arc;
    use lab::{Model, Rendezvous, thread};

    #[test]
    fn who_comes_late_gets_through() {
        let latch = Latch::new();
        assert!(!latch.is_open(), "nobody has opened it");
        latch.open();
        latch.wait();
        assert!(latch.is_open(), "it was opened");
    }

    #[test]
    fn a_latch_stays_open() {
        let latch = Latch::new();
        latch.open();
        latch.wait();
        assert!(latch.is_open(), "one thread got through, and the latch is shut behind it");
        latch.wait();
    }

    #[test]
    fn a_latch_may_be_opened_twice() {
        let latch = Latch::new();
        latch.open();
        latch.open();
        assert!(latch.is_open(), "opened twice, the latch is shut");
    }

    #[test]
    fn time_ends_a_wait() {
        let latch = Latch::new();
        assert!(!latch.wait_for(Duration::from_millis(1)), "nobody opened it, and `wait_for` says that it is open");
        latch.open();
        assert!(latch.wait_for(Duration::from_millis(1)), "it was opened after the first wait had ended");
    }

    #[test]
    fn an_open_latch_needs_no_time() {
        let latch = Latch::new();
        latch.open();
        assert!(latch.wait_for(Duration::ZERO), "the latch is open, and `wait_for` says that it is shut: no time was given, but none is needed");
    }

    #[test]
    fn a_wait_may_be_as_long_as_a_duration() {
        let latch = Latch::new();
        thread::scope(|scope| {
            let waits = scope.spawn(|| latch.wait_for(Duration::MAX));
            latch.open();
            assert!(waits.join().unwrap(), "it was opened, and `wait_for` says that it is shut");
        });
    }

    #[test]
    fn a_wake_up_without_reason_is_not_the_end_of_time() {
        // On watched threads some waits end without reason: no test can tell when, but in hundreds of runs some do.
        lab::check(&Model::new().spurious_wake_ups(), || {
            let latch = Arc::new(Latch::new());
            let waits = thread::spawn({
                let latch = Arc::clone(&latch);
                move || latch.wait_for(Duration::from_secs(3600))
            });
            let opens = thread::spawn({
                let latch = Arc::clone(&latch);
                move || latch.open()
            });
            opens.join().unwrap();
            assert!(waits.join().unwrap(), "the latch was opened within the hour, and a thread that woke without reason says that it is shut");
        });
    }

    #[test]
    fn all_who_wait_for_a_time_get_through() {
        let latch = Latch::new();
        let come = Rendezvous::new("three who will wait, and one who will open", 4);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    come.meet();
                    assert!(latch.wait_for(Duration::MAX), "it was opened, and `wait_for` says that it is shut");
                });
            }
            come.meet();
            latch.open();
        });
    }
}

lab::models! {
    use lab::cell::UnsafeCell;
    use lab::sync::Arc;
    use lab::thread;
    use lab::{FailureKind, Model, Named};

    /// So many threads wait, and this one opens.
    fn all_get_through(model: &Model, waiters: usize) {
        lab::check(model, move || {
            let latch = Arc::new(Latch::new());
            let waiting: Vec<_> = (0..waiters)
                .map(|_| {
                    let latch = Arc::clone(&latch);
                    thread::spawn(move || {
                        latch.wait();
                        assert!(latch.is_open(), "a thread came through a latch that is shut");
                    })
                })
                .collect();
            latch.open();
            for thread in waiting {
                thread.join().unwrap();
            }
        });
    }

    #[test]
    fn who_waits_gets_through() {
        all_get_through(&Model::new(), 1);
    }

    #[test]
    fn all_who_wait_get_through() {
        all_get_through(&Model::new().preemptions(2), 2);
    }

    #[test]
    fn a_wake_up_without_reason_opens_nothing() {
        all_get_through(&Model::new().spurious_wake_ups(), 1);
    }

    /// What is written before the latch is opened, and read behind it.
    struct Prepared {
        latch: Latch,
        value: UnsafeCell<u32>,
    }

    // SAFETY: `value` is written before `latch` is opened, and read by whoever came through it. That the latch orders the
    // two is what the model checks.
    unsafe impl Sync for Prepared {}

    #[test]
    fn who_gets_through_sees_what_was_done_before() {
        lab::model(|| {
            let prepared = Arc::new(Prepared {
                latch: Latch::new(),
                value: UnsafeCell::new(0).named("prepared"),
            });
            let waits = thread::spawn({
                let prepared = Arc::clone(&prepared);
                move || {
                    prepared.latch.wait();
                    // SAFETY: the latch is open, and nobody writes behind it.
                    prepared.value.with(|value| unsafe { *value })
                }
            });
            // SAFETY: the latch is shut, and nobody reads before it is open.
            prepared.value.with_mut(|value| unsafe { *value = 7 });
            prepared.latch.open();
            assert_eq!(waits.join().unwrap(), 7, "7 was written before the latch was opened");
        });
    }

    #[test]
    fn who_waits_sleeps() {
        // Nobody opens it: the checker must find a deadlock. Who looks again and again never ends instead.
        let failure = lab::failure_of(|| Latch::new().wait());
        assert_eq!(
            failure.kind,
            FailureKind::Deadlock,
            "nobody will ever open the latch. Who waits should sleep, but it is awake and looks again and again:\n{failure}"
        );
    }
}
