//! Two counters that share nothing but a cache line.
//!
//! A core that writes needs the whole cache line for itself. Two cores that write different words of one line take it from each
//! other, as if they wrote the same word. The program is right; only the time tells.
//!
//! [`Strip`] puts two counters at a chosen distance. [`Own`] is the cure: a value that has its lines to itself, as
//! `crossbeam::utils::CachePadded`. Speed: `cargo bench -p sync-benches --bench false_sharing`.
//!
//! There is no model: a checker of interleavings knows no cache lines, and no result depends on them.

use std::ops::Deref;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

use core_affinity::CoreId;

/// Room for counters, beginning at the beginning of a cache line.
#[derive(Debug)]
#[repr(align(256))]
pub struct Strip([AtomicU64; 33]);

impl Default for Strip {
    fn default() -> Self {
        Self::new()
    }
}

impl Strip {
    /// The greatest distance of two counters, in bytes.
    pub const LONGEST: usize = 256;

    /// All counters at 0.
    pub fn new() -> Self {
        Strip(std::array::from_fn(|_| AtomicU64::new(0)))
    }

    /// The counters at the beginning and `distance` bytes after it. At 0 they are one and the same.
    ///
    /// # Panics
    ///
    /// If `distance` is no multiple of 8, or more than [`LONGEST`](Strip::LONGEST).
    pub fn two(&self, distance: usize) -> [&AtomicU64; 2] {
        assert!(
            distance.is_multiple_of(8) && distance <= Self::LONGEST,
            "no counter stands {distance} bytes from the first"
        );
        [&self.0[0], &self.0[distance / 8]]
    }
}

/// A value with its cache lines to itself: two lines of 64 bytes, since some processors fetch them in pairs.
#[derive(Debug, Default)]
#[repr(align(128))]
pub struct Own<T>(pub T);

impl<T> Deref for Own<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Two threads, each on a core of its own if there are two, add `times` to one counter each.
pub fn count(counters: [&AtomicU64; 2], times: u64) {
    let cores = two_cores();
    let start = Barrier::new(2);
    thread::scope(|scope| {
        for (number, counter) in counters.into_iter().enumerate() {
            let start = &start;
            scope.spawn(move || {
                if let Some(cores) = cores {
                    // Not allowed, not done: then the threads run where the system puts them.
                    core_affinity::set_for_current(cores[number]);
                }
                start.wait();
                for _ in 0..times {
                    // Relaxed: counts, and is read after the join.
                    counter.fetch_add(1, Relaxed);
                }
            });
        }
    });
}

/// The first two cores that this process may use. `None` if there is only one.
pub fn two_cores() -> Option<[CoreId; 2]> {
    match core_affinity::get_core_ids()?[..] {
        [first, second, ..] => Some([first, second]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_addition_is_lost_at_any_distance() {
        for distance in [0, 8, 64, Strip::LONGEST] {
            let strip = Strip::new();
            count(strip.two(distance), 1000);
            let total: u64 = strip.0.iter().map(|counter| counter.load(Relaxed)).sum();
            assert_eq!(total, 2000, "at a distance of {distance} bytes");
        }
    }

    #[test]
    fn counters_stand_where_they_are_asked_for() {
        let strip = Strip::new();
        let address = |counter: &AtomicU64| std::ptr::from_ref(counter).addr();
        for distance in (0..=Strip::LONGEST).step_by(8) {
            let [first, second] = strip.two(distance);
            assert_eq!(address(first) % 256, 0);
            assert_eq!(address(second) - address(first), distance);
        }
    }

    #[test]
    fn what_has_its_own_lines_shares_none() {
        let two = [Own(AtomicU64::new(0)), Own(AtomicU64::new(0))];
        let address = |counter: &AtomicU64| std::ptr::from_ref(counter).addr();
        assert_eq!(address(&two[1]) - address(&two[0]), 128);
        assert_eq!(address(&two[0]) % 128, 0);
    }
}
