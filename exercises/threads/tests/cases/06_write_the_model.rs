//! Start: `a_right_counter_passes_on_real_threads`: not yet implemented: run a small program that uses a counter

use lab::sync::Mutex;

use super::exercise::{Counter, check};

/// Right: one lock round everything.
struct Locked(Mutex<u32>);

impl Counter for Locked {
    fn new() -> Self {
        Locked(Mutex::new(0))
    }
    fn add(&self) {
        *self.0.lock().unwrap() += 1;
    }
    fn total(&self) -> u32 {
        *self.0.lock().unwrap()
    }
}

lab::cases! {
    #[test]
    fn a_right_counter_passes_on_real_threads() {
        if let Err(failure) = check::<Locked>() {
            panic!("your model refuses a counter that is right:\n{failure}");
        }
    }
}

lab::models! {
    use lab::Passed;
    use lab::sync::atomic::{AtomicU32, Ordering::SeqCst};

    /// Right: one indivisible step.
    struct Atomic(AtomicU32);

    impl Counter for Atomic {
        fn new() -> Self {
            Atomic(AtomicU32::new(0))
        }
        fn add(&self) {
            self.0.fetch_add(1, SeqCst);
        }
        fn total(&self) -> u32 {
            self.0.fetch_add(0, SeqCst)
        }
    }

    /// Broken: two threads may read the same number.
    struct LosesUpdates(Mutex<u32>);

    impl Counter for LosesUpdates {
        fn new() -> Self {
            LosesUpdates(Mutex::new(0))
        }
        fn add(&self) {
            let before = self.total();
            *self.0.lock().unwrap() = before + 1;
        }
        fn total(&self) -> u32 {
            *self.0.lock().unwrap()
        }
    }

    /// Broken: stops at two.
    struct StopsAtTwo(Mutex<u32>);

    impl Counter for StopsAtTwo {
        fn new() -> Self {
            StopsAtTwo(Mutex::new(0))
        }
        fn add(&self) {
            let mut total = self.0.lock().unwrap();
            *total = (*total + 1).min(2);
        }
        fn total(&self) -> u32 {
            *self.0.lock().unwrap()
        }
    }

    /// Broken: `add` and `total` take two locks in opposite order.
    struct Deadlocks {
        ones: Mutex<u32>,
        adds: Mutex<u32>,
    }

    impl Counter for Deadlocks {
        fn new() -> Self {
            Deadlocks { ones: Mutex::new(0), adds: Mutex::new(0) }
        }
        fn add(&self) {
            let mut ones = self.ones.lock().unwrap();
            *self.adds.lock().unwrap() += 1;
            *ones += 1;
        }
        fn total(&self) -> u32 {
            let adds = self.adds.lock().unwrap();
            (*self.ones.lock().unwrap()).min(*adds)
        }
    }

    /// Broken: a carry takes two steps, and between them the total is too small.
    struct Carries {
        ones: Mutex<u32>,
        twos: Mutex<u32>,
    }

    impl Counter for Carries {
        fn new() -> Self {
            Carries { ones: Mutex::new(0), twos: Mutex::new(0) }
        }
        fn add(&self) {
            let mut ones = self.ones.lock().unwrap();
            *ones = (*ones + 1) % 2;
            if *ones == 0 {
                drop(ones);
                *self.twos.lock().unwrap() += 1;
            }
        }
        fn total(&self) -> u32 {
            let twos = *self.twos.lock().unwrap();
            2 * twos + *self.ones.lock().unwrap()
        }
    }

    /// Broken: an add is only counted by the next one, so the last never is. Asked early, it guesses.
    struct CountsLate(Mutex<(u32, u32)>);

    impl Counter for CountsLate {
        fn new() -> Self {
            CountsLate(Mutex::new((0, 0)))
        }
        fn add(&self) {
            let mut state = self.0.lock().unwrap();
            *state = (state.0 + state.1, 1);
        }
        fn total(&self) -> u32 {
            self.0.lock().unwrap().0.max(1)
        }
    }

    fn expect_right<C: Counter>() -> Passed {
        check::<C>().unwrap_or_else(|failure| {
            panic!(
                "your model refuses a counter that is right. Is all that is shared made inside the closure? Is something \
                 asserted before the others have ended? Does a loop wait without `join`?\n{failure}"
            )
        })
    }

    #[track_caller]
    fn expect_broken<C: Counter>(fault: &str) {
        if let Ok(passed) = check::<C>() {
            panic!("your model accepts a broken counter: {fault}. It tried: {passed}");
        }
    }

    #[test]
    fn right_counters_pass_in_every_interleaving() {
        expect_right::<Locked>();
        expect_right::<Atomic>();
    }

    #[test]
    fn the_model_is_small() {
        let passed = expect_right::<Locked>();
        assert!(
            passed.executions <= 2000,
            "your model has {} executions. Each thread more multiplies them; the five faults show with one or two beside \
             the main thread",
            passed.executions
        );
    }

    #[test]
    fn a_lost_update_is_found() {
        expect_broken::<LosesUpdates>("two threads that add at once may be counted as one");
    }

    #[test]
    fn a_counter_that_stops_at_two_is_found() {
        expect_broken::<StopsAtTwo>("it never counts further than two");
    }

    #[test]
    fn a_deadlock_with_a_reader_is_found() {
        expect_broken::<Deadlocks>("`add` and `total`, called at the same time, may wait for each other for ever");
    }

    #[test]
    fn a_total_that_falls_is_found() {
        expect_broken::<Carries>("while another thread adds, `total` may tell less than was there before");
    }

    #[test]
    fn an_add_that_is_counted_late_is_found() {
        expect_broken::<CountsLate>("the last add is never counted");
    }
}
