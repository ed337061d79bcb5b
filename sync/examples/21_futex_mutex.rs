//! # A mutex and a condition variable from scratch
//!
//! Route: advanced, 30 minutes.
//!
//! The system offers one thing: to sleep on a word in memory as long as it has an expected value. Out of that you can build a
//! mutex. One word says whether it is taken: are two values enough? And when nobody waits, should giving the mutex back
//! cost a call to the system?
//!
//! Run: `cargo run --release -p sync --example 21_futex_mutex`
//! Look for: two states against three. Both are right. What does the third state save, and in which column?
//! Try: set `LOOKS` in `sync/src/futex_mutex.rs` to 0, so that a waiter sleeps at once. Which number gets worse?
//! Prints: `speed alone, against std: two states …, three states …`

use std::sync::{Barrier, mpsc};
use std::thread;
use std::time::Duration;

use cpu_time::ThreadTime;
use sync::futex_mutex::{self, two_states};
use threads::measure::{NOTE, medians, ms, ratio};

/// Of all threads together: enough for the scheduler to spread them over the cores.
const ADDITIONS: usize = 1_000_000;
const TURNS: usize = 2_000;
const BUDGET: Duration = Duration::from_millis(250);
const ASLEEP: Duration = Duration::from_millis(50);

fn main() {
    threads::arguments::none();

    println!("({NOTE})");
    println!("one addition under the mutex, in nanoseconds\n");
    println!("mutex          1 thread  2 threads");
    let (alone, together) = (time_all(1), time_all(2));
    for (mutex, name) in ["two states", "three states", "std"].iter().enumerate() {
        let each = |time: Duration| time.as_nanos() as f64 / ADDITIONS as f64;
        println!(
            "{name:<14} {:>8.1} {:>10.1}",
            each(alone[mutex]),
            each(together[mutex])
        );
    }

    println!("\ntwo threads take turns, each waits for the other on a condition variable");
    let [ours, std] = medians(BUDGET, [&mut take_turns, &mut take_turns_by_std]);
    let each = |time: Duration| ms(time) * 1000.0 / TURNS as f64;
    println!(
        "ours: {:.1} µs per turn, std: {:.1} µs",
        each(ours),
        each(std)
    );

    println!(
        "\nowner:  sleeps {} ms with the mutex in hand",
        ASLEEP.as_millis()
    );
    println!(
        "waiter: took {:.1} ms of a core meanwhile\n",
        ms(cpu_time_of_a_waiter())
    );

    println!(
        "speed alone, against std: two states {:.2}, three states {:.2}",
        ratio(alone[2], alone[0]),
        ratio(alone[2], alone[1])
    );
}

fn time_all(threads: usize) -> [Duration; 3] {
    medians(
        BUDGET,
        [
            &mut || {
                let total = futex_mutex::Mutex::new(0);
                in_threads(threads, || {
                    let mut guard = two_states::lock(&total);
                    *guard += 1;
                    two_states::unlock(guard);
                });
                assert_eq!(total.into_inner(), ADDITIONS);
            },
            &mut || {
                let total = futex_mutex::Mutex::new(0);
                in_threads(threads, || *total.lock() += 1);
                assert_eq!(total.into_inner(), ADDITIONS);
            },
            &mut || {
                let total = std::sync::Mutex::new(0);
                // Never poisoned, here and below: nobody panics with a mutex in hand.
                in_threads(threads, || *total.lock().unwrap() += 1);
                assert_eq!(total.into_inner().unwrap(), ADDITIONS);
            },
        ],
    )
}

/// Calls `add` [`ADDITIONS`] times, shared out among so many threads.
fn in_threads(threads: usize, add: impl Fn() + Sync) {
    let start = Barrier::new(threads);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                start.wait();
                for _ in 0..ADDITIONS / threads {
                    add();
                }
            });
        }
    });
}

fn take_turns() {
    let (turn, changed) = (futex_mutex::Mutex::new(0), futex_mutex::Condvar::new());
    thread::scope(|scope| {
        for me in 0..2 {
            let (turn, changed) = (&turn, &changed);
            scope.spawn(move || {
                for _ in 0..TURNS / 2 {
                    let mut turn = turn.lock();
                    while *turn % 2 != me {
                        turn = changed.wait(turn);
                    }
                    *turn += 1;
                    changed.notify_one();
                }
            });
        }
    });
    assert_eq!(turn.into_inner(), TURNS);
}

fn take_turns_by_std() {
    let (turn, changed) = (std::sync::Mutex::new(0), std::sync::Condvar::new());
    thread::scope(|scope| {
        for me in 0..2 {
            let (turn, changed) = (&turn, &changed);
            scope.spawn(move || {
                for _ in 0..TURNS / 2 {
                    let mut turn = turn.lock().unwrap();
                    while *turn % 2 != me {
                        turn = changed.wait(turn).unwrap();
                    }
                    *turn += 1;
                    changed.notify_one();
                }
            });
        }
    });
    assert_eq!(turn.into_inner().unwrap(), TURNS);
}

fn cpu_time_of_a_waiter() -> Duration {
    let mutex = futex_mutex::Mutex::new(());
    let (taken, owner_has_it) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| {
            let _guard = mutex.lock();
            taken.send(()).expect("the waiter listens");
            thread::sleep(ASLEEP);
        });
        owner_has_it.recv().expect("the owner takes the mutex");
        let start = ThreadTime::now();
        drop(mutex.lock());
        start.elapsed()
    })
}
