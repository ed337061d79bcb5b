//! Each claim about speed in the topic `sync`, measured: see the files beside this one.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// The wall time until so many threads, which begin together, have each called `act` so often.
pub fn together(threads: usize, times: u64, act: impl Fn() + Sync) -> Duration {
    let start = Barrier::new(threads + 1);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    for _ in 0..times {
                        act();
                    }
                })
            })
            .collect();
        start.wait();
        let begin = Instant::now();
        for worker in workers {
            worker.join().expect("no bench panics");
        }
        begin.elapsed()
    })
}
