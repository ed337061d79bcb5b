//! Start: `items_pass_all_stages_in_order`: not yet implemented: a thread for each stage, and a queue between neighbours

use lab::sync::Arc;

use super::exercise::{Stage, run};

/// A stage that never refuses.
fn stage<T>(work: impl Fn(T) -> T + Send + 'static) -> Stage<T> {
    Box::new(move |item| Ok(work(item)))
}

lab::cases! {
    use lab::Rendezvous;
    use super::exercise::Output;

    /// A stage that refuses what `bad` says.
    fn refuses(bad: impl Fn(u32) -> bool + Send + 'static) -> Stage<u32> {
        Box::new(move |item| if bad(item) { Err(item) } else { Ok(item) })
    }

    /// With what failed in order of size.
    fn sorted(mut output: Output<u32>) -> Output<u32> {
        output.failed.sort_unstable();
        output
    }

    #[test]
    fn items_pass_all_stages_in_order() {
        let stages = (1..=5).map(|digit| stage(move |item: u64| item * 10 + digit)).collect();
        let output = run((1..=20).collect(), stages, 2);
        let expected: Vec<u64> = (1..=20).map(|item| item * 100_000 + 12_345).collect();
        assert_eq!(output.done, expected, "each of five stages adds its digit, from 1 to 5 (left: yours)");
        assert!(output.failed.is_empty(), "no stage refused anything, and yet: {:?}", output.failed);
    }

    #[test]
    fn without_stages_items_come_out_as_they_are() {
        let output = run(vec![1, 2, 3], Vec::new(), 1);
        assert_eq!(output.done, [1, 2, 3], "no stage, no change");
    }

    #[test]
    fn a_refused_item_is_handed_back_with_the_number_of_its_stage() {
        let stages = vec![refuses(|n| n == 3), stage(|n| n + 1), refuses(|n| n == 6)];
        let output = sorted(run((1..=6).collect(), stages, 1));
        assert_eq!(
            output.failed,
            [(0, 3), (2, 6)],
            "stage 0 refused 3; stage 2 refused 6, which came in as 5 (left: yours). Stages count from 0"
        );
    }

    #[test]
    fn items_behind_a_refused_one_go_on() {
        let output = run((1..=6).collect(), vec![refuses(|n| n == 3), stage(|n| n)], 1);
        assert_eq!(output.done, [1, 2, 4, 5, 6], "stage 0 refused 3, and nothing else (left: what was done)");
    }

    #[test]
    fn however_many_are_refused_none_is_lost() {
        let output = sorted(run((0..100).collect(), vec![refuses(|_| true), stage(|n| n)], 1));
        assert!(output.done.is_empty(), "stage 0 refused all, and yet: {:?}", output.done);
        assert_eq!(output.failed.len(), 100, "how many of 100 refused items were handed back");
    }

    #[test]
    fn more_items_than_there_is_room_for_come_through() {
        let output = run((0..1000).collect(), (0..5).map(|_| stage(|n: u32| n)).collect(), 1);
        assert_eq!(output.done.len(), 1000, "how many of 1000 items came through 5 stages and queues with room for one");
    }

    #[test]
    fn queues_may_have_no_room_at_all() {
        let output = run((0..10).collect(), vec![stage(|n: u32| n), stage(|n| n)], 0);
        assert_eq!(output.done.len(), 10, "how many of 10 items came through queues without room");
    }

    #[test]
    fn neighbours_work_at_the_same_time() {
        let both = Arc::new(Rendezvous::new("stage 0 with the second item, stage 1 with the first", 2));
        let meet = |number: u32| {
            let both = Arc::clone(&both);
            stage(move |item| {
                if item == number {
                    both.meet();
                }
                item
            })
        };
        let output = run(vec![0, 1], vec![meet(1), meet(0)], 1);
        assert_eq!(output.done, [0, 1]);
    }

    #[test]
    fn a_panic_of_a_stage_reaches_the_caller() {
        let caught = std::panic::catch_unwind(|| {
            run(vec![1, 2, 3], vec![stage(|n: u32| n), stage(|n| {
                assert!(n != 2, "two is too much, as the test wants it");
                n
            })], 1)
        });
        let payload = caught.expect_err("stage 1 panicked at the second item, and `run` returned as if all were well");
        let text = payload.downcast_ref::<&str>().copied().unwrap_or("another payload");
        assert_eq!(text, "two is too much, as the test wants it", "the payload that `run` panicked with (left)");
    }
}

lab::models! {
    use lab::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    #[test]
    fn no_stage_runs_further_ahead_than_there_is_room() {
        if cfg!(feature = "loom") {
            println!("not run under loom, which needs minutes for four threads and their queues");
            return;
        }
        lab::model(|| {
            let begun = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
            let counts = |number: usize| {
                let begun = Arc::clone(&begun);
                stage(move |item: u32| {
                    let first = begun[0].load(SeqCst) + usize::from(number == 0);
                    begun[number].fetch_add(1, SeqCst);
                    let second = begun[1].load(SeqCst);
                    // One item is in the hands of stage 0, and one on its way into those of stage 1.
                    assert!(
                        first <= second + 2,
                        "stage 0 has begun {first} items and stage 1 only {second}, though the queue between them has no \
                         room. A queue without a bound grows until memory ends: lesson 15_pipeline"
                    );
                    item
                })
            };
            let output = run(vec![0, 1, 2], vec![counts(0), counts(1)], 0);
            assert_eq!(output.done.len(), 3);
        });
    }
}
