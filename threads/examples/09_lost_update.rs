//! # Two threads, one counter
//!
//! Route: core, 25 minutes.
//!
//! Two threads add one to the same counter, each in two steps: load it, store one more. What can the counter show after one
//! addition each? After a million each, what is the least? You can run it often, or ask a *model checker*: it runs every
//! *interleaving*, that is, every order in which the steps of all threads can follow each other.
//!
//! A *data race*: two threads at one plain variable, one of them writing, with nothing to order them. What such a program
//! does is undefined, so safe Rust refuses to compile it. A *race condition*: a fault that shows or not, depending on who
//! comes first. It compiles. Steps between which nobody else may come are a *critical section*. Code that is right
//! whatever other threads do is *thread-safe*.
//!
//! Run: `cargo run -p threads --example 09_lost_update`
//! Look for: how often the same fault shows in each experiment, 2 to 4. Which of them would you trust?
//! Try: `-- --each 2`, then 3: what does the checker say is the least total now? Then read the cures in `src/five_ways.rs`.
//! Prints: `checker: 4 of 6 interleavings lose an update; possible totals: 1 2`

use std::collections::BTreeSet;

use interleave::explored::{self, Graph};
use interleave::{Failure, Model, timeline};
use threads::arguments::Arguments;
use threads::five_ways::{atomics, confine, lock, messages, share_immutably};
use threads::lost_update as real;
use threads::refused::show_and_run;

/// The same source file once more, on the threads and atomics of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    pub mod lost_update;
}
use in_the_explorer::lost_update as checked;

const TRIALS: usize = 5_000;
const MILLION: u64 = 1_000_000;

fn main() {
    let mut arguments = Arguments::of("[--each N]");
    let each = arguments.number("--each", 1, 1..=4);
    arguments.done();
    println!("two threads add one to a counter: load, then store");

    show_and_run(include_str!("09_lost_update.rs"), [data_race]);

    println!("\n2. One addition each, {TRIALS} times (changes from run to run)");
    let lost = (0..TRIALS).filter(|_| real::total(1, real::load_then_store) < 2);
    println!(
        "real threads: {} of {TRIALS} runs lost an update",
        lost.count()
    );

    println!("\n3. A million additions each (changes from run to run)");
    for run in 1..=3 {
        let total = real::total(MILLION, real::load_then_store);
        let lost = 2 * MILLION - total;
        println!("real threads: run {run}: total {total:>7}, lost {lost:>7}");
    }

    println!("\n4. Every interleaving of the steps; additions by each thread: {each}");
    if let Err(failure) = check(each) {
        println!("{failure}");
    }

    println!("\nfive ways for two threads to add up a list of {ONES} ones, and lose none");
    for (name, way) in WAYS {
        println!("  {name:<40}{:>7}", way(vec![1; ONES]));
    }
}

/// A data race (-) is refused. What is accepted (+) has a race condition instead.
///
/// ```diff
/// - let mut counter = 0;
/// + let counter = AtomicU32::new(0);
///   thread::scope(|scope| {
/// -     scope.spawn(|| counter = counter + 1);
/// -     scope.spawn(|| counter = counter + 1);
/// +     scope.spawn(|| counter.store(counter.load(Relaxed) + 1, Relaxed));
/// +     scope.spawn(|| counter.store(counter.load(Relaxed) + 1, Relaxed));
///   });
/// error[E0499]: cannot borrow `counter` as mutable more than once at a time
/// ```
fn data_race() {
    let total = real::total(1, real::load_then_store);
    println!("real threads: the accepted one ran, the counter shows {total}");
}

const ONES: usize = 200_000;
type Way = fn(Vec<u64>) -> u64;
const WAYS: [(&str, Way); 5] = [
    ("confine: to each thread its own", confine),
    ("share immutably: all read, none write", share_immutably),
    ("lock: one at a time", lock),
    ("atomics: a change is one step", atomics),
    ("messages: one owns, the other sends", messages),
];

/// Asks the model checker what no number of runs can tell.
fn check(each: u64) -> Result<(), Failure> {
    let twin = move || assert_eq!(checked::total(each, checked::load_then_store), 2 * each);
    let cure = move || assert_eq!(checked::total(each, checked::fetch_add), 2 * each);

    let graph = explored::graph(&Model::new(), twin)?;
    let totals = totals(&graph);
    let shown: Vec<_> = totals.iter().map(u64::to_string).collect();
    println!(
        "checker: {} of {} interleavings lose an update; possible totals: {}",
        graph.stats.failing,
        graph.stats.interleavings,
        shown.join(" ")
    );
    let least = *totals.first().expect("every interleaving ends in a total");
    let to_the_least = explored::run(&Model::new(), move || {
        let total = checked::total(each, checked::load_then_store);
        assert!(total > least, "the counter shows {total}, not {}", 2 * each);
    });
    if let Err(failure) = to_the_least {
        println!(
            "{}",
            timeline::render(
                &format!("the shortest way to lose the most: {}", failure.message),
                &failure.trace
            )
        );
    }
    let graph = explored::graph(&Model::new(), cure)?;
    println!(
        "checker: by fetch_add, one step in place of two, {} of {} interleavings lose an update",
        graph.stats.failing, graph.stats.interleavings
    );
    Ok(())
}

/// What the counter shows at the end of each interleaving, smallest first.
fn totals(graph: &Graph) -> BTreeSet<u64> {
    let counter = graph
        .objects
        .iter()
        .position(|object| object.name == "counter");
    let ends = graph.states.iter().filter(|state| state.edges.is_empty());
    let shown = ends.filter_map(|end| end.objects[counter?].as_ref()?.value.as_ref()?.parse().ok());
    shown.collect()
}
