//! Chunks of a loop, taken from a shared counter by two workers.

use std::ops::Range;

use interleave::sync::Arc;
use interleave::thread::{self, JoinHandle};
use threads::chunks::{Chunks, in_taken_chunks};

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

/// Two workers share `chunks`, which are all of `0..len`, and take them by `take`.
fn everything_is_taken_once<C: Send + Sync + 'static>(
    len: usize,
    chunks: C,
    take: fn(&C) -> Option<Range<usize>>,
) {
    let chunks = Arc::new(chunks);
    let workers = ["worker 1", "worker 2"].map(|name| worker(name, &chunks, take));
    let mut taken = workers.map(|worker| worker.join().unwrap()).concat();
    taken.sort_unstable();
    assert!(
        taken.iter().copied().eq(0..len),
        "of 0..{len} these were done: {taken:?}"
    );
}

#[test]
fn every_chunk_is_taken_by_one_worker() {
    interleave::model(|| everything_is_taken_once(3, Chunks::new(3, 2), Chunks::take));
}

#[test]
fn the_results_of_all_workers_hold_every_item_once() {
    interleave::model(|| {
        let take = |done: &mut Vec<usize>, chunk| done.extend(chunk);
        let mut done = in_taken_chunks(3, 2, 2, take).concat();
        done.sort_unstable();
        assert_eq!(done, [0, 1, 2]);
    });
}

interleave::modelled! {
    use interleave::{FailureKind, Model};
    use threads::chunks::load_then_store;

    #[test]
    fn a_chunk_is_taken_twice_when_the_counter_is_loaded_and_then_stored() {
        let failure = Model::new().sequential().failure_of(|| {
            let chunks = load_then_store::Chunks::new(1, 1);
            everything_is_taken_once(1, chunks, load_then_store::Chunks::take);
        });
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("these were done: [0, 0]"), "{failure}");
        // Both have loaded before either of them stores.
        failure
            .assert_shows(&["worker 1: load next -> 0"])
            .assert_shows(&["worker 2: load next -> 0"]);
    }
}
