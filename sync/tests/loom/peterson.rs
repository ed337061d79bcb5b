//! Two threads add one each under Peterson's lock.

use interleave::sync::Arc;
use interleave::thread;
use sync::peterson::Peterson;

fn both_add(add: fn(&Peterson<u32>, usize)) {
    let lock = Arc::new(Peterson::new(0));
    let other = thread::spawn({
        let lock = Arc::clone(&lock);
        move || add(&lock, 1)
    });
    add(&lock, 0);
    other.join().unwrap();
    assert_eq!(lock.with(0, |value| *value), 2);
}

#[test]
fn one_of_two_is_inside() {
    interleave::model(|| both_add(|lock, me| lock.with(me, |value| *value += 1)));
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::peterson::relaxed_swap;

    #[test]
    fn a_swap_that_orders_nothing_lets_both_in() {
        let failure = interleave::failure_of(|| {
            both_add(|lock, me| relaxed_swap::with(lock, me, |value| *value += 1));
        });
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&["main: swap turn"]);
        failure.assert_shows(&["thread 1: swap turn"]);
    }
}
