//! Three philosophers, one meal each.

use interleave::Model;
use sync::dining::{asymmetric, by_number, dinner, waiter};

#[test]
fn numbered_forks_feed_all() {
    interleave::model(|| dinner(3, 1, by_number));
}

#[test]
fn one_left_hander_is_enough_to_feed_all() {
    interleave::model(|| dinner(3, 1, asymmetric));
}

#[test]
fn a_waiter_feeds_all() {
    Model::new().preemptions(2).check(|| dinner(3, 1, waiter));
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::dining::left_first;

    #[test]
    fn all_left_forks_taken_at_once_feed_nobody() {
        let failure = interleave::failure_of(|| dinner(3, 1, left_first::eat));
        assert_eq!(failure.kind, FailureKind::Deadlock);
        for philosopher in ["main: lock fork 1 (blocked)", "thread 1: lock fork 2 (blocked)", "thread 2: lock fork 0 (blocked)"] {
            failure.assert_shows(&[philosopher]);
        }
    }
}
