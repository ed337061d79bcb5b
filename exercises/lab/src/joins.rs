//! `rayon::join`, counted.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Counts how often work was divided.
///
/// ```
/// use lab::Joins;
/// let joins = Joins::new();
/// let (three, four) = joins.join(|| 1 + 2, || 2 + 2);
/// assert_eq!((three, four, joins.count()), (3, 4, 1));
/// ```
#[derive(Debug, Default)]
pub struct Joins {
    count: AtomicUsize,
}

impl Joins {
    /// Nothing was divided yet.
    pub const fn new() -> Self {
        Joins {
            count: AtomicUsize::new(0),
        }
    }

    /// [`rayon::join`]: runs both closures, at the same time if a worker is idle, and returns both results.
    pub fn join<A: Send, B: Send>(
        &self,
        left: impl FnOnce() -> A + Send,
        right: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        self.count.fetch_add(1, SeqCst); // SeqCst: its cost does not matter here.
        rayon::join(left, right)
    }

    /// How often [`join`](Joins::join) was called.
    pub fn count(&self) -> usize {
        self.count.load(SeqCst)
    }
}
