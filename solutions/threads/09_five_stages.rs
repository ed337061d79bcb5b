//! # Five stages, and some items fail
//!
//! Route: more, 30 minutes.
//!
//! `run` sends items through a row of stages, each on a thread of its own. A stage may refuse an item: it hands it back, and
//! the others go on.
//!
//! - `done` holds what passed every stage, in the order of `items`.
//! - `failed` holds what a stage refused, as the stage handed it back, with the number of the stage, from 0. Its order does
//!   not matter. Each item is in one of the two: none is lost, however many fail.
//! - Neighbours are joined by a queue with `room` for so many items: a stage that is faster than the next one waits. 0
//!   means that items are handed from thread to thread.
//! - All threads have ended when `run` returns. If a stage panics, `run` panics with the same payload.
//!
//! ```ignore
//! let halve: Stage<u32> = Box::new(|n| if n % 2 == 0 { Ok(n / 2) } else { Err(n) });
//! let out = run(vec![8, 5, 2], vec![halve], 1);
//! assert_eq!((out.done, out.failed), (vec![4, 1], vec![(0, 5)]));
//! ```
//!
//! Seen in: `cargo run -p threads --example 15_pipeline`

use std::panic::resume_unwind;

use lab::sync::mpsc::{channel, sync_channel};
use lab::thread;

/// What is done with each item: `Ok` goes on to the next stage, `Err` is handed back.
pub type Stage<T> = Box<dyn Fn(T) -> Result<T, T> + Send>;

/// What became of the items.
#[derive(Debug, PartialEq, Eq)]
pub struct Output<T> {
    /// Passed every stage, in order.
    pub done: Vec<T>,
    /// Refused, with the number of the stage.
    pub failed: Vec<(usize, T)>,
}

/// Sends `items` through `stages`, with queues of so much `room`.
pub fn run<T: Send + 'static>(items: Vec<T>, stages: Vec<Stage<T>>, room: usize) -> Output<T> {
    // BEGIN SOLUTION -> todo!("a thread for each stage, and a queue between neighbours")
    let (feed, mut input) = sync_channel(room);
    // Without a bound: it is read last, and holds no more than there are items.
    let (refuse, refused) = channel();
    let mut threads = vec![thread::spawn(move || {
        let _ = items.into_iter().try_for_each(|item| feed.send(item));
    })];
    for (number, stage) in stages.into_iter().enumerate() {
        let (output, next) = sync_channel(room);
        let (source, refuse) = (input, refuse.clone());
        threads.push(thread::spawn(move || {
            for item in source {
                let sent = match stage(item) {
                    Ok(item) => output.send(item).is_ok(),
                    Err(item) => refuse.send((number, item)).is_ok(),
                };
                if !sent {
                    return;
                }
            }
        }));
        input = next;
    }
    drop(refuse);
    // First the end of the row is read, so that no stage waits for room; only then is anybody joined.
    let done = input.iter().collect();
    let failed = refused.iter().collect();
    for thread in threads {
        if let Err(payload) = thread.join() {
            resume_unwind(payload);
        }
    }
    Output { done, failed }
    // END SOLUTION
}
