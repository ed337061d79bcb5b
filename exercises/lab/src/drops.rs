//! Counts how many values were dropped, and so whether one was leaked or kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Hands out values that are counted when they are made and when they are dropped.
///
/// ```
/// use lab::Drops;
/// let drops = Drops::new();
/// let kept = drops.value();
/// drop(drops.value());
/// assert_eq!((drops.made(), drops.dropped()), (2, 1));
/// # drop(kept);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Drops {
    // std's types under every engine: the instrument must not add steps to what it measures.
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    made: AtomicUsize,
    dropped: AtomicUsize,
}

/// A value whose drop is counted.
#[derive(Debug)]
#[must_use = "dropped at once"]
pub struct Counted(Arc<Counts>);

impl Drops {
    /// Nothing was made yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A new value.
    pub fn value(&self) -> Counted {
        // SeqCst here and below: an instrument should leave no doubt, and its cost does not matter.
        self.counts.made.fetch_add(1, SeqCst);
        Counted(Arc::clone(&self.counts))
    }

    /// How many values were made.
    pub fn made(&self) -> usize {
        self.counts.made.load(SeqCst)
    }

    /// How many of them were dropped.
    pub fn dropped(&self) -> usize {
        self.counts.dropped.load(SeqCst)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, SeqCst);
    }
}
