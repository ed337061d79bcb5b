//! Start: `the_sums_of_all_pieces_are_added`: not yet implemented: cut, sum the pieces in threads that borrow them, add

use super::exercise::sum_in_parallel;

lab::cases! {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use lab::Rendezvous;
    use lab::sync::Mutex;

    /// How many items in how many pieces.
    const CUTS: [(usize, usize); 7] = [(12, 4), (10, 4), (11, 4), (5, 4), (7, 3), (4, 4), (9, 1)];

    /// An item that cannot be cloned.
    struct Item(u64);

    fn items(numbers: impl IntoIterator<Item = u64>) -> Vec<Item> {
        numbers.into_iter().map(Item).collect()
    }

    fn plain_sum(piece: &[Item]) -> u64 {
        piece.iter().map(|item| item.0).sum()
    }

    /// The pieces into which items 0, 1, … are cut, sorted by their first item.
    fn cut(len: usize, pieces: usize) -> Vec<Vec<u64>> {
        let items = items(0..len as u64);
        let seen = Mutex::new(Vec::new());
        sum_in_parallel(&items, pieces, |piece| {
            seen.lock().unwrap().push(piece.iter().map(|item| item.0).collect::<Vec<_>>());
            0
        });
        let mut seen = seen.into_inner().unwrap();
        seen.sort();
        seen
    }

    #[test]
    fn the_sums_of_all_pieces_are_added() {
        let numbers = items([1, 20, 300, 4000]);
        assert_eq!(sum_in_parallel(&numbers, 2, plain_sum), 4321, "1 + 20 + 300 + 4000 in 2 pieces (left: yours)");
        assert_eq!(sum_in_parallel(&numbers, 1, plain_sum), 4321, "1 + 20 + 300 + 4000 in 1 piece (left: yours)");
    }

    #[test]
    fn every_item_is_in_one_piece() {
        for (len, pieces) in CUTS {
            let cut = cut(len, pieces);
            for item in 0..len as u64 {
                let times = cut.iter().flatten().filter(|&&seen| seen == item).count();
                assert!(
                    times == 1,
                    "{len} items in {pieces} pieces: item {item} was summed {times} time(s). The pieces were {cut:?}"
                );
            }
        }
    }

    #[test]
    fn there_are_as_many_pieces_as_asked_for() {
        for (len, pieces) in CUTS {
            let cut = cut(len, pieces);
            assert!(
                cut.len() == pieces,
                "{len} items in {pieces} pieces were asked for, and there were {}: {cut:?}. How many pieces does \
                 `chunks(size)` make of {len} items?",
                cut.len()
            );
        }
    }

    #[test]
    fn no_piece_is_more_than_one_item_longer_than_another() {
        for (len, pieces) in CUTS {
            let cut = cut(len, pieces);
            let longest = cut.iter().map(Vec::len).max().unwrap_or(0);
            let shortest = cut.iter().map(Vec::len).min().unwrap_or(0);
            assert!(
                longest - shortest <= 1,
                "{len} items in {pieces} pieces: the longest has {longest}, the shortest {shortest} items: {cut:?}. \
                 All wait for the longest: lesson 18_parallel_chunks"
            );
        }
    }

    #[test]
    fn with_few_items_each_is_a_piece() {
        let cut = catch_unwind(|| cut(3, 8));
        let cut = cut.expect("3 items in 8 pieces are no reason to panic");
        assert_eq!(cut, [[0], [1], [2]], "3 items in 8 pieces: each item is a piece, and no piece is empty (left: yours)");
    }

    #[test]
    fn without_items_there_are_no_pieces() {
        let cut = catch_unwind(|| cut(0, 4));
        let cut = cut.expect("no items are no reason to panic: their sum is 0");
        assert!(cut.is_empty(), "there are no items, but `sum_of` was called: {} time(s)", cut.len());
    }

    #[test]
    fn all_pieces_are_summed_at_once() {
        let all = Rendezvous::new("all four pieces", 4);
        let numbers = items([1, 2, 3, 4]);
        let sum = sum_in_parallel(&numbers, 4, |piece| {
            // Nobody leaves before all have come. Stuck here? Then some piece waits until another is summed.
            all.meet();
            plain_sum(piece)
        });
        assert_eq!(sum, 10, "1 + 2 + 3 + 4 in 4 pieces (left: yours)");
    }

    #[test]
    fn a_piece_that_panics_is_not_counted_as_nothing() {
        let numbers = items(0..4);
        for culprit in 0..4 {
            let sum = catch_unwind(AssertUnwindSafe(|| {
                sum_in_parallel(&numbers, 4, |piece| {
                    assert!(piece[0].0 != culprit, "piece {culprit} panics, as the test wants it");
                    plain_sum(piece)
                })
            }));
            assert!(
                sum.is_err(),
                "`sum_of` panicked for piece {culprit} of 4, and a sum came out that lacks it. Lesson 11_panics_and_names"
            );
        }
    }
}

lab::models! {
    #[test]
    fn no_sum_is_lost() {
        lab::model(|| {
            let sum = sum_in_parallel(&[1, 2], 2, |piece| piece.iter().sum());
            assert_eq!(sum, 3, "pieces of 1 and 2 (left: your sum): one was lost. Lesson 09_lost_update shows how");
        });
    }
}
