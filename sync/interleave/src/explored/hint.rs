//! The names of [`std::hint`].

pub use std::hint::{assert_unchecked, black_box, unreachable_unchecked};

/// Gives way: in a spin loop nothing changes until another thread has changed something.
#[track_caller]
pub fn spin_loop() {
    super::thread::yield_now();
}
