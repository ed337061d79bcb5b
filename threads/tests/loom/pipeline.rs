//! Items through a source and a stage or two, to a reader that stays or leaves.

use interleave::Model;
use threads::pipeline::Pipeline;

#[test]
fn every_item_comes_out_in_order() {
    Model::new().preemptions(2).check(|| {
        let came_out = Pipeline::fed_by([1, 2], 1)
            .stage("double", |n| 2 * n)
            .collect();
        assert_eq!(came_out, [2, 4]);
    });
}

#[test]
fn two_stages_pass_every_item_on() {
    Model::new().preemptions(1).check(|| {
        let came_out = Pipeline::fed_by([1, 2], 1)
            .stage("double", |n| 2 * n)
            .stage("add one", |n| n + 1)
            .collect();
        assert_eq!(came_out, [3, 5]);
    });
}

#[test]
fn a_reader_that_leaves_stops_everything_before_it() {
    Model::new().preemptions(2).check(|| {
        let came_out = Pipeline::fed_by([1, 2, 3], 1)
            .stage("double", |n| 2 * n)
            .take(1);
        assert_eq!(came_out, [2]);
    });
}

interleave::modelled! {
    use interleave::FailureKind;
    use threads::pipeline::{a_sender_is_kept, stopped_all_at_once};

    #[test]
    fn a_flag_for_all_stages_loses_what_is_on_its_way() {
        let failure = Model::new().preemptions(2).failure_of(|| {
            let came_out = stopped_all_at_once::run(vec![1, 2], vec![|n| 2 * n], 1);
            assert_eq!(came_out, [2, 4], "items were lost on the way");
        });
        assert_eq!(failure.kind, FailureKind::Panic);
        failure.assert_shows(&["source: store stop <- true", "stage 1: load stop -> true"]);
    }

    #[test]
    fn a_sender_that_is_kept_leaves_the_reader_waiting() {
        let failure = interleave::failure_of(|| {
            let (kept, output, source) = a_sender_is_kept::fed_by(vec![1], 1);
            while output.recv().is_ok() {}
            drop(kept);
            source.join().unwrap();
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["source: send queue 0", "main: receive queue 0"]);
    }
}
