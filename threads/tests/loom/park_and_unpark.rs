//! `main` gives an answer to a waiter.

use interleave::Model;
use interleave::sync::Arc;
use interleave::thread::{self, Thread};
use threads::park_and_unpark::Answer;

fn given(give: fn(&Answer, u32, &Thread), wait: fn(&Answer) -> u32) {
    let answer = Arc::new(Answer::new());
    let waiter = thread::Builder::new()
        .name("waiter".to_string())
        .spawn({
            let answer = Arc::clone(&answer);
            move || wait(&answer)
        })
        .unwrap();
    give(&answer, 42, waiter.thread());
    let arrived = waiter.join().unwrap();
    assert!(arrived == 42, "42 was given, {arrived} arrived");
}

#[test]
fn the_waiter_wakes_and_reads_the_answer() {
    interleave::model(|| given(Answer::give, Answer::wait));
}

#[test]
fn a_spurious_wake_up_sends_the_waiter_back_to_sleep() {
    Model::new()
        .spurious_wake_ups()
        .check(|| given(Answer::give, Answer::wait));
}

interleave::modelled! {
    use interleave::FailureKind;
    use threads::park_and_unpark::{park_once, relaxed_flag, unpark_too_early};

    #[test]
    fn without_a_loop_a_spurious_wake_up_passes_for_the_answer() {
        let failure = Model::new()
            .sequential()
            .spurious_wake_ups()
            .failure_of(|| given(Answer::give, park_once::wait));
        assert_eq!(failure.kind, FailureKind::Panic);
        failure.assert_shows(&[
            "waiter: load ready -> false",
            "waiter: woken spuriously",
            "waiter: load value -> 0",
        ]);
    }

    #[test]
    fn a_waiter_that_was_woken_too_early_sleeps_for_ever() {
        // Sequential: with stale values the waiter could look after the answer is there, and still not see it.
        let failure = Model::new()
            .sequential()
            .failure_of(|| given(unpark_too_early::give, Answer::wait));
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&[
            "main: unpark waiter",
            "waiter: park waiter",
            "waiter: load ready -> false",
            "main: store ready <- true",
            "waiter: park waiter (blocked)",
        ]);
    }

    #[test]
    fn a_relaxed_flag_arrives_before_the_answer() {
        let failure = interleave::failure_of(|| given(relaxed_flag::give, relaxed_flag::wait));
        assert_eq!(failure.kind, FailureKind::Panic);
        failure.assert_shows(&[
            "main: store value <- 42",
            "main: store ready <- true",
            "waiter: load ready -> true",
            "waiter: load value -> 0",
        ]);
    }
}
