//! What one atomic step can do, and what it cannot: a limit that many threads count up to.
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `next` | the number that is given out next | Relaxed | none: the numbers publish nothing but themselves |
//!
//! All changes of one atomic have one order that all threads agree on, its *modification order*, whatever their orderings
//! (C++ standard, [intro.races]); a read-modify-write reads the latest value in it.
//!
//! Models and twins: `cargo loom -p sync atomics`.

use interleave::Named;

use super::engine::sync::Arc;
use super::engine::sync::atomic::{AtomicU8, Ordering::Relaxed};
use super::engine::thread;

/// Numbers from 0 below a limit, each given out once. They are bytes, so that one sees the end.
pub struct Numbers {
    next: AtomicU8,
    limit: u8,
}

impl Numbers {
    /// From `first`, below `limit`.
    pub fn between(first: u8, limit: u8) -> Self {
        Numbers {
            next: AtomicU8::new(first).named("next"),
            limit,
        }
    }

    /// The next number, or `None`: a compare-exchange loop. Looks, computes, and stores only if nobody came between.
    pub fn take(&self) -> Option<u8> {
        // Relaxed: a value to begin with; the exchange finds out whether it is still right.
        let mut next = self.next.load(Relaxed);
        while next < self.limit {
            // Relaxed: see the table.
            match self.next.compare_exchange(next, next + 1, Relaxed, Relaxed) {
                Ok(_) => return Some(next),
                // Somebody came between: go on from what is there now.
                Err(now) => next = now,
            }
        }
        None
    }

    /// The same by std's loop, as one would write it.
    pub fn take_by_fetch_update(&self) -> Option<u8> {
        let after = |next: u8| (next < self.limit).then_some(next + 1);
        // Relaxed: see the table.
        self.next.fetch_update(Relaxed, Relaxed, after).ok()
    }
}

/// Twin: adds first and looks afterwards. It counts on behind the limit, and at 255 begins anew.
pub mod add_then_look {
    use super::{Numbers, Relaxed};

    /// As [`Numbers::take`].
    pub fn take(numbers: &Numbers) -> Option<u8> {
        // Relaxed: the fault is not one of ordering.
        let number = numbers.next.fetch_add(1, Relaxed);
        (number < numbers.limit).then_some(number)
    }
}

/// Twin: looks in one step, adds in another.
pub mod look_then_add {
    use super::{Numbers, Relaxed};

    /// As [`Numbers::take`].
    pub fn take(numbers: &Numbers) -> Option<u8> {
        // Relaxed, here and below: the fault is not one of ordering.
        if numbers.next.load(Relaxed) < numbers.limit {
            Some(numbers.next.fetch_add(1, Relaxed))
        } else {
            None
        }
    }
}

/// Twin: one exchange, and no second try.
pub mod one_try {
    use super::{Numbers, Relaxed};

    /// As [`Numbers::take`]; `None` also if somebody else was faster.
    pub fn take(numbers: &Numbers) -> Option<u8> {
        // Relaxed, here and below: the fault is not one of ordering.
        let next = numbers.next.load(Relaxed);
        if next >= numbers.limit {
            return None;
        }
        let exchanged = numbers
            .next
            .compare_exchange(next, next + 1, Relaxed, Relaxed);
        exchanged.ok()
    }
}

/// `main` and thread 1 take a number each, from `first` and below `limit`: what they got, smallest first.
pub fn two_take(take: fn(&Numbers) -> Option<u8>, first: u8, limit: u8) -> [Option<u8>; 2] {
    let numbers = Arc::new(Numbers::between(first, limit));
    let other = thread::spawn({
        let numbers = Arc::clone(&numbers);
        move || take(&numbers)
    });
    let mut taken = [take(&numbers), other.join().unwrap()];
    taken.sort_unstable();
    taken
}
