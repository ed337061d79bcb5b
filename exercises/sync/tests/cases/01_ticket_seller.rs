//! Start: `seats_are_sold_from_the_lowest_number`: not yet implemented: put the seats and the takings under a lock

use super::exercise::{Report, TicketSeller};

lab::cases! {
    #[test]
    fn seats_are_sold_from_the_lowest_number() {
        let seller = TicketSeller::new(3, 10);
        let sold: Vec<_> = (0..4).map(|_| seller.sell()).collect();
        assert_eq!(sold, [Some(0), Some(1), Some(2), None], "four people asked, and there were three seats (left: yours)");
        assert_eq!(seller.report(), Report { free: 0, takings: 30 }, "three seats at 10 each (left: yours)");
    }

    #[test]
    fn a_group_gets_all_its_seats() {
        let seller = TicketSeller::new(4, 10);
        assert_eq!(seller.sell(), Some(0));
        assert_eq!(seller.sell_together(3), Some(vec![1, 2, 3]), "three seats for a group, and three were left (left: yours)");
        assert_eq!(seller.report(), Report { free: 0, takings: 40 }, "four seats at 10 each (left: yours)");
    }

    #[test]
    fn a_group_that_is_too_large_gets_nothing() {
        let seller = TicketSeller::new(2, 10);
        assert_eq!(seller.sell_together(3), None, "two seats are free, and three were asked for");
        assert_eq!(seller.report(), Report { free: 2, takings: 0 }, "the group got no seat and paid nothing (left: yours)");
    }

    #[test]
    fn a_seat_that_came_back_is_sold_again() {
        let seller = TicketSeller::new(2, 10);
        assert_eq!((seller.sell(), seller.sell()), (Some(0), Some(1)));
        assert!(seller.give_back(0), "seat 0 was sold, and comes back");
        assert_eq!(seller.report(), Report { free: 1, takings: 10 }, "one of two seats came back (left: yours)");
        assert_eq!(seller.sell(), Some(0), "seat 0 is the one that is free");
    }

    #[test]
    fn what_was_not_sold_cannot_come_back() {
        let seller = TicketSeller::new(2, 10);
        assert_eq!(seller.sell(), Some(0));
        assert!(!seller.give_back(1), "seat 1 was never sold, and its price was paid out");
        assert!(!seller.give_back(7), "there is no seat 7, and its price was paid out");
        assert_eq!(seller.report(), Report { free: 1, takings: 10 }, "one of two seats is sold (left: yours)");
    }
}

lab::models! {
    use lab::sync::Arc;
    use lab::thread;

    /// Runs `other` on a thread of its own and `mine` on this one.
    fn at_once<A: Send + 'static, B>(
        seller: &Arc<TicketSeller>,
        other: impl FnOnce(&TicketSeller) -> A + Send + 'static,
        mine: impl FnOnce(&TicketSeller) -> B,
    ) -> (A, B) {
        let thread = thread::spawn({
            let seller = Arc::clone(seller);
            move || other(&seller)
        });
        let mine = mine(seller);
        (thread.join().unwrap(), mine)
    }

    #[test]
    fn no_seat_is_sold_twice() {
        lab::model(|| {
            let seller = Arc::new(TicketSeller::new(2, 10));
            let (theirs, mine) = at_once(&seller, TicketSeller::sell, TicketSeller::sell);
            assert!(theirs != mine, "two counters sold the same seat: {mine:?}");
            assert!(
                seller.report() == Report { free: 0, takings: 20 },
                "two seats at 10 were sold by two counters: {:?}",
                seller.report()
            );
        });
    }

    #[test]
    fn the_last_seat_goes_to_one_of_two() {
        lab::model(|| {
            let seller = Arc::new(TicketSeller::new(1, 10));
            let (theirs, mine) = at_once(&seller, TicketSeller::sell, TicketSeller::sell);
            assert!(
                theirs.is_some() != mine.is_some(),
                "one seat was left, and two counters were asked: they sold {theirs:?} and {mine:?}"
            );
        });
    }

    #[test]
    fn of_two_groups_one_gets_the_seats() {
        lab::model(|| {
            let seller = Arc::new(TicketSeller::new(2, 10));
            let pair = |seller: &TicketSeller| seller.sell_together(2);
            let (theirs, mine) = at_once(&seller, pair, pair);
            assert!(
                theirs.is_some() || mine.is_some(),
                "two seats were free, two groups asked for two each, and both were sent away"
            );
            assert!(
                theirs.is_none() || mine.is_none(),
                "two seats were free, and two groups have two each: {theirs:?} and {mine:?}"
            );
        });
    }

    #[test]
    fn a_seat_comes_back_once() {
        lab::model(|| {
            let seller = Arc::new(TicketSeller::new(2, 10));
            seller.sell_together(2);
            let back = |seller: &TicketSeller| seller.give_back(0);
            let (theirs, mine) = at_once(&seller, back, back);
            assert!(theirs != mine, "seat 0 came back at two counters at once, and was paid back {} times", u8::from(theirs) + u8::from(mine));
        });
    }

    #[test]
    fn a_report_is_true_at_every_moment() {
        lab::model(|| {
            let seller = Arc::new(TicketSeller::new(1, 10));
            let (_, report) = at_once(&seller, TicketSeller::sell, TicketSeller::report);
            let Report { free, takings } = report;
            assert!(takings >= 10 * (1 - free as u64), "the only seat is gone, and nothing was paid: {report:?}");
            assert!(takings <= 10 * (1 - free as u64), "the only seat is free, and yet it was paid for: {report:?}");
        });
    }
}
