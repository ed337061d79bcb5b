//! Two shards with one key each, and a list of two keys; `main` and `other` at work on them.

use interleave::Model;
use interleave::sync::Arc;
use interleave::thread;
use sync::lock_granularity::{Coarse, HandOverHand, Sharded};

/// `other` runs beside `main`, on the same table.
fn beside<T: Send + Sync + 'static>(table: &Arc<T>, other: fn(&T), main: impl FnOnce(&T)) {
    let thread = thread::Builder::new().name("other".to_string()).spawn({
        let table = Arc::clone(table);
        move || other(&table)
    });
    main(table);
    thread.unwrap().join().unwrap();
}

/// The amounts are 10 and 0. `other` moves 5 while `main` adds them up.
fn added_up(total: fn(&Sharded) -> u64) {
    let table = Arc::new(Sharded::new(2, [0, 1]));
    table.with(0, |amount| *amount = 10);
    beside(
        &table,
        |table| assert!(table.move_amount(0, 1, 5)),
        |table| {
            let total = total(table);
            assert!(total == 10, "the total is {total}, there were always 10");
        },
    );
}

/// The keys are 10 and 20. `other` takes 10 out while `main` puts 15 in.
fn put_in(insert: fn(&HandOverHand, u64) -> bool) {
    let list = Arc::new(HandOverHand::new(3));
    assert!(list.insert(10) && list.insert(20));
    beside(
        &list,
        |list| assert!(list.remove(10)),
        |list| assert!(insert(list, 15)),
    );
    assert!(list.contains(15), "15 was put in, and is not there");
    assert!(list.contains(20) && !list.contains(10));
}

#[test]
fn a_total_under_all_locks_is_one_that_was_there() {
    interleave::model(|| added_up(Sharded::total));
}

#[test]
fn moves_in_both_directions_do_not_wait_for_each_other() {
    interleave::model(|| {
        let table = Arc::new(Sharded::new(2, [0, 1]));
        table.with(0, |amount| *amount = 5);
        table.with(1, |amount| *amount = 5);
        beside(
            &table,
            |table| assert!(table.move_amount(0, 1, 5)),
            |table| assert!(table.move_amount(1, 0, 5)),
        );
        assert_eq!(table.total(), 10);
    });
}

#[test]
fn what_is_put_in_hand_over_hand_is_there() {
    Model::new()
        .preemptions(3)
        .check(|| put_in(HandOverHand::insert));
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::lock_granularity::{lets_go_first, one_by_one};

    #[test]
    fn a_total_one_by_one_counts_twice_what_moves_meanwhile() {
        let failure = Model::new().sequential().failure_of(|| added_up(one_by_one::total));
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("the total is 15"), "{failure}");
        failure.assert_shows(&[
            "main: unlock shard 0",
            "other: lock shard 0",
            "other: unlock shard 1",
            "main: lock shard 1",
        ]);
    }

    #[test]
    fn what_is_put_behind_an_entry_that_was_taken_out_is_lost() {
        let failure = Model::new().sequential().failure_of(|| put_in(lets_go_first::insert));
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("15 was put in, and is not there"), "{failure}");
        failure.assert_shows(&["other: unlock place 1", "main: lock place 1", "main: unlock place 3"]);
    }
}

#[test]
fn a_move_within_one_shard_takes_its_lock_once() {
    interleave::model(|| {
        let table = Sharded::new(1, [0, 1]);
        table.with(0, |amount| *amount = 5);
        assert!(table.move_amount(0, 1, 5));
        assert!(!table.move_amount(0, 1, 1), "there is nothing left to move");
        assert!(!table.move_amount(1, 7, 1), "there is no such key");
        assert_eq!(table.with(1, |amount| *amount), Some(5));
    });
}

#[test]
fn a_list_keeps_its_order_and_its_places() {
    interleave::model(|| {
        let list = HandOverHand::new(2);
        assert!(list.insert(20) && list.insert(10));
        assert!(!list.insert(10), "it is there");
        assert!(!list.insert(30), "there is no room");
        assert!(list.remove(20) && !list.remove(20));
        assert!(list.insert(5), "the place of 20 can be used again");
        assert_eq!(list.with(10, |amount| *amount), Some(0));
        assert_eq!(list.with(20, |amount| *amount), None);
    });
}

#[test]
fn one_lock_for_all_knows_its_keys() {
    interleave::model(|| {
        let table = Coarse::new([1]);
        assert_eq!(table.with(1, |amount| *amount), Some(0));
        assert_eq!(table.with(2, |amount| *amount), None);
    });
}
