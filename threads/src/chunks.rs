//! A loop cut into chunks, so that several threads can share it.
//!
//! | way | who gets what | good for |
//! |---|---|---|
//! | [`one_per_worker`] | decided before the start: equal ranges, one for each worker | items that cost the same |
//! | [`Chunks`] | decided on the way: whoever is free takes the next small range | items that cost what nobody knows |
//!
//! Both hand out ranges of indices. What an index stands for is the caller's business.
//! Speed: `threads/benches/parallel_chunks.rs`. Models: `cargo loom -p threads chunks`.

use std::ops::Range;

use interleave::Named;
use interleave::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use interleave::thread::{self, ScopedJoinHandle};

/// `0..len` as `workers` ranges, one after the other, whose lengths differ by one at most.
///
/// # Panics
///
/// If `workers` is 0.
pub fn one_per_worker(len: usize, workers: usize) -> impl Iterator<Item = Range<usize>> {
    assert!(workers > 0, "nobody is there to do the work");
    let (each, left_over) = (len / workers, len % workers);
    // The first `left_over` ranges are one longer: nothing is dropped, and no range takes all of the rest.
    let start = move |worker| worker * each + left_over.min(worker);
    (0..workers).map(move |worker| start(worker)..start(worker + 1))
}

/// `0..len` in ranges of `size`, to be taken by whoever is free.
///
/// ```
/// use threads::chunks::Chunks;
///
/// let chunks = Chunks::new(10, 4);
/// assert_eq!(chunks.take(), Some(0..4));
/// assert_eq!(chunks.take(), Some(4..8));
/// assert_eq!(chunks.take(), Some(8..10));
/// assert_eq!(chunks.take(), None);
/// ```
#[derive(Debug)]
pub struct Chunks {
    /// Start of the next chunk; at `len` or beyond when none is left.
    next: AtomicUsize,
    len: usize,
    size: usize,
}

impl Chunks {
    /// All of `0..len`, not yet taken.
    ///
    /// # Panics
    ///
    /// If `size` is 0.
    pub fn new(len: usize, size: usize) -> Self {
        assert!(size > 0, "chunks of nothing never end");
        Chunks {
            next: AtomicUsize::new(0).named("next"),
            len,
            // Never more than there is: a few late calls of `take` then cannot wrap the counter back to 0.
            size: size.min(len.max(1)),
        }
    }

    /// The next chunk, which nobody else gets; `None` when all are taken. Stop at the first `None`: every further call
    /// still moves the counter on.
    pub fn take(&self) -> Option<Range<usize>> {
        // Relaxed: one counter alone decides who gets which chunk. The results reach the others by `join`.
        let start = self.next.fetch_add(self.size, Relaxed);
        range(start, self.size, self.len)
    }
}

/// The broken twin: reads the counter, then moves it on, and hands one chunk to two workers.
pub mod load_then_store {
    use super::{AtomicUsize, Named, Range, Relaxed, range};

    /// [`Chunks`](super::Chunks) without the single step.
    #[derive(Debug)]
    pub struct Chunks {
        next: AtomicUsize,
        len: usize,
        size: usize,
    }

    impl Chunks {
        /// All of `0..len`, not yet taken.
        pub fn new(len: usize, size: usize) -> Self {
            Chunks {
                next: AtomicUsize::new(0).named("next"),
                len,
                size,
            }
        }

        /// The next chunk, which another worker may get as well.
        pub fn take(&self) -> Option<Range<usize>> {
            let start = self.next.load(Relaxed);
            // Between the two steps another worker can load the same start.
            self.next.store(start + self.size, Relaxed);
            range(start, self.size, self.len)
        }
    }
}

fn range(start: usize, size: usize, len: usize) -> Option<Range<usize>> {
    (start < len).then(|| start..len.min(start.saturating_add(size)))
}

/// Runs `work` on one chunk per worker, each on its own thread, and gives their results in the order of the chunks.
///
/// # Panics
///
/// If `work` panics, or `workers` is 0.
pub fn in_equal_chunks<R: Send>(
    len: usize,
    workers: usize,
    work: impl Fn(Range<usize>) -> R + Sync,
) -> Vec<R> {
    let work = &work;
    thread::scope(|scope| {
        let workers: Vec<_> = one_per_worker(len, workers)
            .map(|chunk| scope.spawn(move || work(chunk)))
            .collect();
        results(workers)
    })
}

/// Lets `workers` threads take chunks of `size` as they get free, and gives one result per worker: each begins with
/// `R::default()`, to which `work` adds chunk after chunk.
///
/// # Panics
///
/// If `work` panics, or `workers` or `size` is 0.
pub fn in_taken_chunks<R: Default + Send>(
    len: usize,
    size: usize,
    workers: usize,
    work: impl Fn(&mut R, Range<usize>) + Sync,
) -> Vec<R> {
    assert!(workers > 0, "nobody is there to do the work");
    let chunks = Chunks::new(len, size);
    let worker = || {
        let mut result = R::default();
        while let Some(chunk) = chunks.take() {
            work(&mut result, chunk);
        }
        result
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        results(workers)
    })
}

fn results<R>(workers: Vec<ScopedJoinHandle<'_, R>>) -> Vec<R> {
    workers
        .into_iter()
        .map(|worker| worker.join().expect("the work on a chunk panicked"))
        .collect()
}

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;

    #[test]
    fn equal_chunks_leave_nothing_out_and_differ_by_one_at_most() {
        for len in 0..40 {
            for workers in 1..9 {
                let ranges: Vec<_> = one_per_worker(len, workers).collect();
                assert_eq!(ranges.len(), workers);
                assert!(ranges.iter().cloned().flatten().eq(0..len), "{ranges:?}");
                let lengths = ranges.iter().map(ExactSizeIterator::len);
                let (longest, shortest) = (lengths.clone().max(), lengths.min());
                assert!(longest.unwrap() - shortest.unwrap() <= 1, "{ranges:?}");
            }
        }
    }

    #[test]
    fn chunks_end_where_the_loop_ends() {
        for (len, size) in [
            (0, 3),
            (1, 3),
            (3, 3),
            (10, 3),
            (10, 100),
            (7, usize::MAX / 2 + 1),
        ] {
            let chunks = Chunks::new(len, size);
            let taken = std::iter::from_fn(|| chunks.take()).flatten();
            assert!(taken.eq(0..len), "len {len}, size {size}");
            assert_eq!(chunks.take(), None, "len {len}, size {size}");
        }
    }

    #[test]
    fn every_item_is_done_once_however_the_loop_is_cut() {
        let mut by_taking: Vec<usize> =
            in_taken_chunks(1000, 7, 4, |done: &mut Vec<usize>, chunk| {
                done.extend(chunk);
            })
            .concat();
        by_taking.sort_unstable();
        assert!(by_taking.into_iter().eq(0..1000));
        let by_splitting = in_equal_chunks(1000, 7, Vec::from_iter).concat();
        assert!(by_splitting.into_iter().eq(0..1000));
    }
}
