//! # A lock that waits awake
//!
//! Route: advanced, 20 minutes.
//!
//! A mutex puts a waiting thread to sleep. A *spin lock* lets it ask again and again. Two threads take a lock four
//! million times, for one addition each time. Which lock is fastest? And then its owner falls asleep with the lock in hand: what
//! does the wait cost the other thread under each lock?
//!
//! Run: `cargo run --release -p sync --example 20_spin_lock`
//! Look for: the table compares times, the last line what a waiter takes from all other programs. One lock may win the first
//! and lose the second.
//! Try: `-- --threads 8`, more threads than cores: an owner that loses its core keeps everybody waiting, some of them awake.
//! Prints: `waiting 50 ms takes … ms of a core under test-and-set, … ms under back-off, … ms under the mutex`

use std::sync::{Barrier, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use cpu_time::ThreadTime;
use sync::spin_lock::{Ask, BackOff, SpinLock, TestAndSet, TestAndTestAndSet};
use threads::arguments::Arguments;
use threads::measure::{NOTE, medians, ms};

/// Of all threads together: enough for the scheduler to spread them over the cores.
const ADDITIONS: usize = 4_000_000;
const BUDGET: Duration = Duration::from_millis(500);
const ASLEEP: Duration = Duration::from_millis(50);

/// A lock around a number, whichever it is.
trait Lock: Sync {
    fn new() -> Self;
    fn with(&self, critical_section: impl FnOnce(&mut usize));
}

impl<A: Ask> Lock for SpinLock<usize, A> {
    fn new() -> Self {
        SpinLock::new(0)
    }
    fn with(&self, critical_section: impl FnOnce(&mut usize)) {
        critical_section(&mut self.lock());
    }
}

impl Lock for Mutex<usize> {
    fn new() -> Self {
        Mutex::new(0)
    }
    fn with(&self, critical_section: impl FnOnce(&mut usize)) {
        // Never poisoned: no critical section here panics.
        critical_section(&mut self.lock().unwrap());
    }
}

fn main() {
    let mut arguments = Arguments::of("[--threads N]");
    let threads: usize = arguments.number("--threads", 2, 1..=16);
    arguments.done();

    let cores = thread::available_parallelism().map_or(1, usize::from);
    println!("{ADDITIONS} additions, shared out; nanoseconds for one; cores: {cores}");
    println!("({NOTE})\n");
    println!("lock                  threads: {:>6} {threads:>8}", 1);
    let (alone, together) = (time_all(1), time_all(threads));
    let names = [
        "test-and-set",
        "test-and-test-and-set",
        "back-off",
        "std::sync::Mutex",
    ];
    for (lock, name) in names.iter().enumerate() {
        let each = |time: Duration| time.as_nanos() as f64 / ADDITIONS as f64;
        println!(
            "{name:<30} {:>6.1} {:>8.1}",
            each(alone[lock]),
            each(together[lock])
        );
    }

    let asleep = ASLEEP.as_millis();
    println!("\nowner:  sleeps {asleep} ms with the lock in hand");
    let [spinning, backing_off, mutex] = [
        cpu_time_of_a_waiter::<SpinLock<usize, TestAndSet>>(),
        cpu_time_of_a_waiter::<SpinLock<usize, BackOff>>(),
        cpu_time_of_a_waiter::<Mutex<usize>>(),
    ]
    .map(ms);
    println!(
        "waiting {asleep} ms takes {spinning:.1} ms of a core under test-and-set, \
         {backing_off:.1} ms under back-off, {mutex:.1} ms under the mutex"
    );
}

fn time_all(threads: usize) -> [Duration; 4] {
    medians(
        BUDGET,
        [
            &mut || add::<SpinLock<usize, TestAndSet>>(threads),
            &mut || add::<SpinLock<usize, TestAndTestAndSet>>(threads),
            &mut || add::<SpinLock<usize, BackOff>>(threads),
            &mut || add::<Mutex<usize>>(threads),
        ],
    )
}

fn add<L: Lock>(threads: usize) {
    let total = L::new();
    let start = Barrier::new(threads);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                start.wait();
                for _ in 0..ADDITIONS / threads {
                    total.with(|total| *total += 1);
                }
            });
        }
    });
    total.with(|total| assert_eq!(*total, ADDITIONS / threads * threads, "an addition is lost"));
}

fn cpu_time_of_a_waiter<L: Lock>() -> Duration {
    let lock = L::new();
    let (taken, owner_has_it) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| {
            lock.with(|_| {
                taken.send(()).expect("the waiter listens");
                thread::sleep(ASLEEP);
            });
        });
        owner_has_it.recv().expect("the owner takes the lock");
        let start = ThreadTime::now();
        lock.with(|value| *value += 1);
        start.elapsed()
    })
}
