//! The highest number of threads that were inside at once.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Counts who is inside, and remembers the highest count.
///
/// ```
/// use lab::Peak;
/// let peak = Peak::new();
/// let first = peak.enter();
/// drop(peak.enter());
/// assert_eq!((peak.now(), peak.highest()), (1, 2));
/// # drop(first);
/// ```
#[derive(Debug, Default)]
pub struct Peak {
    // std's atomics under every engine: the instrument must not add steps to what it measures.
    now: AtomicUsize,
    highest: AtomicUsize,
}

/// Whoever holds it is inside.
#[derive(Debug)]
#[must_use = "dropped at once, it counts nobody"]
pub struct Inside<'a>(&'a Peak);

impl Peak {
    /// Nobody is inside.
    pub const fn new() -> Self {
        Peak {
            now: AtomicUsize::new(0),
            highest: AtomicUsize::new(0),
        }
    }

    /// Counts the caller as inside until the result is dropped.
    pub fn enter(&self) -> Inside<'_> {
        // SeqCst here and below: an instrument should leave no doubt, and its cost does not matter.
        let now = self.now.fetch_add(1, SeqCst) + 1;
        self.highest.fetch_max(now, SeqCst);
        Inside(self)
    }

    /// How many are inside.
    pub fn now(&self) -> usize {
        self.now.load(SeqCst)
    }

    /// The most that were inside at once.
    pub fn highest(&self) -> usize {
        self.highest.load(SeqCst)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, SeqCst);
    }
}
