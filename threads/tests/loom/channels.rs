//! Three jobs dealt to two workers.

use interleave::Model;
use threads::channels::fan_out_and_in;

#[test]
fn every_result_arrives_and_the_loop_ends() {
    // Three threads at three channels: with more interruptions the executions grow into millions.
    Model::new().preemptions(2).check(|| {
        let mut results = fan_out_and_in(vec![1, 2, 3], 2, |worker, job| (job, worker));
        results.sort_unstable();
        assert_eq!(results, [(1, 1), (2, 2), (3, 1)]);
    });
}

interleave::modelled! {
    use interleave::FailureKind;
use threads::channels::keeps_a_sender;

    #[test]
    fn a_receiver_that_keeps_a_sender_waits_for_itself() {
        let failure = interleave::failure_of(|| {
            keeps_a_sender::fan_out_and_in(vec![1], 1, |_, job| job);
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&[
            "worker 1: send results",
            "main: receive results",
            "main: receive results (blocked)",
        ]);
    }
}
