//! Two sellers, one piece.

use interleave::sync::Arc;
use interleave::thread;
use threads::inventory::Inventory;

/// Two threads sell from a stock of one by `sell`; nothing may be sold that is not there.
fn two_sellers(sell: fn(&Inventory) -> Option<i64>) {
    let inventory = Arc::new(Inventory::of(1));
    let other = thread::Builder::new()
        .name("other".to_string())
        .spawn({
            let inventory = Arc::clone(&inventory);
            move || sell(&inventory)
        })
        .unwrap();
    let sold = [sell(&inventory), other.join().unwrap()];
    assert!(sold.contains(&Some(0)), "the piece is sold");
    let left = inventory.count();
    assert!(left == 0, "{left} pieces are left");
}

#[test]
fn one_piece_is_sold_to_one_of_two() {
    interleave::model(|| two_sellers(Inventory::sell));
}

interleave::modelled! {
    use interleave::FailureKind;
    use threads::inventory::check_then_act;

    #[test]
    fn one_piece_is_sold_twice_when_it_is_checked_under_another_lock() {
        let failure =
            interleave::failure_of(|| two_sellers(|inventory| check_then_act::sell(inventory, || ())));
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("-1 pieces are left"), "{failure}");
        // Both have looked before either of them takes.
        failure.assert_shows(&["main: unlock pieces", "other: lock pieces", "main: lock pieces"]);
    }
}
