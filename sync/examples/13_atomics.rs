//! # One step, and nobody can come between
//!
//! Route: core, 20 minutes.
//!
//! Many threads take numbers below a limit, without a lock. `fetch_add` gives each a number of its own, and counts on behind the limit: is
//! it enough to look afterwards? Predict what happens to a byte after number 255. And what can you do in one step that `fetch_add`
//! does not offer?
//!
//! Run: `cargo run -p sync --example 13_atomics`
//! Look for: each twin fails in its own way. A *compare-exchange loop* turns any computation on one atomic into one step.
//! Try: replace `compare_exchange` by `compare_exchange_weak`, which may fail for no reason. Which function must not do that?
//! Prints: `2 threads: 200 of 200 numbers given out, none twice`

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;

use interleave::{Model, explored};
use sync::atomics::{Numbers, add_then_look};

/// The mechanism of this lesson once more, on the threads and atomics of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    #[allow(dead_code, reason = "the models use the rest")]
    pub mod atomics;
}
use in_the_explorer::atomics::{self as checked, look_then_add, one_try, two_take};

fn main() {
    threads::arguments::none();

    read_modify_write();

    println!("\ntwo threads take numbers below 200, until there are none");
    take_all();

    println!(
        "\ntwin: adds first, looks afterwards; one number is left, and somebody asks on and on"
    );
    let numbers = Numbers::between(254, 255);
    let given: Vec<u8> = (0..600)
        .filter_map(|_| add_then_look::take(&numbers))
        .collect();
    println!(
        "600 questions, {} numbers given out, where there was one",
        given.len()
    );

    println!("\ntwo threads, on the model checker");
    show("look, then add; one number left", || {
        let taken = two_take(look_then_add::take, 0, 1);
        assert!(
            taken.iter().flatten().count() == 1,
            "one number, and two threads got {taken:?}"
        );
    });
    show("one exchange, no second try; two numbers left", || {
        let taken = two_take(one_try::take, 0, 2);
        assert!(
            taken.iter().flatten().count() == 2,
            "two numbers, and two threads got {taken:?}"
        );
    });
    show("compare-exchange loop; two numbers left", || {
        let taken = two_take(checked::Numbers::take, 0, 2);
        assert!(
            taken.iter().flatten().count() == 2,
            "two numbers, and two threads got {taken:?}"
        );
    });
}

type Step = fn(&AtomicU32) -> u32;

/// Each of these reads and writes in one step, and hands back what was there before.
fn read_modify_write() {
    let number = AtomicU32::new(10);
    // Relaxed: one thread.
    println!("a number begins at 10; what each step hands back, and what it leaves behind");
    let steps: [(&str, Step); 5] = [
        ("fetch_add(5)", |number| number.fetch_add(5, Relaxed)),
        ("fetch_max(20)", |number| number.fetch_max(20, Relaxed)),
        ("swap(7)", |number| number.swap(7, Relaxed)),
        ("compare_exchange(7, 8)", |number| {
            number
                .compare_exchange(7, 8, Relaxed, Relaxed)
                .unwrap_or_else(|found| found)
        }),
        ("compare_exchange(7, 9)", |number| {
            number
                .compare_exchange(7, 9, Relaxed, Relaxed)
                .unwrap_or_else(|found| found)
        }),
    ];
    for (name, step) in steps {
        let before = step(&number);
        println!("  {name:<24}{before:>4}{:>4}", number.load(Relaxed));
    }
}

fn take_all() {
    const LIMIT: u8 = 200;
    let numbers = Numbers::between(0, LIMIT);
    let taken: Vec<Vec<u8>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..2)
            .map(|_| scope.spawn(|| std::iter::from_fn(|| numbers.take()).collect()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("taking does not panic"))
            .collect()
    });
    let all = taken.concat();
    let different: BTreeSet<u8> = all.iter().copied().collect();
    let twice = if different.len() == all.len() {
        "none twice"
    } else {
        "some twice"
    };
    println!(
        "2 threads: {} of {LIMIT} numbers given out, {twice}",
        all.len()
    );
}

fn show(what: &str, program: impl Fn() + Send + Sync + 'static) {
    match explored::run(&Model::new(), program) {
        Ok(passed) => println!("{what}: no failure in {} executions", passed.executions),
        Err(failure) => println!("{what}: {failure}"),
    }
}
