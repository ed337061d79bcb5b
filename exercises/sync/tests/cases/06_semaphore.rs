//! Start: `permits_are_taken_and_come_back`: not yet implemented: take the permits in turn, do the work, and give them back

use super::exercise::Semaphore;

lab::cases! {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use lab::{Rendezvous, thread};

    #[test]
    fn permits_are_taken_and_come_back() {
        let semaphore = Semaphore::new(3);
        let free = semaphore.run(2, || semaphore.free());
        assert_eq!(free, 1, "2 of 3 permits were taken (left: how many were free)");
        assert_eq!(semaphore.free(), 3, "all permits came back (left: how many are free)");
    }

    #[test]
    fn a_panic_gives_the_permits_back() {
        let semaphore = Semaphore::new(3);
        let panics = catch_unwind(AssertUnwindSafe(|| {
            semaphore.run(2, || panic!("this work panics, as the test wants it"));
        }));
        assert!(panics.is_err(), "the work panicked, and `run` returned as if all were well");
        assert_eq!(semaphore.free(), 3, "the work with 2 of 3 permits panicked (left: how many are free)");
    }

    #[test]
    fn more_than_there_are_in_all_is_refused() {
        let semaphore = Semaphore::new(3);
        let panics = catch_unwind(AssertUnwindSafe(|| semaphore.run(4, || ())));
        assert!(panics.is_err(), "the work was done with 4 permits, and there are 3 in all");
        assert_eq!((semaphore.free(), semaphore.waiting()), (3, 0), "nothing was taken, and nobody waits (left: what is free, and how many wait)");
    }

    #[test]
    fn all_who_fit_work_at_the_same_time() {
        let semaphore = Semaphore::new(3);
        let both = Rendezvous::new("work with 1 permit and work with 2, of 3", 2);
        thread::scope(|scope| {
            scope.spawn(|| semaphore.run(1, || both.meet()));
            semaphore.run(2, || both.meet());
        });
    }
}

lab::models! {
    use lab::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
    use lab::sync::{Arc, Mutex};
    use lab::thread::{self, JoinHandle};
    use lab::{FailureKind, Model, Rendezvous};

    /// So many threads, this one among them, work with the only permit.
    fn one_at_a_time(model: &Model, threads: usize) {
        lab::check(model, move || {
            let semaphore = Arc::new(Semaphore::new(1));
            let inside = Arc::new(AtomicBool::new(false));
            let work = {
                let (semaphore, inside) = (Arc::clone(&semaphore), Arc::clone(&inside));
                move || {
                    semaphore.run(1, || {
                        assert!(!inside.swap(true, SeqCst), "two work at the same time, with one permit");
                        inside.store(false, SeqCst);
                    });
                }
            };
            let others: Vec<_> = (1..threads).map(|_| thread::spawn(work.clone())).collect();
            work();
            for other in others {
                other.join().unwrap();
            }
        });
    }

    #[test]
    fn one_permit_is_for_one_at_a_time() {
        one_at_a_time(&Model::new(), 2);
    }

    #[test]
    fn a_wake_up_without_reason_is_no_permit() {
        one_at_a_time(&Model::new().spurious_wake_ups().preemptions(2), 2);
    }

    #[test]
    fn nobody_sleeps_through_its_turn() {
        one_at_a_time(&Model::new().preemptions(2), 3);
    }

    #[test]
    fn two_who_fit_are_both_let_in() {
        lab::check(&Model::new().preemptions(2), || {
            let semaphore = Arc::new(Semaphore::new(2));
            let both = Arc::new(Rendezvous::new("two works with a permit each, of 2", 2));
            let others = semaphore.run(2, || {
                [1, 2].map(|_| {
                    let (semaphore, both) = (Arc::clone(&semaphore), Arc::clone(&both));
                    thread::spawn(move || semaphore.run(1, || both.meet()))
                })
            });
            for other in others {
                other.join().unwrap();
            }
        });
    }

    /// Asks for so many permits on a thread of its own, and returns when it waits for them.
    fn waits_for(semaphore: &Arc<Semaphore>, count: usize, work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
        let before = semaphore.waiting();
        let other = thread::spawn({
            let semaphore = Arc::clone(semaphore);
            move || semaphore.run(count, work)
        });
        while semaphore.waiting() == before {
            thread::yield_now();
        }
        other
    }

    // They spin until another waits: more than loom can follow to an end.
    lab::without_loom! {
        #[test]
        fn who_asks_for_many_is_not_passed_over() {
            lab::model(|| {
                let semaphore = Arc::new(Semaphore::new(2));
                let served = Arc::new(AtomicUsize::new(0));
                let many = semaphore.run(1, || {
                    let served = Arc::clone(&served);
                    waits_for(&semaphore, 2, move || served.store(2, SeqCst))
                });
                semaphore.run(1, || {
                    let served = served.load(SeqCst);
                    assert!(served == 2, "a thread waited for 2 permits; then another came and asked for 1, and was served first");
                });
                many.join().unwrap();
            });
        }

        #[test]
        fn they_are_served_in_the_order_in_which_they_came() {
            lab::model(|| {
                let semaphore = Arc::new(Semaphore::new(1));
                let order = Arc::new(Mutex::new(Vec::new()));
                let others = semaphore.run(1, || {
                    ["first", "second"].map(|name| {
                        let order = Arc::clone(&order);
                        waits_for(&semaphore, 1, move || order.lock().unwrap().push(name))
                    })
                });
                for other in others {
                    other.join().unwrap();
                }
                assert_eq!(*order.lock().unwrap(), ["first", "second"], "who came first was not served first (left: the order)");
            });
        }
    }

    #[test]
    fn who_waits_sleeps() {
        // The work never ends: the checker must find a deadlock. Who looks again and again never ends instead.
        let failure = lab::failure_of(|| {
            let semaphore = Arc::new(Semaphore::new(1));
            semaphore.run(1, || {
                let other = thread::spawn({
                    let semaphore = Arc::clone(&semaphore);
                    move || semaphore.run(1, || ())
                });
                other.join().unwrap();
            });
        });
        assert_eq!(
            failure.kind,
            FailureKind::Deadlock,
            "the only permit never comes back. Who waits for it should sleep, but it is awake and looks again and again:\n{failure}"
        );
    }
}
