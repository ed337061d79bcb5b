//! # One name, a counter for each thread
//!
//! Route: more, 10 minutes.
//!
//! How many comparisons does a sort make? The place to count is deep inside it, where no parameter reaches. A `static`
//! counter is reached from anywhere, but all threads share it. A *thread-local* is a static of which every thread has its
//! own, made when it first uses it. Two workers sort, each counts under the same name. What does main read under that name?
//!
//! Run: `cargo run -p threads --example 12_thread_locals`
//! Look for: one name, three addresses, three values. Main learns of the counts only because the workers hand them over.
//! Try: let a worker sort and hand over twice, adding both counts, and replace `take` by `get`. What is counted twice?
//! Prints: `merged by join: … comparisons, as many as one worker makes for both lists; main's own counter says 0`

use std::cell::Cell;
use std::thread;

const NUMBERS: usize = 10_000;

thread_local! {
    /// Comparisons made by this thread. Needs no lock and no atomic: no other thread can reach it.
    static COMPARISONS: Cell<u64> = const { Cell::new(0) };
}

fn main() {
    threads::arguments::none();

    println!("two workers sort a list of {NUMBERS} numbers each and count their comparisons");
    let workers = [(1, [1].as_slice()), (2, &[2])].map(|(worker, lists)| start(worker, lists));
    let merged: u64 = workers.map(handed_over).iter().sum();
    show("main");

    println!("\none worker sorts both lists (an ended worker's memory may be used again)");
    let by_one = handed_over(start(3, &[1, 2]));

    let verdict = if merged == by_one {
        "as many as"
    } else {
        "not what"
    };
    println!(
        "\nmerged by join: {merged} comparisons, {verdict} one worker makes for both lists; main's own counter says {}",
        COMPARISONS.get()
    );
}

/// A worker that sorts `lists` and hands over its count as the result of its thread.
fn start(worker: u32, lists: &'static [u32]) -> thread::JoinHandle<u64> {
    thread::spawn(move || {
        for &list in lists {
            sort(numbers(list));
        }
        show(&format!("worker {worker}"));
        // `take` leaves zero behind: a worker that goes on to other work hands over nothing twice.
        COMPARISONS.take()
    })
}

fn handed_over(worker: thread::JoinHandle<u64>) -> u64 {
    worker.join().expect("sorting does not panic")
}

fn sort(mut numbers: Vec<u32>) {
    numbers.sort_by(|left, right| {
        count_one();
        left.cmp(right)
    });
}

fn count_one() {
    COMPARISONS.set(COMPARISONS.get() + 1);
}

/// The list with this number: in no order, and the same each time.
fn numbers(list: u32) -> Vec<u32> {
    let mut state = list;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    })
    .take(NUMBERS)
    .collect()
}

fn show(who: &str) {
    COMPARISONS.with(|counter| {
        println!(
            "{:<9} counter at {counter:p} says {:>6}",
            format!("{who}:"),
            counter.get()
        );
    });
}
