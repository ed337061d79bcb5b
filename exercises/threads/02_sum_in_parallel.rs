//! # A sum, shared out fairly
//!
//! Route: core, 20 minutes.
//!
//! `sum_in_parallel` cuts a slice into pieces, sums all pieces at the same time, and adds their sums. What the sum of a
//! piece is says `sum_of`; it may take long.
//!
//! - Items that lie side by side form a piece. Every item is in exactly one.
//! - There are `pieces` pieces, and none is more than one item longer than another: 10 items in 4 pieces may be 3, 3, 2, 2.
//! - With fewer items than `pieces`, each item is a piece of its own. No piece is ever empty: without items, `sum_of` is not
//!   called, and the sum is 0.
//! - All pieces are summed at once: as many threads as pieces, the calling one among them if you like. Nothing is copied:
//!   the threads borrow the items, which cannot even be cloned.
//! - If `sum_of` panics for a piece, `sum_in_parallel` panics. What it says then is up to you.
//!
//! ```ignore
//! let bytes = |words: &[&str]| words.iter().map(|word| word.len() as u64).sum();
//! assert_eq!(sum_in_parallel(&["one", "two", "three"], 2, bytes), 11);
//! ```
//!
//! Seen in: `cargo run -p threads --example 06_moving_and_borrowing`, `18_parallel_chunks`
//!
//! Check: `cargo course check 02_sum_in_parallel`, or by hand `cargo test -p exercises-threads --test 02_sum_in_parallel`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use lab::thread;

/// The sum of all items, of which `pieces` pieces are summed at once by `sum_of`.
///
/// # Panics
///
/// If `pieces` is 0, or `sum_of` panics.
pub fn sum_in_parallel<T: Sync>(
    items: &[T],
    pieces: usize,
    sum_of: impl Fn(&[T]) -> u64 + Sync,
) -> u64 {
    assert!(pieces > 0, "nothing can be cut into 0 pieces");
    todo!("cut, sum the pieces in threads that borrow them, add")
}
