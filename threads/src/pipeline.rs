//! A pipeline: each stage has a thread of its own, and items flow from one to the next through bounded queues.
//!
//! Every queue has one sender, owned by the stage before it, and one receiver, owned by the stage after it. That alone
//! makes a clean stop:
//!
//! - Downwards: when the source runs dry it drops its sender. The next stage receives what is still queued, finds the
//!   queue empty and without a sender, ends, and so drops *its* sender. No item is lost.
//! - Upwards: when a receiver is dropped, because the reader has enough or a stage panicked, the stage before it cannot
//!   send, ends, and so drops *its* receiver.
//!
//! The queues are bounded: a stage that is faster than the next one waits, and memory does not grow. So whoever reads the
//! results must not be the thread that feeds the source: it would wait to feed while nobody reads.
//!
//! Models and twins: `cargo loom -p threads pipeline`.

use interleave::Named;
use interleave::sync::mpsc::{Receiver, SyncSender, sync_channel};
use interleave::thread::{self, JoinHandle};

/// A row of stages whose last one gives items of type `T`.
///
/// ```
/// use threads::pipeline::Pipeline;
///
/// let lengths = Pipeline::fed_by(["one", "two", "three"], 1)
///     .stage("upper", |word| word.to_uppercase())
///     .stage("length", |word| word.len())
///     .collect();
/// assert_eq!(lengths, [3, 3, 5]);
/// ```
pub struct Pipeline<T> {
    output: Receiver<T>,
    room: usize,
    threads: Vec<JoinHandle<()>>,
}

impl<T: Send + 'static> Pipeline<T> {
    /// A pipeline without stages yet: a thread that sends `items` in order. Each queue of the pipeline holds `room` items.
    ///
    /// # Panics
    ///
    /// If the system has no room for another thread.
    pub fn fed_by<I>(items: I, room: usize) -> Self
    where
        I: IntoIterator<Item = T> + Send + 'static,
    {
        let (sender, output) = sync_channel(room).named("queue 0");
        let source = spawn("source", move || {
            for item in items {
                if sender.send(item).is_err() {
                    return;
                }
            }
        });
        Pipeline {
            output,
            room,
            threads: vec![source],
        }
    }

    /// The same pipeline with one more stage at its end, which starts at once.
    ///
    /// # Panics
    ///
    /// If the system has no room for another thread.
    pub fn stage<U, F>(mut self, name: &str, mut work: F) -> Pipeline<U>
    where
        U: Send + 'static,
        F: FnMut(T) -> U + Send + 'static,
    {
        let number = self.threads.len();
        let (sender, output) = sync_channel(self.room).named(&format!("queue {number}"));
        let input = self.output;
        // The thread owns `input` and `sender`: however it ends, both neighbours learn of it.
        self.threads.push(spawn(name, move || {
            while let Ok(item) = input.recv() {
                if sender.send(work(item)).is_err() {
                    return;
                }
            }
        }));
        Pipeline {
            output,
            room: self.room,
            threads: self.threads,
        }
    }

    /// Everything that comes out, in the order in which it went in.
    ///
    /// # Panics
    ///
    /// With the panic of a stage, if one panicked.
    pub fn collect(self) -> Vec<T> {
        self.take(usize::MAX)
    }

    /// The first `most` items that come out; then every stage is stopped, wherever it is.
    ///
    /// # Panics
    ///
    /// With the panic of a stage, if one panicked.
    pub fn take(self, most: usize) -> Vec<T> {
        let mut taken = Vec::new();
        while taken.len() < most {
            let Ok(item) = self.output.recv() else { break };
            taken.push(item);
        }
        // Before joining: a stage that waits for room in its queue has to learn that nobody reads any more.
        drop(self.output);
        for thread in self.threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
        taken
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    thread::Builder::new()
        .name(name.to_string())
        .spawn(work)
        .expect("the system has room for another thread")
}

/// Twin: all stages obey one flag, and so stop at the same time.
pub mod stopped_all_at_once {
    use super::{Named, Receiver, SyncSender, spawn, sync_channel};
    use interleave::sync::Arc;
    use interleave::sync::atomic::{AtomicBool, Ordering::Relaxed};

    /// Sends `items` through `stages`, sets the flag when the last one is in, and gives what came out.
    pub fn run<T, F>(items: Vec<T>, stages: Vec<F>, room: usize) -> Vec<T>
    where
        T: Send + 'static,
        F: FnMut(T) -> T + Send + 'static,
    {
        let stop = Arc::new(AtomicBool::new(false).named("stop"));
        let (source, mut output) = sync_channel(room).named("queue 0");
        let mut threads = Vec::new();
        for (number, work) in (1..).zip(stages) {
            let (sender, receiver) = sync_channel(room).named(&format!("queue {number}"));
            let (input, stop) = (std::mem::replace(&mut output, receiver), Arc::clone(&stop));
            threads.push(spawn(&format!("stage {number}"), move || {
                until_stopped(&stop, &input, &sender, work);
            }));
        }
        // The flag is set when all items are in: before that, only a panic can end a stage and stop the source.
        threads.push(spawn("source", move || {
            if items.into_iter().all(|item| source.send(item).is_ok()) {
                stop.store(true, Relaxed);
            }
        }));
        let mut came_out = Vec::new();
        while let Ok(item) = output.recv() {
            came_out.push(item);
        }
        for thread in threads {
            thread.join().expect("no stage panics");
        }
        came_out
    }

    /// A stage that ends when `stop` is set: whatever waits in its queue is lost.
    fn until_stopped<T>(
        stop: &AtomicBool,
        input: &Receiver<T>,
        output: &SyncSender<T>,
        mut work: impl FnMut(T) -> T,
    ) {
        // Relaxed: the flag publishes nothing. No ordering would help: the fault is to stop while items wait.
        while !stop.load(Relaxed) {
            let Ok(item) = input.recv() else { return };
            if output.send(work(item)).is_err() {
                return;
            }
        }
    }
}

/// Twin: the queue's maker keeps a sender, in case another producer turns up.
pub mod a_sender_is_kept {
    use super::{JoinHandle, Named, Receiver, SyncSender, spawn, sync_channel};

    /// A source and one sender too many: as long as it lives, the queue may still get an item, and nobody downstream
    /// ends.
    pub fn fed_by<T: Send + 'static>(
        items: Vec<T>,
        room: usize,
    ) -> (SyncSender<T>, Receiver<T>, JoinHandle<()>) {
        let (sender, output) = sync_channel(room).named("queue 0");
        let kept = sender.clone();
        let source = spawn("source", move || {
            for item in items {
                if sender.send(item).is_err() {
                    return;
                }
            }
        });
        (kept, output, source)
    }
}

interleave::real_threads_only! {
    #[cfg(test)]
    mod tests {
        use super::*;
        use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
        use std::sync::{Arc, Barrier};

        #[test]
        fn what_goes_in_comes_out_in_order() {
            for room in [0, 1, 7] {
                let doubled = Pipeline::fed_by(0..100, room)
                    .stage("add", |n| n + n)
                    .stage("same", |n| n)
                    .collect();
                assert_eq!(doubled, (0..100).map(|n| 2 * n).collect::<Vec<_>>());
            }
        }

        #[test]
        fn stages_work_on_different_items_at_the_same_time() {
            let meeting = Arc::new(Barrier::new(2));
            let other = Arc::clone(&meeting);
            // Item n + 1 in the first stage meets item n in the second; the ends meet nobody.
            let items = Pipeline::fed_by(0..10, 1)
                .stage("first", move |n| {
                    if n > 0 {
                        meeting.wait();
                    }
                    n
                })
                .stage("second", move |n| {
                    if n < 9 {
                        other.wait();
                    }
                    n
                })
                .collect();
            assert_eq!(items.len(), 10);
        }

        #[test]
        fn a_reader_that_has_enough_stops_an_endless_source() {
            assert_eq!(Pipeline::fed_by(0.., 2).stage("same", |n| n).take(3), [0, 1, 2]);
        }

        #[test]
        fn a_stage_waits_when_the_next_has_no_room() {
            let worked = Arc::new(AtomicUsize::new(0));
            let counter = Arc::clone(&worked);
            let pipeline = Pipeline::fed_by(0.., 2).stage("first", move |n| {
                // Relaxed: a counter that publishes nothing; `take` joins the stage.
                counter.fetch_add(1, Relaxed);
                n
            });
            pipeline.take(3);
            // Three were taken, two may be queued, one may be in the stage's hands.
            assert!(worked.load(Relaxed) <= 3 + 2 + 1);
        }

        #[test]
        #[should_panic(expected = "item 3 is broken")]
        fn a_panicking_stage_stops_the_others_and_is_passed_on() {
            Pipeline::fed_by(0.., 1)
                .stage("before", |n| n)
                .stage("breaks", |n| assert!(n != 3, "item {n} is broken"))
                .stage("after", |()| ())
                .collect();
        }

        #[test]
        fn a_pipeline_without_items_ends() {
            assert!(Pipeline::fed_by(Vec::<u8>::new(), 1).stage("same", |n| n).collect().is_empty());
        }
    }
}
