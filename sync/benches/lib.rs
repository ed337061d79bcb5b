//! Each claim about speed in the topic `sync`, measured: see the files beside this one.

use std::sync::{Barrier, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use criterion::Criterion;
use crossbeam::channel;
use threads_benches::ratio::Estimates;

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

/// The wall time until so many numbers have gone from one thread to another. Both begin together.
pub fn through(
    times: u64,
    mut push: impl FnMut(u64) + Send,
    mut pop: impl FnMut() -> u64,
) -> Duration {
    let start = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            start.wait();
            (0..times).for_each(&mut push);
        });
        start.wait();
        let begin = Instant::now();
        for expected in 0..times {
            assert_eq!(pop(), expected, "items arrive in order");
        }
        begin.elapsed()
    })
}

/// [`through`] a bounded channel of std.
pub fn through_std(times: u64, places: usize) -> Duration {
    let (sender, receiver) = mpsc::sync_channel(places);
    // Unwrap, here and below: both ends are there until the last number has come.
    through(
        times,
        |item| sender.send(item).unwrap(),
        || receiver.recv().unwrap(),
    )
}

/// [`through`] a bounded channel of crossbeam.
pub fn through_crossbeam(times: u64, places: usize) -> Duration {
    let (sender, receiver) = channel::bounded(places);
    through(
        times,
        |item| sender.send(item).unwrap(),
        || receiver.recv().unwrap(),
    )
}

/// Runs benches, then prints how many times as fast one of a group is as another, from the medians of this run.
pub fn with_ratios(benches: &[fn(&mut Criterion)], ratios: &[(&str, &str, &str)]) {
    let estimates = Estimates::of_this_program();
    let mut criterion = Criterion::default()
        .output_directory(estimates.folder())
        .sample_size(40)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    for bench in benches {
        bench(&mut criterion);
    }
    criterion.final_summary();
    for (group, one, other) in ratios {
        if let (Some(first), Some(second)) =
            (estimates.median(group, one), estimates.median(group, other))
        {
            println!(
                "{group}: {one} is {} times as fast as {other}",
                second.over(first)
            );
        }
    }
}
