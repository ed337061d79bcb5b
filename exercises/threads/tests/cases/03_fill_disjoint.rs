//! Start: `each_slot_gets_its_value`: not yet implemented: look at the cuts, cut, and let a thread fill each piece

lab::cases! {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use lab::{Rendezvous, thread};

    use super::exercise::fill_disjoint;

    /// Requires that six slots are refused together with these cuts, and that none was written.
    fn assert_refused(cuts: &[usize]) {
        let mut slots = [7; 6];
        let asked = AtomicUsize::new(0);
        let result = catch_unwind(AssertUnwindSafe(|| {
            fill_disjoint(&mut slots, cuts, |index| {
                asked.fetch_add(1, SeqCst); // SeqCst: its cost does not matter here.
                index
            });
        }));
        assert!(result.is_err(), "`fill_disjoint` came back as if 6 slots could be cut at {cuts:?}");
        assert!(
            asked.into_inner() == 0 && slots == [7; 6],
            "6 slots cannot be cut at {cuts:?}: some were written before that was found out. Before: six times 7, \
             after: {slots:?}"
        );
    }

    #[test]
    fn each_slot_gets_its_value() {
        let mut slots = [7; 6];
        fill_disjoint(&mut slots, &[2], |index| index * 10);
        assert_eq!(slots, [0, 10, 20, 30, 40, 50], "six slots, cut at 2, each ten times its index (left: yours)");
    }

    #[test]
    fn without_cuts_there_is_one_piece() {
        let mut slots = [7; 3];
        fill_disjoint(&mut slots, &[], |index| index * 10);
        assert_eq!(slots, [0, 10, 20], "three slots and no cut: one piece, which holds all (left: yours)");
    }

    #[test]
    fn each_piece_has_a_thread_of_its_own() {
        // The pieces are 0..1, 1..2, 2..3 and 3..8.
        let (cuts, mut slots) = ([1, 2, 3], [None; 8]);
        fill_disjoint(&mut slots, &cuts, |_| Some(thread::current().id()));
        let written = slots.iter().flatten().count();
        assert_eq!(written, 8, "8 slots, cut at 1, 2 and 3: how many were written (left)?");
        let piece_of = |slot: usize| cuts.iter().filter(|&&cut| cut <= slot).count();
        for (left, right) in [(0, 1), (1, 2), (2, 3), (0, 3), (3, 4), (4, 7)] {
            let one_thread = slots[left] == slots[right];
            if piece_of(left) == piece_of(right) {
                assert!(
                    one_thread,
                    "8 slots, cut at 1, 2 and 3: slots {left} and {right} belong to the same piece, but two threads wrote them"
                );
            } else {
                assert!(
                    !one_thread,
                    "8 slots, cut at 1, 2 and 3: slots {left} and {right} belong to different pieces, but one thread wrote both"
                );
            }
        }
    }

    #[test]
    fn all_pieces_are_filled_at_once() {
        let all = Rendezvous::new("the first slot of each piece", 3);
        let mut slots = [7; 6];
        fill_disjoint(&mut slots, &[2, 3], |index| {
            if [0, 2, 3].contains(&index) {
                // Nobody leaves before all have come. Stuck here? Then some piece waits until another is filled.
                all.meet();
            }
            index
        });
    }

    #[test]
    fn equal_cuts_have_nothing_between_them() {
        let mut slots = [7; 6];
        let result = catch_unwind(AssertUnwindSafe(|| fill_disjoint(&mut slots, &[0, 3, 3, 6], |index| index * 10)));
        assert!(result.is_ok(), "6 slots, cut at 0, 3, 3 and 6: three pieces are empty, which is no reason to panic");
        assert_eq!(slots, [0, 10, 20, 30, 40, 50], "6 slots, cut at 0, 3, 3 and 6 (left: yours)");
    }

    #[test]
    fn cuts_that_descend_are_refused_before_anything_is_written() {
        assert_refused(&[4, 2]);
    }

    #[test]
    fn cuts_behind_the_end_are_refused_before_anything_is_written() {
        assert_refused(&[2, 7]);
    }

    #[test]
    fn a_value_that_panics_is_told_to_the_caller() {
        for culprit in 0..3 {
            let mut slots = [7; 3];
            let result = catch_unwind(AssertUnwindSafe(|| {
                fill_disjoint(&mut slots, &[1, 2], |index| {
                    assert!(index != culprit, "slot {culprit} panics, as the test wants it");
                    index
                });
            }));
            assert!(
                result.is_err(),
                "`value_of({culprit})` panicked, the slot keeps its old value, and `fill_disjoint` came back as if it were \
                 filled. Lesson 11_panics_and_names"
            );
        }
    }
}
