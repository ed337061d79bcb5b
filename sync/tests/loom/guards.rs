//! Jobs on a stack under a lock, done by `main` or by a worker.

use interleave::sync::Arc;
use sync::guards::{Jobs, delegate};

#[test]
fn a_lock_that_is_free_while_a_job_is_done_lets_the_job_bring_another() {
    interleave::model(|| {
        let done = Jobs::of(&[2]).work_off();
        assert_eq!(done, 3, "2, and the 1 and 0 that it brings");
    });
}

#[test]
fn a_guard_dropped_before_the_join_lets_the_worker_work() {
    interleave::model(|| assert_eq!(delegate(&Arc::new(Jobs::of(&[])), 1), 2));
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::guards::{guard_across_join, guard_in_match, guard_in_while_let};

    #[test]
    fn a_guard_in_while_let_is_held_in_the_body() {
        let failure = interleave::failure_of(|| {
            guard_in_while_let::work_off(&Jobs::of(&[1]));
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["main: lock waiting", "main: lock waiting (blocked)"]);
    }

    #[test]
    fn a_guard_in_match_is_held_in_the_arms() {
        let failure = interleave::failure_of(|| {
            guard_in_match::work_off_one(&Jobs::of(&[1]));
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["main: lock waiting", "main: lock waiting (blocked)"]);
    }

    #[test]
    fn a_guard_held_across_a_join_keeps_the_worker_from_ending() {
        let failure = interleave::failure_of(|| {
            guard_across_join::delegate(&Arc::new(Jobs::of(&[])), 1);
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["main: lock waiting", "main: join thread 1 (blocked)", "thread 1: lock waiting (blocked)"]);
    }
}
