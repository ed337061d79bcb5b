//! # Quicksort that divides
//!
//! Route: more, 30 minutes.
//!
//! Sort in place: choose a *pivot*, move what is less to its left and what is greater to its right, then sort both sides.
//! The sides have nothing to do with each other, so give both to `joins.join(left, right)`: that is `rayon::join`, which
//! counts how often you divide.
//!
//! - A piece of at most `cut_off` items is sorted by the calling thread alone, without a join: `sort_unstable` will do.
//!   A `cut_off` of 0 means 1.
//! - Items can be compared and moved, not cloned. Use no memory beside the slice.
//! - Sorted, reversed and equal items are common: they must not cost n² comparisons. Choose the pivot accordingly, and let
//!   items that equal it fall on both sides, or on neither.
//!
//! ```ignore
//! let mut items = [3, 1, 2];
//! quicksort(&mut items, 1, &Joins::new());
//! assert_eq!(items, [1, 2, 3]);
//! ```
//!
//! Seen in: `cargo run -p threads --example 20_rayon_join`

use lab::Joins;

/// Sorts `items`; both sides of each piece longer than `cut_off` are sorted at once.
pub fn quicksort<T: Ord + Send>(items: &mut [T], cut_off: usize, joins: &Joins) {
    // BEGIN SOLUTION -> todo!("divide at a pivot, and sort both sides by a join")
    if items.len() <= cut_off.max(1) {
        items.sort_unstable();
        return;
    }
    let pivot = partition(items);
    let (less, rest) = items.split_at_mut(pivot);
    let greater = &mut rest[1..];
    joins.join(
        || quicksort(less, cut_off, joins),
        || quicksort(greater, cut_off, joins),
    );
    // END SOLUTION
}
// BEGIN SOLUTION ->

/// Moves what is less than a pivot to its left and what is greater to its right, and says where the pivot stands. Items that
/// equal it fall on both sides, so that equal items are halved like others. `items` holds at least one.
fn partition<T: Ord>(items: &mut [T]) -> usize {
    items.swap(0, items.len() / 2);
    // What stands before `left` is not greater than the pivot, what stands from `right` on is not less.
    let (mut left, mut right) = (1, items.len());
    loop {
        while left < right && items[left] < items[0] {
            left += 1;
        }
        while left < right && items[right - 1] > items[0] {
            right -= 1;
        }
        if left >= right {
            break;
        }
        items.swap(left, right - 1);
        left += 1;
        right -= 1;
    }
    items.swap(0, left - 1);
    left - 1
}
// END SOLUTION
