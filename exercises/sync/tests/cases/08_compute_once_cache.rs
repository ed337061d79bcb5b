//! Start: `a_value_is_computed_once`: not yet implemented: an empty cache

use super::exercise::Cache;

lab::cases! {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use lab::{Rendezvous, thread};

    #[test]
    fn a_value_is_computed_once() {
        let cache = Cache::new();
        let values = [cache.get_or_compute("pi", || 3), cache.get_or_compute("pi", || 4)];
        assert_eq!(values, [3, 3], "the value of one key, asked for twice; the second computation would give 4 (left: yours)");
    }

    #[test]
    fn each_key_has_a_value_of_its_own() {
        let cache = Cache::new();
        cache.get_or_compute("pi", || 3);
        assert_eq!(cache.get_or_compute("e", || 2), 2, "the value of another key (left: yours)");
        assert_eq!(cache.get_or_compute("pi", || 4), 3, "the first key's value, after another was computed (left: yours)");
    }

    #[test]
    fn two_keys_are_computed_at_the_same_time() {
        let cache = Cache::new();
        let both = Rendezvous::new("the computations of two keys", 2);
        thread::scope(|scope| {
            scope.spawn(|| cache.get_or_compute("pi", || both.meet()));
            cache.get_or_compute("e", || both.meet());
        });
    }

    #[test]
    fn a_computation_may_ask_for_another_key() {
        let cache = Cache::new();
        let sum = cache.get_or_compute("sum", || cache.get_or_compute("pi", || 3) + cache.get_or_compute("e", || 2));
        assert_eq!(sum, 5, "3 and 2, computed on the way (left: yours)");
    }

    #[test]
    fn after_a_panic_the_key_can_be_computed() {
        let cache = Cache::new();
        let panics = catch_unwind(AssertUnwindSafe(|| {
            cache.get_or_compute("pi", || panic!("this computation panics, as the test wants it"))
        }));
        assert!(panics.is_err(), "the computation panicked, and its caller got the value {panics:?}");
        assert_eq!(cache.get_or_compute("pi", || 3), 3, "computed again after a panic (left: yours)");
    }
}

lab::models! {
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    use lab::sync::Arc;
    use lab::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use lab::thread;
    use lab::{FailureKind, Model};

    /// So many threads, this one among them, ask for one key.
    fn all_ask(model: &Model, threads: usize) {
        lab::check(model, move || {
            let cache = Arc::new(Cache::new());
            let computed = Arc::new(AtomicU32::new(0));
            let ask = {
                let (cache, computed) = (Arc::clone(&cache), Arc::clone(&computed));
                move || {
                    let value = cache.get_or_compute("pi", || computed.fetch_add(1, SeqCst));
                    assert!(value == 0, "one value was asked for, and it was computed {} times", value + 1);
                }
            };
            let others: Vec<_> = (1..threads).map(|_| thread::spawn(ask.clone())).collect();
            ask();
            for other in others {
                other.join().unwrap();
            }
        });
    }

    #[test]
    fn two_who_ask_at_once_share_one_computation() {
        all_ask(&Model::new(), 2);
    }

    #[test]
    fn all_who_wait_get_the_value() {
        all_ask(&Model::new().preemptions(2), 3);
    }

    #[test]
    fn a_wake_up_without_reason_is_no_value() {
        all_ask(&Model::new().spurious_wake_ups().preemptions(2), 2);
    }

    #[test]
    fn who_waits_for_a_computation_that_panics_computes_instead() {
        lab::model(|| {
            let cache = Arc::new(Cache::new());
            let other = thread::spawn({
                let cache = Arc::clone(&cache);
                // Without a message: it is what the test wants, and no failure.
                move || catch_unwind(AssertUnwindSafe(|| cache.get_or_compute("pi", || resume_unwind(Box::new("panic"))))).unwrap_or(3)
            });
            let value = cache.get_or_compute("pi", || 3);
            assert_eq!(value, 3, "the computation that did not panic gives 3 (left: yours)");
            other.join().unwrap();
        });
    }

    #[test]
    fn who_waits_sleeps() {
        // The computation never ends: the checker must find a deadlock. Who looks again and again never ends instead.
        let failure = lab::failure_of(|| {
            let cache = Arc::new(Cache::new());
            cache.get_or_compute("pi", || {
                let other = thread::spawn({
                    let cache = Arc::clone(&cache);
                    move || cache.get_or_compute("pi", || 3)
                });
                other.join().unwrap()
            });
        });
        assert_eq!(
            failure.kind,
            FailureKind::Deadlock,
            "the computation never ends. Who waits for the value should sleep, but it is awake and looks again and again:\n{failure}"
        );
    }
}
