//! Two threads take a number each.

use interleave::Model;
use interleave::sync::Arc;
use interleave::thread;
use sync::atomics::{Numbers, two_take};

type Take = fn(&Numbers) -> Option<u8>;

fn both_get_one(take: Take) {
    let taken = two_take(take, 0, 2);
    assert!(
        taken == [Some(0), Some(1)],
        "two numbers for two threads: {taken:?}"
    );
}

fn one_gets_the_last(take: Take) {
    let taken = two_take(take, 0, 1);
    assert!(
        taken == [None, Some(0)],
        "one number for two threads: {taken:?}"
    );
}

#[test]
fn each_number_is_given_once_and_none_is_left_out() {
    for take in [Numbers::take, Numbers::take_by_fetch_update] {
        interleave::model(move || both_get_one(take));
        interleave::model(move || one_gets_the_last(take));
    }
}

#[test]
fn nothing_is_given_out_behind_the_limit() {
    interleave::model(|| {
        let taken = two_take(Numbers::take, 255, 255);
        assert_eq!(taken, [None, None]);
    });
}

#[test]
fn a_number_is_taken_in_every_interleaving_of_three() {
    Model::new().preemptions(3).check(|| {
        let numbers = Arc::new(Numbers::between(0, 3));
        let others = [(); 2].map(|()| {
            let numbers = Arc::clone(&numbers);
            thread::spawn(move || numbers.take())
        });
        let mine = numbers.take();
        let mut taken = others.map(|other| other.join().unwrap()).to_vec();
        taken.push(mine);
        taken.sort_unstable();
        assert_eq!(taken, [Some(0), Some(1), Some(2)]);
    });
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::atomics::{add_then_look, look_then_add, one_try};

    // Sequential, below: the faults are in the interleavings, not in what weak orderings allow.

    #[test]
    fn whoever_adds_first_begins_anew_behind_the_last_number() {
        let failure = Model::new().sequential().failure_of(|| {
            let taken = two_take(add_then_look::take, 255, 255);
            assert!(taken == [None, None], "behind the limit: {taken:?}");
        });
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("behind the limit: [None, Some(0)]"), "{failure}");
    }

    #[test]
    fn two_that_have_looked_both_add() {
        let failure = Model::new().sequential().failure_of(|| one_gets_the_last(look_then_add::take));
        assert_eq!(failure.kind, FailureKind::Panic);
        failure.assert_shows(&["main: load next -> 0", "main: fetch_add next"]);
        failure.assert_shows(&["thread 1: load next -> 0", "thread 1: fetch_add next"]);
    }

    #[test]
    fn whoever_tries_once_may_leave_without_a_number_that_is_there() {
        let failure = Model::new().sequential().failure_of(|| both_get_one(one_try::take));
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("[None, Some(0)]"), "{failure}");
    }
}
