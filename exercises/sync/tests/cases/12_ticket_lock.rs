//! Start: `a_dropped_guard_lets_the_next_in`: not yet implemented: draw a ticket, and wait until it is served

use super::exercise::TicketLock;

lab::cases! {
    use std::cell::Cell;
    use std::rc::Rc;

    use impls::impls;
    use super::exercise::Guard;

    #[test]
    fn a_dropped_guard_lets_the_next_in() {
        let lock = TicketLock::new(1);
        *lock.lock() += 1;
        let guard = lock.try_lock();
        assert_eq!(guard.as_deref(), Some(&2), "the value, 1 and one more, once the first guard was dropped");
        assert!(lock.try_lock().is_none(), "`try_lock` got a lock that is held");
        drop(guard);
        assert!(lock.try_lock().is_some(), "the guard was dropped, but `try_lock` did not get the lock");
    }

    #[test]
    fn a_try_that_fails_takes_no_place() {
        let lock = TicketLock::new(());
        let guard = lock.lock();
        assert!(lock.try_lock().is_none(), "`try_lock` got a lock that is held");
        assert_eq!(lock.waiting(), 0, "`try_lock` gave up, but its ticket waits to be served");
        drop(guard);
    }

    #[test]
    fn the_lock_outlives_its_tickets() {
        let lock = TicketLock::new(0);
        for _ in 0..300 {
            *lock.lock() += 1;
        }
        for round in 300..600 {
            let Some(mut guard) = lock.try_lock() else {
                panic!("nobody held the lock after {round} rounds, but `try_lock` did not get it");
            };
            *guard += 1;
        }
        assert_eq!(*lock.lock(), 600, "300 times locked, and 300 times tried");
    }

    #[test]
    fn a_lock_is_shared_only_if_its_value_may_move() {
        assert!(impls!(TicketLock<Cell<u8>>: Sync), "a Cell may move between threads, one at a time: its lock may be shared");
        assert!(
            !impls!(TicketLock<Rc<u8>>: Sync),
            "an Rc in a shared lock: another thread locks it, clones it, and both count without an order"
        );
    }

    #[test]
    fn a_guard_is_shared_only_if_its_value_may_be_shared() {
        assert!(impls!(Guard<'static, u8>: Sync), "a number may be shared, and so may a guard of it");
        assert!(
            !impls!(Guard<'static, Cell<u8>>: Sync),
            "two threads that share a guard of a Cell both have the Cell, without any lock"
        );
    }
}

lab::models! {
    use lab::Model;
    use lab::sync::Arc;
    use lab::thread;

    #[test]
    fn nobody_enters_while_another_is_inside() {
        lab::model(|| {
            let lock = Arc::new(TicketLock::new(0));
            let other = thread::spawn({
                let lock = Arc::clone(&lock);
                move || *lock.lock() += 1
            });
            *lock.lock() += 1;
            other.join().unwrap();
            let total = *lock.lock();
            assert!(total == 2, "two threads added 1 each under the lock: {total}");
        });
    }

    #[test]
    fn whoever_gets_in_by_trying_sees_what_was_written() {
        lab::model(|| {
            let lock = Arc::new(TicketLock::new(0));
            let other = thread::spawn({
                let lock = Arc::clone(&lock);
                move || *lock.lock() += 1
            });
            if let Some(mut value) = lock.try_lock() {
                *value += 1;
            }
            other.join().unwrap();
        });
    }

    #[test]
    fn the_first_ticket_waits_for_the_last() {
        // Enough steps to use up all tickets but one.
        lab::check(&Model::new().steps(5_000), || {
            let lock = Arc::new(TicketLock::new(0));
            for _ in 0..255 {
                drop(lock.lock());
            }
            let other = thread::spawn({
                let lock = Arc::clone(&lock);
                move || *lock.lock() += 1
            });
            *lock.lock() += 1;
            other.join().unwrap();
        });
    }

    // Two threads spin at once: more than loom can follow to an end.
    lab::without_loom! {
        #[test]
        fn nobody_is_passed_over() {
            lab::model(|| {
                let lock = Arc::new(TicketLock::new(0));
                let others = [1, 2].map(|_| {
                    let lock = Arc::clone(&lock);
                    thread::spawn(move || *lock.lock() += 1)
                });
                *lock.lock() += 1;
                for other in others {
                    other.join().unwrap();
                }
                assert_eq!(*lock.lock(), 3, "three threads added 1 each");
            });
        }

        #[test]
        fn they_enter_in_the_order_in_which_they_came() {
            lab::model(|| {
                let order = Arc::new(TicketLock::new(Vec::new()));
                let guard = order.lock();
                let others = ["first", "second"].map(|name| {
                    let before = order.waiting();
                    let other = thread::spawn({
                        let order = Arc::clone(&order);
                        move || order.lock().push(name)
                    });
                    // Until it has drawn a ticket.
                    while order.waiting() == before {
                        thread::yield_now();
                    }
                    other
                });
                drop(guard);
                for other in others {
                    other.join().unwrap();
                }
                assert_eq!(*order.lock(), ["first", "second"], "who came first was not served first");
            });
        }
    }
}
