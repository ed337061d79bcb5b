//! # Dinner for five, with five forks
//!
//! Route: core, 25 minutes.
//!
//! Five philosophers sit around a table, a fork between each two. To eat, one needs the fork on the left and the one on the right.
//! All take the left fork first. Predict: how many of them can eat at the same time at best? In which moment will nobody ever eat
//! again? And does a rule that rules this out also see to it that everybody eats equally often?
//!
//! Run: `cargo run -p sync --example 04_dining_philosophers`
//! Look for: three cures that cannot deadlock, and how many meals each philosopher gets in the same time. Without a deadlock,
//! one may still *starve*: others are served again and again.
//! Try: `-- --places 3`. Then `cargo loom -p sync dining`.
//! Prints: `left fork first: deadlock in execution …: all … philosophers wait for their right fork`

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use interleave::{FailureKind, Model, explored};
use sync::dining::{Eat, Table, asymmetric, by_number, polite, waiter};
use threads::arguments::Arguments;

/// The mechanism of this lesson once more, on the threads and locks of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    #[allow(dead_code, reason = "the models use the rest")]
    pub mod dining;
}
use in_the_explorer::dining as checked;

const DINNER: Duration = Duration::from_millis(100);

fn main() {
    let mut arguments = Arguments::of("[--places N]");
    let places = arguments.number("--places", 5, 2..=5);
    arguments.done();

    println!(
        "{places} philosophers, {places} forks, one meal each: every interleaving, until one fails"
    );
    let twin = move || checked::dinner(places, 1, checked::left_first::eat);
    match explored::run(&Model::new(), twin) {
        Err(failure) if failure.kind == FailureKind::Deadlock => println!(
            "left fork first: deadlock in execution {}: all {places} philosophers wait for their right fork",
            failure.executions
        ),
        other => println!("left fork first: {other:?}"),
    }

    println!(
        "\nmeals in {} ms on real threads (numbers change from run to run)",
        DINNER.as_millis()
    );
    println!(
        "{:<24}{}",
        "",
        row((0..places).map(|place| format!("p{place}")))
    );
    let cures: [(&str, Eat); 4] = [
        ("smaller number first", by_number),
        ("every second one right", asymmetric),
        ("a waiter seats all but 1", waiter),
        ("polite: give back, retry", |table, place| {
            polite(table, place);
        }),
    ];
    for (name, eat) in cures {
        let meals = dine(places, eat);
        let least = meals.iter().min().copied().unwrap_or(0).max(1);
        let most = meals.iter().max().copied().unwrap_or(0);
        println!(
            "{name:<24}{}   most/least {:.1}",
            row(meals.iter().map(u64::to_string)),
            most as f64 / least as f64
        );
    }
    println!(
        "\nno rule here bounds how often a neighbour may be served first: fairness needs a queue"
    );
}

/// A column for each philosopher.
fn row(cells: impl Iterator<Item = String>) -> String {
    cells.fold(String::new(), |row, cell| format!("{row}{cell:>9}"))
}

/// How many meals each philosopher gets, all eating as fast as they can.
fn dine(places: usize, eat: Eat) -> Vec<u64> {
    let table = Table::with(places);
    let over = AtomicBool::new(false);
    let meals: Vec<AtomicU64> = (0..places).map(|_| AtomicU64::new(0)).collect();
    thread::scope(|scope| {
        for (place, meals) in meals.iter().enumerate() {
            let (table, over) = (&table, &over);
            scope.spawn(move || {
                // Relaxed, here and below: a flag that publishes nothing, and a count that is read after the scope's joins.
                while !over.load(Relaxed) {
                    eat(table, place);
                    meals.fetch_add(1, Relaxed);
                }
            });
        }
        // Not to synchronise: the length of the dinner.
        thread::sleep(DINNER);
        over.store(true, Relaxed);
    });
    meals.into_iter().map(AtomicU64::into_inner).collect()
}
