//! # One loop, several workers
//!
//! Route: core, 15 minutes.
//!
//! *Data parallelism*: the same work on many items, shared out among threads. Here a loop is cut into *chunks*, ranges that
//! one worker does in one go. Give each of two workers one half of the loop: how much faster is it if every item costs the
//! same? And if item n costs n steps? Or let whoever is free take the next small chunk: how small should it be?
//!
//! Run: `cargo run -p threads --example 18_parallel_chunks`
//! Look for: the busiest worker sets the pace. The last table is bad at both ends, and for different reasons: which?
//! Try: `-- --workers 4`. Then find in `src/chunks.rs` the one step that keeps two workers from taking the same chunk, and
//! see what happens without it: `cargo loom -p threads chunks`.
//! Prints: `uneven work, one chunk for each: the busiest of … workers did … % of the divisions`

use std::hint::black_box;
use std::ops::{AddAssign, Range};
use std::thread::available_parallelism;
use std::time::Duration;

use threads::arguments::Arguments;
use threads::chunks::{in_equal_chunks, in_taken_chunks};
use threads::divisors::{HIGHLY_COMPOSITE, count, count_among};
use threads::measure::{NOTE, medians, ms, ratio};

/// How long each of the three experiments goes on measuring.
const BUDGET: Duration = Duration::from_millis(400);

fn main() {
    let cores = available_parallelism().map_or(1, usize::from);
    let mut arguments = Arguments::of("[--workers N]");
    let workers = arguments.number("--workers", cores.clamp(2, 8), 1..=64);
    arguments.done();

    println!("counting divisors by trying every candidate; workers: {workers}, cores: {cores}");
    println!("({NOTE})");

    println!("\neven work: the divisors of {HIGHLY_COMPOSITE}; every candidate costs one division");
    compare(HIGHLY_COMPOSITE, 1000, workers, one_number);

    // As many divisions in all: 1 + 2 + … + numbers.
    let numbers = (2 * HIGHLY_COMPOSITE).isqrt();
    println!("\nuneven work: the divisors of 1, of 2, … of {numbers}; number n costs n divisions");
    let busiest = compare(numbers, 10, workers, many_numbers);

    println!("\nchunk size against overhead: the even work in chunks that {workers} workers take");
    chunk_sizes(workers);

    println!(
        "\nuneven work, one chunk for each: the busiest of {workers} workers did {:.0} % of the divisions",
        100.0 * busiest
    );
}

/// What came out of some chunks, and what it cost.
#[derive(Clone, Copy, Default)]
struct Tally {
    divisors: usize,
    divisions: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.divisors += other.divisors;
        self.divisions += other.divisions;
    }
}

/// The even loop: its items are the candidates for one number.
fn one_number(chunk: Range<usize>) -> Tally {
    Tally {
        divisors: count_among(from_one(&chunk), HIGHLY_COMPOSITE),
        divisions: chunk.len(),
    }
}

/// The uneven loop: its items are numbers, each with candidates of its own.
fn many_numbers(chunk: Range<usize>) -> Tally {
    Tally {
        divisors: from_one(&chunk).map(count).sum(),
        divisions: from_one(&chunk).sum(),
    }
}

/// Chunks count from 0; numbers and candidates count from 1.
fn from_one(chunk: &Range<usize>) -> Range<usize> {
    chunk.start + 1..chunk.end + 1
}

/// The loop by one thread, by equal chunks and by taken ones. Gives the share of all divisions that the busiest worker
/// has with equal chunks.
fn compare(len: usize, size: usize, workers: usize, work: fn(Range<usize>) -> Tally) -> f64 {
    let (mut alone, mut equal, mut taken) = (Tally::default(), Vec::new(), Vec::new());
    let [alone_time, equal_time, taken_time, each_a_loop] = medians(
        BUDGET,
        [
            &mut || alone = work(0..len),
            &mut || equal = in_equal_chunks(len, workers, work),
            &mut || {
                taken = in_taken_chunks(len, size, workers, |sum: &mut Tally, chunk| {
                    *sum += work(chunk);
                });
            },
            // Nothing is shared out: what the machine gives to so many threads, whatever they do.
            &mut || {
                in_equal_chunks(workers, workers, |_| black_box(work(0..len)));
            },
        ],
    );
    for tallies in [&equal, &taken] {
        let divisors: usize = tallies.iter().map(|tally| tally.divisors).sum();
        assert_eq!(divisors, alone.divisors, "the answer depends on the cut");
    }
    let busiest = |tallies: &[Tally]| {
        let most = tallies.iter().map(|tally| tally.divisions).max();
        most.unwrap_or(0) as f64 / alone.divisions as f64
    };

    println!("                                  time    ratio   busiest worker");
    let row = |way: &str, time, busiest: f64| {
        println!(
            "  {way:<24} {:>9.1} ms {:>6.2} x   {:>4.0} % of the divisions",
            ms(time),
            ratio(alone_time, time),
            100.0 * busiest
        );
    };
    row("one thread", alone_time, 1.0);
    row("one chunk for each", equal_time, busiest(&equal));
    row(
        &format!("chunks of {size}, taken"),
        taken_time,
        busiest(&taken),
    );
    println!(
        "  (one chunk for each: one worker has {:.0} % of the work, so at most {:.2} x)",
        100.0 * busiest(&equal),
        1.0 / busiest(&equal)
    );
    println!(
        "  (the machine: {workers} workers that do a whole loop each get {:.2} x done in the same time)",
        workers as f64 * ratio(alone_time, each_a_loop)
    );
    busiest(&equal)
}

/// The same loop in chunks of one, of ten, … of all; each size in turn with one thread.
fn chunk_sizes(workers: usize) {
    println!("  chunk size    chunks         time    ratio");
    let work = |sum: &mut Tally, chunk| *sum += one_number(chunk);
    for size in [1, 10, 100, 1_000, 100_000, 1_000_000, HIGHLY_COMPOSITE] {
        let [alone, taken] = medians(
            BUDGET / 5,
            [
                &mut || {
                    black_box(one_number(0..HIGHLY_COMPOSITE));
                },
                &mut || {
                    black_box(in_taken_chunks(HIGHLY_COMPOSITE, size, workers, work));
                },
            ],
        );
        let ratio = ratio(alone, taken);
        println!(
            "  {size:>10} {:>9} {:>9.1} ms {ratio:>6.2} x  {}",
            HIGHLY_COMPOSITE.div_ceil(size),
            ms(taken),
            "█".repeat((10.0 * ratio).round() as usize)
        );
    }
}
