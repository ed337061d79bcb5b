//! Start: `items_are_sorted`: not yet implemented: divide at a pivot, and sort both sides by a join

use std::cmp::Ordering;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lab::Joins;

use super::exercise::quicksort;

/// An item that counts how often it is compared, and cannot be cloned.
#[derive(Debug, PartialEq, Eq)]
struct Counted(u32);

std::thread_local! {
    /// Comparisons on this thread. The tests that read it run in a pool of one worker.
    static COMPARISONS: AtomicU64 = const { AtomicU64::new(0) };
}

impl PartialOrd for Counted {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Counted {
    fn cmp(&self, other: &Self) -> Ordering {
        COMPARISONS.with(|count| count.fetch_add(1, Relaxed)); // Relaxed: one thread.
        self.0.cmp(&other.0)
    }
}

const N: u32 = 1024;

/// Numbers without order, the same in each run: a full-period generator modulo 2³² (Numerical Recipes).
fn shuffled(n: u32) -> Vec<u32> {
    let mut x = 1u32;
    (0..n)
        .map(|_| {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            x >> 8
        })
        .collect()
}

/// How many comparisons a sort of `keys` takes on one worker.
fn comparisons(keys: impl Iterator<Item = u32>) -> u64 {
    let mut items: Vec<Counted> = keys.map(Counted).collect();
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let joins = Joins::new();
    let taken = one.install(|| {
        COMPARISONS.with(|count| count.store(0, Relaxed));
        quicksort(&mut items, 8, &joins);
        COMPARISONS.with(|count| count.load(Relaxed))
    });
    assert!(items.is_sorted(), "the items are not sorted");
    taken
}

/// Ten times what sorting takes in the mean, n · log2 n.
fn plenty() -> u64 {
    10 * u64::from(N) * u64::from(N.ilog2())
}

lab::cases! {
    #[test]
    fn items_are_sorted() {
        for n in [0, 1, 2, 3, 10, 100, 1000] {
            let mut items = shuffled(n);
            let mut expected = items.clone();
            expected.sort_unstable();
            quicksort(&mut items, 4, &Joins::new());
            assert_eq!(items, expected, "{n} items (left: yours)");
        }
    }

    #[test]
    fn few_items_and_many_equal_ones_are_sorted() {
        // Every row of up to six items out of three: 1093 in all.
        for n in 0..=6 {
            for code in 0..3_u32.pow(n) {
                let mut items: Vec<u32> = (0..n).map(|i| code / 3_u32.pow(i) % 3).collect();
                let given = items.clone();
                let mut expected = items.clone();
                expected.sort_unstable();
                quicksort(&mut items, 0, &Joins::new());
                assert_eq!(items, expected, "from {given:?}, down to single items");
            }
        }
    }

    #[test]
    fn long_pieces_are_divided_by_a_join() {
        let joins = Joins::new();
        quicksort(&mut shuffled(N), 64, &joins);
        assert!(
            joins.count() >= 8,
            "{N} items, cut off at 64, were divided by {} joins: at least 8 pieces should be divided",
            joins.count()
        );
    }

    #[test]
    fn short_pieces_are_sorted_without_a_join() {
        let joins = Joins::new();
        quicksort(&mut shuffled(64), 64, &joins);
        assert_eq!(joins.count(), 0, "joins for a piece that is not longer than the cut-off");
        quicksort(&mut shuffled(N), 64, &joins);
        assert!(
            joins.count() <= 256,
            "{} joins for {N} items: is every piece divided, down to one item? A join costs more than sorting \
             64 items (lesson 20_rayon_join)",
            joins.count()
        );
    }

    #[test]
    fn sorted_items_cost_no_more_than_others() {
        for (what, taken) in [("sorted", comparisons(0..N)), ("reversed", comparisons((0..N).rev()))] {
            assert!(
                taken <= plenty(),
                "{N} {what} items took {taken} comparisons, n² / 2 is {}: the pivot leaves everything on one side",
                N * N / 2
            );
        }
    }

    #[test]
    fn equal_items_cost_no_more_than_others() {
        let taken = comparisons((0..N).map(|_| 7));
        assert!(
            taken <= plenty(),
            "{N} equal items took {taken} comparisons, n² / 2 is {}: items that equal the pivot all fall on one side",
            N * N / 2
        );
    }
}
