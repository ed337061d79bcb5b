//! # Two counters that share nothing but a cache line
//!
//! Route: more, 10 minutes.
//!
//! Two threads count, each in a counter of its own. The counters lie side by side, or some bytes apart. The program is right
//! either way. Does the distance change its time? At which distance does it stop to matter?
//!
//! Run: `cargo run --release -p sync --example 19_false_sharing`
//! Look for: the distance at which the time falls. You have measured the size of a cache line.
//! Try: give each thread a number of its own on its stack, and add it to the counter once at the end. What does an addition cost then?
//! Prints: `one cache line took … times as long as two`

use std::time::Duration;

use sync::false_sharing::{Strip, count, two_cores};
use threads::measure::{NOTE, medians, ratio};

/// By each of two threads.
const ADDITIONS: u64 = 1_000_000;
const BUDGET: Duration = Duration::from_millis(1200);

fn main() {
    threads::arguments::none();

    match two_cores() {
        Some([first, second]) => println!(
            "the threads run on core {} and core {}",
            first.id, second.id
        ),
        None => println!("there is one core: no line travels between cores"),
    }
    println!("({NOTE})\n");

    let strip = Strip::new();
    let at = |distance| count(strip.two(distance), ADDITIONS);
    let [
        zero,
        eight,
        thirty_two,
        sixty_four,
        one_hundred_twenty_eight,
        longest,
    ] = medians(
        BUDGET,
        [
            &mut || at(0),
            &mut || at(8),
            &mut || at(32),
            &mut || at(64),
            &mut || at(128),
            &mut || at(Strip::LONGEST),
        ],
    );

    println!("distance      time per addition");
    for (distance, time) in [
        (0, zero),
        (8, eight),
        (32, thirty_two),
        (64, sixty_four),
        (128, one_hundred_twenty_eight),
        (Strip::LONGEST, longest),
    ] {
        let nanoseconds = time.as_nanos() as f64 / ADDITIONS as f64;
        let bar = "█".repeat(nanoseconds.round().min(60.0) as usize);
        let note = if distance == 0 {
            "  one counter for both"
        } else {
            ""
        };
        println!("{distance:>4} bytes {nanoseconds:>9.1} ns  {bar}{note}");
    }

    println!(
        "\none cache line took {:.1} times as long as two",
        ratio(eight, longest)
    );
}
