//! Chunks of a loop, taken from a shared counter by two workers.

use std::ops::Range;

use interleave::sync::Arc;
use interleave::thread::{self, JoinHandle};
use threads::chunks::Chunks;

/// A worker that takes chunks until none is left.
fn worker<C: Send + Sync + 'static>(
    name: &str,
    chunks: &Arc<C>,
    take: fn(&C) -> Option<Range<usize>>,
) -> JoinHandle<Vec<usize>> {
    let chunks = Arc::clone(chunks);
    thread::Builder::new()
        .name(name.to_string())
        .spawn(move || std::iter::from_fn(|| take(&chunks)).flatten().collect())
        .expect("a thread can be started")
}

/// Two workers share 0, 1, 2 in chunks of 2 and 1.
fn everything_is_taken_once<C: Send + Sync + 'static>(
    chunks: C,
    take: fn(&C) -> Option<Range<usize>>,
) {
    let chunks = Arc::new(chunks);
    let workers = ["worker 1", "worker 2"].map(|name| worker(name, &chunks, take));
    let mut taken = workers.map(|worker| worker.join().unwrap()).concat();
    taken.sort_unstable();
    assert_eq!(taken, [0, 1, 2], "some items were left out or done twice");
}

#[test]
fn every_chunk_is_taken_by_one_worker() {
    interleave::model(|| everything_is_taken_once(Chunks::new(3, 2), Chunks::take));
}
