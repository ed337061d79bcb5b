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
//!
//! Check: `cargo course check 13_parallel_quicksort`, or by hand `cargo test -p exercises-threads --test 13_parallel_quicksort`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use lab::Joins;

/// Sorts `items`; both sides of each piece longer than `cut_off` are sorted at once.
pub fn quicksort<T: Ord + Send>(items: &mut [T], cut_off: usize, joins: &Joins) {
    todo!("divide at a pivot, and sort both sides by a join")
}
