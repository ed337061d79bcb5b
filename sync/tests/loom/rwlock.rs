//! `main` enters 70, `other` enters 90.

use interleave::Model;
use interleave::sync::RwLock;
use sync::rwlock::{after_both, look_again};

#[test]
fn the_higher_score_stays() {
    interleave::model(|| assert_eq!(after_both(70, 90, look_again), 90));
}

#[test]
fn the_higher_score_stays_whoever_entered_it() {
    Model::new()
        .sequential()
        .check(|| assert_eq!(after_both(90, 70, look_again), 90));
}

#[test]
fn a_score_that_only_equals_the_record_is_none() {
    interleave::model(|| {
        let record = RwLock::new(70);
        assert!(!look_again(&record, 70));
        assert!(look_again(&record, 71));
        assert_eq!(*record.read().unwrap(), 71);
    });
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::rwlock::{upgrade_by_dropping, upgrade_while_reading};

    #[test]
    fn a_lower_score_overwrites_a_higher_one_that_came_between() {
        let failure = Model::new()
            .sequential()
            .failure_of(|| assert_eq!(after_both(70, 90, upgrade_by_dropping::enter), 90));
        assert_eq!(failure.kind, FailureKind::Panic);
        failure.assert_shows(&[
            "main: lock shared record -> 0",
            "other: lock exclusive record",
            "other: unlock record <- 90",
            "main: lock exclusive record -> 90",
            "main: unlock record <- 70",
        ]);
    }

    #[test]
    fn a_reader_that_asks_to_write_waits_for_itself() {
        let failure = interleave::failure_of(|| {
            after_both(70, 0, upgrade_while_reading::enter);
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["main: lock shared record -> 0", "main: lock exclusive record (blocked)"]);
    }
}
