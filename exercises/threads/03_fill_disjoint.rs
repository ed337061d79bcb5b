//! # Every thread writes its own piece
//!
//! Route: more, 25 minutes.
//!
//! `fill_disjoint` writes a value into every slot of a slice. It cuts the slice into pieces, and a thread for each piece
//! writes there, in place, while the others write elsewhere.
//!
//! - `cuts` says where: cuts 2 and 5 make the pieces `0..2`, `2..5` and `5..len` of all slots. Without cuts there is one
//!   piece, `0..len`.
//! - Slot `i`, counted from the start of all slots, gets `value_of(i)`. That may take long: all pieces are filled at once, as
//!   many threads as pieces, each piece by one thread. The calling thread may be one of them.
//! - Equal cuts are allowed, and so are 0 and `len`: the piece between them is empty, and nothing is written there.
//! - Cuts that descend, or lie behind the end, are refused by a panic, before anything is written.
//! - If `value_of` panics, `fill_disjoint` panics.
//!
//! ```ignore
//! let mut slots = [0; 6];
//! fill_disjoint(&mut slots, &[2, 5], |index| index * 10);
//! assert_eq!(slots, [0, 10, 20, 30, 40, 50]);
//! ```
//!
//! Seen in: `cargo run -p threads --example 06_moving_and_borrowing`
//!
//! Check: `cargo course check 03_fill_disjoint`, or by hand `cargo test -p exercises-threads --test 03_fill_disjoint`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use std::mem;

use lab::thread;

/// Writes `value_of(i)` into each slot `i`, in as many threads as `cuts` make pieces.
///
/// # Panics
///
/// If the cuts descend or lie behind the end: then no slot has been written. If `value_of` does.
pub fn fill_disjoint<T: Send>(
    slots: &mut [T],
    cuts: &[usize],
    value_of: impl Fn(usize) -> T + Sync,
) {
    todo!("look at the cuts, cut, and let a thread fill each piece")
}
