//! Start: `results_have_the_order_of_the_workers`: not yet implemented: start the workers, join them all, and part results from culprits

lab::cases! {
    use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};

    use lab::sync::Arc;
    use lab::{Rendezvous, thread};

    use super::exercise::{Culprit, Fault, Work, run_all};

    fn work<T>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Work<T> {
        Box::new(work)
    }

    fn culprit(name: &str, fault: Fault) -> Culprit {
        Culprit { name: name.to_string(), fault }
    }

    /// What comes out if one of three workers does this.
    fn with_a_baker_who(does: Work<u32>) -> Result<Vec<u32>, Vec<Culprit>> {
        let workers = vec![("cook", work(|| Ok(1))), ("baker", does), ("waiter", work(|| Ok(3)))];
        catch_unwind(AssertUnwindSafe(|| run_all(workers)))
            .unwrap_or_else(|_| panic!("`run_all` itself panicked (above), instead of telling what came of cook, baker and waiter"))
    }

    #[test]
    fn results_have_the_order_of_the_workers() {
        let result = with_a_baker_who(work(|| Ok(2)));
        assert_eq!(result, Ok(vec![1, 2, 3]), "nobody failed (left: yours)");
    }

    #[test]
    fn a_panic_is_told_in_its_own_words() {
        let result = with_a_baker_who(work(|| panic!("the oven is cold")));
        let fault = Fault::Panic(Some("the oven is cold".to_string()));
        assert_eq!(
            result,
            Err(vec![culprit("baker", fault)]),
            "the baker said panic!(\"the oven is cold\") (left: what you make of it). Lesson 11_panics_and_names"
        );
    }

    #[test]
    fn a_panic_with_values_in_its_text_is_told_too() {
        let degrees = 20;
        let result = with_a_baker_who(work(move || panic!("the oven has {degrees} degrees")));
        let fault = Fault::Panic(Some("the oven has 20 degrees".to_string()));
        assert_eq!(
            result,
            Err(vec![culprit("baker", fault)]),
            "the baker said panic!(\"the oven has {{degrees}} degrees\"), which carries a `String` (left: what you make of it)"
        );
    }

    #[test]
    fn a_panic_that_carries_no_text_is_told_without() {
        let result = with_a_baker_who(work(|| panic_any(404)));
        assert_eq!(
            result,
            Err(vec![culprit("baker", Fault::Panic(None))]),
            "the baker panicked with the number 404: no text, but a panic all the same (left: what you make of it)"
        );
    }

    #[test]
    fn an_error_is_no_panic() {
        let result = with_a_baker_who(work(|| Err("no flour".to_string())));
        assert_eq!(
            result,
            Err(vec![culprit("baker", Fault::Error("no flour".to_string()))]),
            "the baker returned an error: `join` gives a `Result` in a `Result` (left: what you make of it)"
        );
    }

    #[test]
    fn every_culprit_is_named_in_the_order_of_the_workers() {
        let result = run_all(vec![
            ("cook", work(|| Err("no salt".to_string()))),
            ("baker", work(|| panic!("the oven is cold"))),
            ("waiter", work(|| Ok(3))),
            ("washer", work(|| Err("no soap".to_string()))),
        ]);
        let fault = Fault::Panic(Some("the oven is cold".to_string()));
        assert_eq!(
            result,
            Err(vec![
                culprit("cook", Fault::Error("no salt".to_string())),
                culprit("baker", fault),
                culprit("washer", Fault::Error("no soap".to_string())),
            ]),
            "cook, baker and washer failed, the waiter did not (left: yours)"
        );
    }

    #[test]
    fn a_thread_has_the_name_of_its_worker() {
        let name = || work(|| Ok(thread::current().name().unwrap_or("nameless").to_string()));
        let names = run_all(vec![("cook", name()), ("baker", name())]);
        assert_eq!(
            names,
            Ok(vec!["cook".to_string(), "baker".to_string()]),
            "the names of the threads on which cook and baker ran (left: yours). What a panic writes to the terminal has them"
        );
    }

    #[test]
    fn all_workers_run_at_once() {
        let all = Arc::new(Rendezvous::new("both workers", 2));
        let meet = || {
            let all = Arc::clone(&all);
            // Nobody leaves before both have come. Stuck here? Then one worker waits until the other has ended.
            work(move || {
                all.meet();
                Ok(())
            })
        };
        let result = run_all(vec![("cook", meet()), ("baker", meet())]);
        assert_eq!(result, Ok(vec![(), ()]), "both workers met, and nobody failed (left: yours)");
    }

    #[test]
    fn where_nobody_works_nobody_fails() {
        let result: Result<Vec<u32>, _> = run_all(Vec::new());
        assert_eq!(result, Ok(Vec::new()), "no workers, no results, and nobody to blame (left: yours)");
    }
}
