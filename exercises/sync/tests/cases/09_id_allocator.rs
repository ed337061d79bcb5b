//! Start: `numbers_come_in_order_up_to_the_limit`: not yet implemented: move the next number on, unless it has reached the limit

use super::exercise::Identifiers;

lab::cases! {
    #[test]
    fn numbers_come_in_order_up_to_the_limit() {
        let identifiers = Identifiers::between(5, 8);
        let given: Vec<_> = (0..4).map(|_| identifiers.take()).collect();
        assert_eq!(given, [Some(5), Some(6), Some(7), None], "asked four times for numbers from 5 and below 8");
    }

    #[test]
    fn asking_on_and_on_never_starts_anew() {
        let identifiers = Identifiers::between(254, 255);
        assert_eq!(identifiers.take(), Some(254));
        for round in 1..=600 {
            let given = identifiers.take();
            assert_eq!(given, None, "all numbers were given out, and the {round}. question after that got one again");
        }
    }

    #[test]
    fn a_block_is_in_a_row() {
        let identifiers = Identifiers::between(0, 10);
        assert_eq!(identifiers.take_block(4), Some(0..4), "the first block of 4");
        assert_eq!(identifiers.take(), Some(4), "the number after a block of 4");
        assert_eq!(identifiers.take_block(5), Some(5..10), "a block of the 5 that are left, up to the limit");
    }

    #[test]
    fn a_block_that_does_not_fit_uses_nothing_up() {
        let identifiers = Identifiers::between(0, 3);
        assert_eq!(identifiers.take_block(4), None, "3 are left, and 4 were asked for");
        assert_eq!(identifiers.take_block(3), Some(0..3), "a block of 4 did not fit; one of 3 does");
    }

    #[test]
    fn a_block_may_be_larger_than_any_number() {
        let identifiers = Identifiers::between(250, 255);
        assert_eq!(identifiers.take_block(10), None, "5 are left, and 10 were asked for");
        assert_eq!(identifiers.take(), Some(250), "nothing was used up");
    }
}

lab::models! {
    use lab::sync::Arc;
    use lab::thread;

    /// Two threads take a number each.
    fn two_take(first: u8, limit: u8) -> (Option<u8>, Option<u8>) {
        let identifiers = Arc::new(Identifiers::between(first, limit));
        let other = thread::spawn({
            let identifiers = Arc::clone(&identifiers);
            move || identifiers.take()
        });
        let mine = identifiers.take();
        (mine, other.join().unwrap())
    }

    #[test]
    fn two_threads_get_a_number_each() {
        lab::model(|| {
            let (mine, theirs) = two_take(0, 2);
            assert!(
                mine.is_some() && theirs.is_some(),
                "two threads asked, and two numbers were there: they got {mine:?} and {theirs:?}"
            );
            assert!(mine != theirs, "two threads got the same number: {mine:?}");
        });
    }

    #[test]
    fn the_last_number_goes_to_one_of_two() {
        lab::model(|| {
            let (mine, theirs) = two_take(0, 1);
            assert!(
                (mine == Some(0)) != (theirs == Some(0)) && (mine.is_none() || theirs.is_none()),
                "one number was left, and two threads asked: they got {mine:?} and {theirs:?}"
            );
        });
    }

    #[test]
    fn two_that_come_too_late_get_nothing() {
        lab::model(|| {
            let (mine, theirs) = two_take(255, 255);
            assert!(
                mine.is_none() && theirs.is_none(),
                "nothing was left, and two threads asked: they got {mine:?} and {theirs:?}"
            );
        });
    }

    #[test]
    fn a_block_has_no_hole_where_another_took_a_number() {
        lab::model(|| {
            let identifiers = Arc::new(Identifiers::between(0, 3));
            let other = thread::spawn({
                let identifiers = Arc::clone(&identifiers);
                move || identifiers.take()
            });
            let block = identifiers.take_block(2);
            let number = other.join().unwrap();
            let (Some(block), Some(number)) = (block.clone(), number) else {
                panic!("3 numbers were there for a block of 2 and a single one: they gave {block:?} and {number:?}");
            };
            assert!(block.len() == 2, "a block of 2 has {} numbers: {block:?}", block.len());
            assert!(!block.contains(&number), "the number {number} was given out alone and in the block {block:?}");
        });
    }
}
