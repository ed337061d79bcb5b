//! Two parties, two rounds.

use interleave::Model;
use interleave::sync::Arc;
use interleave::thread;
use sync::barrier::{Barrier, Latch, two_rounds};

#[test]
fn a_barrier_with_a_generation_can_be_used_again() {
    Model::new().spurious_wake_ups().preemptions(3).check(|| {
        two_rounds(Barrier::new(2), Barrier::wait);
    });
}

#[test]
fn one_of_the_parties_came_last() {
    interleave::model(|| {
        let barrier = Arc::new(Barrier::new(2));
        let other = thread::spawn({
            let barrier = Arc::clone(&barrier);
            move || barrier.wait()
        });
        let mine = barrier.wait();
        assert!(
            mine != other.join().unwrap(),
            "exactly one is told that it came last"
        );
    });
}

#[test]
fn a_latch_lets_all_through_once_the_count_is_down() {
    Model::new().preemptions(3).check(|| {
        let latch = Arc::new(Latch::new(2));
        let counters = [(); 2].map(|()| {
            let latch = Arc::clone(&latch);
            thread::spawn(move || latch.count_down())
        });
        latch.wait();
        latch.wait();
        for counter in counters {
            counter.join().unwrap();
        }
    });
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::barrier::counts_only;

    #[test]
    fn without_a_generation_a_fast_thread_shuts_the_door_on_a_slow_one() {
        let failure = interleave::failure_of(|| {
            two_rounds(counts_only::Barrier::new(2), counts_only::Barrier::wait);
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        // The last of the first round comes again before the other has looked.
        failure.assert_shows(&[
            "main: wait complete",
            "thread 1: notify_all complete",
            "thread 1: wait complete",
            "main: woken complete",
            "main: wait complete (blocked)",
        ]);
    }
}
