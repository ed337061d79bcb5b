//! Two transfers at once, in opposite directions.

use sync::lock_order::{by_number, there_and_back};

#[test]
fn transfers_in_one_lock_order_end_and_lose_nothing() {
    interleave::model(|| there_and_back(by_number));
}

interleave::modelled! {
    use interleave::{FailureKind, Model};
    use sync::lock_order::{giver_first, giving_way};

    /// Not on real threads: nothing bounds how often they give way. Two preemptions are enough for each to meet the other's lock.
    #[test]
    fn transfers_that_give_way_end_in_every_execution_that_is_followed() {
        Model::new().preemptions(2).check(|| there_and_back(giving_way));
    }

    #[test]
    fn transfers_in_opposite_orders_wait_for_each_other() {
        let failure = interleave::failure_of(|| there_and_back(giver_first::transfer));
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["main: lock left", "thread 1: lock right", "thread 1: lock left (blocked)"]);
        failure.assert_shows(&["main: lock left", "main: lock right (blocked)"]);
    }
}
