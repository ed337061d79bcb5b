//! # Many readers, or one writer
//!
//! Route: core, 20 minutes.
//!
//! Most threads only look. Must they wait for each other? A *reader-writer lock* lets any number of readers in together,
//! and a writer only alone. Three questions: can three readers really be inside at once? A reader finds that it must
//! write: it lets go, takes the lock anew as a writer, and writes. What can go wrong, with every access under the lock?
//! And is such a lock faster than a mutex?
//!
//! Run: `cargo run -p sync --example 09_rwlock`
//! Look for: in the time line, what happens to the record between `lock shared` and `lock exclusive` of one thread.
//! Try: `-- --words 100000`: the readers stay inside for longer. And ask loom: `cargo loom -p sync rwlock`.
//! Prints: `checker: looking again:        0 of … interleavings fail; the record ends at 90`

use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::{Arc, Barrier, Mutex, RwLock};
use std::thread;
use std::time::Duration;

use interleave::explored::{self, Graph};
use interleave::{Failure, Model};
use threads::arguments::Arguments;
use threads::measure;

/// The source of the mechanism once more, on the threads and locks of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    pub mod rwlock;
}
use in_the_explorer::rwlock::{after_both, look_again, upgrade_by_dropping, upgrade_while_reading};

const READERS: usize = 3;

fn main() -> Result<(), Failure> {
    let mut arguments = Arguments::of("[--words N]");
    let words = arguments.number("--words", 2_000, 1..=100_000);
    arguments.done();

    println!("1. Who may be inside together?");
    readers_meet_inside();

    println!(
        "\n2. The record is 0. main enters 70, other enters 90, each only if it beats the record"
    );
    check("letting go, no look:", upgrade_by_dropping::enter)?;
    check("write while reading:", upgrade_while_reading::enter)?;
    check("looking again:", look_again)?;
    if let Err(failure) = explored::run(&Model::new(), || record_is_90(upgrade_by_dropping::enter))
    {
        println!("{failure}");
    }

    println!("\n3. Is it faster than a mutex? {}", measure::NOTE);
    against_a_mutex(1);
    against_a_mutex(words);
    Ok(())
}

/// Each reader waits, inside, for the other two: if one kept the next out, this would never end.
fn readers_meet_inside() {
    let lock = Arc::new(RwLock::new(()));
    let meeting = Arc::new(Barrier::new(READERS + 1));
    let readers: Vec<_> = (1..=READERS)
        .map(|number| {
            let (lock, meeting) = (Arc::clone(&lock), Arc::clone(&meeting));
            thread::spawn(move || {
                let _inside = lock.read().expect("no reader panics");
                meeting.wait(); // all are inside
                println!(
                    "reader {number}: inside, together with {} others",
                    READERS - 1
                );
                meeting.wait(); // main has tried
            })
        })
        .collect();
    meeting.wait();
    let refused = lock.try_write().is_err();
    println!(
        "main:     may I write now? {}",
        if refused { "no" } else { "yes" }
    );
    meeting.wait();
    for reader in readers {
        reader.join().expect("no reader panics");
    }
    let alone = lock.try_write();
    println!(
        "main:     and now, all readers gone? {}",
        if alone.is_ok() { "yes" } else { "no" }
    );
    let reader = lock.try_read();
    println!(
        "main:     and who reads while I may write? {}",
        if reader.is_ok() { "anybody" } else { "nobody" }
    );
}

type Enter = fn(&explored::sync::RwLock<u32>, u32) -> bool;

fn record_is_90(enter: Enter) {
    let record = after_both(70, 90, enter);
    assert!(record == 90, "90 was entered, the record is {record}");
}

fn check(how: &str, enter: Enter) -> Result<(), Failure> {
    let graph = explored::graph(&Model::new(), move || record_is_90(enter))?;
    let records: Vec<_> = records(&graph).iter().map(u32::to_string).collect();
    let ends = match records.as_slice() {
        [] => "nobody ever gets to the end".to_string(),
        some => format!("the record ends at {}", some.join(" or ")),
    };
    println!(
        "checker: {how:<20} {:>2} of {:>2} interleavings fail; {ends}",
        graph.stats.failing, graph.stats.interleavings
    );
    Ok(())
}

/// The record at the end of each interleaving that has one.
fn records(graph: &Graph) -> BTreeSet<u32> {
    let record = graph
        .objects
        .iter()
        .position(|object| object.name == "record");
    let ends = graph.states.iter().filter(|state| {
        let deadlock = state
            .bug
            .as_ref()
            .is_some_and(|bug| bug.kind == interleave::FailureKind::Deadlock);
        state.edges.is_empty() && !deadlock
    });
    ends.filter_map(|end| end.objects[record?].as_ref()?.value.as_ref()?.parse().ok())
        .collect()
}

/// Two threads, each adding up the first `words` words of a table again and again, under one lock or the other.
fn against_a_mutex(words: usize) {
    const BUDGET: Duration = Duration::from_millis(500);
    // About as many words in all, whatever `words` is.
    let rounds = (8_000_000 / words).min(200_000);
    let table = vec![1_u64; words];
    let mutex = Mutex::new(table.clone());
    let rwlock = RwLock::new(table);
    let [by_mutex, by_rwlock] = measure::medians(
        BUDGET,
        [
            &mut || two_readers(rounds, || add_up(&mutex.lock().expect("no reader panics"))),
            &mut || two_readers(rounds, || add_up(&rwlock.read().expect("no reader panics"))),
        ],
    );
    println!(
        "2 readers, {words:>6} words under the lock: mutex {:>6.2} ms, rwlock {:>6.2} ms, the rwlock is {:.2} times as fast",
        measure::ms(by_mutex),
        measure::ms(by_rwlock),
        measure::ratio(by_mutex, by_rwlock)
    );
}

fn two_readers(rounds: usize, read: impl Fn() -> u64 + Sync) {
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..rounds).for_each(|_| _ = black_box(read())));
        }
    });
}

fn add_up(table: &[u64]) -> u64 {
    table.iter().sum()
}
