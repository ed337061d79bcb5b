//! [`std::hint`] in a model.

pub use std::hint::{assert_unchecked, black_box, unreachable_unchecked};

/// Gives way: a thread that spins can go on only when another one has run.
#[track_caller]
pub fn spin_loop() {
    super::thread::yield_now();
}
