//! # One lock or many?
//!
//! Route: more, 25 minutes.
//!
//! A table of amounts. One lock for all is *coarse*: whoever is at one key keeps everybody from all others. Several locks,
//! each for a part of the table, a *shard*, are finer. One for each entry of a list is as fine as it gets. Who can work at
//! the same time as whom? Which is the fastest? And what was right with one lock, and is not with many?
//!
//! Run: `cargo run -p sync --example 11_lock_granularity`
//! Look for: the finest locks are not the fastest. And totals of amounts that nobody ever had.
//! Try: `-- --shards 1`, then 64: which line changes, and which stays? Then `cargo loom -p sync lock_granularity`.
//! Prints: `total under all locks: 0 wrong of 100000`

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use sync::lock_granularity::{Coarse, HandOverHand, Sharded, one_by_one};
use threads::arguments::Arguments;
use threads::measure;

const KEYS: u64 = 64;

fn main() {
    let mut arguments = Arguments::of("[--shards N]");
    let shards = arguments.number("--shards", 8, 1..=64);
    arguments.done();

    let coarse = Coarse::new(0..KEYS);
    let sharded = Sharded::new(shards, 0..KEYS);
    let list = HandOverHand::new(KEYS as usize);
    (0..KEYS).for_each(|key| _ = list.insert(key));
    let by_coarse = |key, work: Work| _ = coarse.with(key, |amount| work(amount));
    let by_sharded = |key, work: Work| _ = sharded.with(key, |amount| work(amount));
    let by_list = |key, work: Work| _ = list.with(key, |amount| work(amount));

    println!("1. Somebody is inside, at one key. May another enter at another key?");
    for (name, with, inside, other) in [
        ("coarse", &by_coarse as With, 10, 11),
        ("sharded", &by_sharded, 10, 11),
        ("sharded", &by_sharded, 10, 10 + shards as u64 % (KEYS - 10)),
        ("hand over hand", &by_list, 11, 10),
        ("hand over hand", &by_list, 10, 11),
    ] {
        let may = overlap(with, inside, other);
        println!(
            "{name:<14} inside at {inside}, another at {other:>2}: {}",
            if may { "both inside" } else { "must wait" }
        );
    }

    println!("\n2. Two threads, all {KEYS} keys; {}", measure::NOTE);
    let [coarse_time, sharded_time, list_time] = measure::medians(
        Duration::from_millis(800),
        [
            &mut || two_at_work(&by_coarse),
            &mut || two_at_work(&by_sharded),
            &mut || two_at_work(&by_list),
        ],
    );
    for (name, time) in [
        ("coarse", coarse_time),
        ("sharded", sharded_time),
        ("hand over hand", list_time),
    ] {
        println!(
            "{name:<14} {:>7.2} ms, {:.2} times as fast as coarse",
            measure::ms(time),
            measure::ratio(coarse_time, time)
        );
    }

    println!(
        "\n3. One thread moves amounts between two shards, another adds all up (the first number changes from run to run)"
    );
    totals("one by one:", one_by_one::total);
    totals("under all locks:", Sharded::total);
}

/// What is done under the lock of an entry.
type Work<'a> = &'a dyn Fn(&mut u64);
/// A table's `with`.
type With<'a> = &'a (dyn Fn(u64, Work<'_>) + Sync);

/// Whether somebody gets in at `other` while somebody is at `inside`, who leaves when the other is in, or after a while.
fn overlap(with: With<'_>, inside: u64, other: u64) -> bool {
    const PATIENCE: Duration = Duration::from_millis(300);
    let (enter, entering) = channel();
    let (entered, in_at_other) = channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            // An error here and below: whoever would hear it has left.
            if entering.recv().is_ok() {
                with(other, &|_| _ = entered.send(()));
            }
        });
        let (met, meeting) = channel();
        with(inside, &|_| {
            let _ = enter.send(());
            let _ = met.send(in_at_other.recv_timeout(PATIENCE).is_ok());
        });
        meeting.recv().unwrap_or(false)
    })
}

fn two_at_work(with: With<'_>) {
    const ROUNDS: u64 = 200;
    thread::scope(|scope| {
        for first in [0, KEYS / 2] {
            scope.spawn(move || {
                for step in 0..ROUNDS * KEYS {
                    with((first + step) % KEYS, &|amount| {
                        // Something to do while inside.
                        *amount = (0..200).fold(*amount, |sum, n| black_box(sum + n));
                    });
                }
            });
        }
    });
}

fn totals(how: &str, total: fn(&Sharded) -> u64) {
    const TOTALS: usize = 100_000;
    let table = Sharded::new(2, [0, 1]);
    table.with(0, |amount| *amount = 10);
    // Relaxed: nothing is published by it.
    let done = AtomicBool::new(false);
    let wrong = thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Relaxed) {
                table.move_amount(0, 1, 5);
                table.move_amount(1, 0, 5);
            }
        });
        let wrong = (0..TOTALS).filter(|_| total(&table) != 10).count();
        done.store(true, Relaxed);
        wrong
    });
    println!("total {how:<16} {wrong} wrong of {TOTALS}");
}
