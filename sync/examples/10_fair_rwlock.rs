//! # Who goes first, readers or writers?
//!
//! Route: advanced, 25 minutes.
//!
//! Readers come and go so that one of them is always inside. A writer waits. Does it ever get in? And if writers go first:
//! what about the readers? Whoever is overtaken without end *starves*. A lock that lets nobody wait for ever is *fair*.
//! And may a reader that is inside enter once more?
//!
//! Run: `cargo run -p sync --example 10_fair_rwlock`
//! Look for: one preference lets the writers starve, one the readers. The third costs something, too: what?
//! Try: `-- --writers 1`: the usual case, many readers and one writer. Which preference would you choose now?
//! Prints: `nobody first:  the reader enters, then the writer, overtaken by 0`

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use interleave::{Model, explored};
use sync::fair_rwlock::{
    Gate, Kind,
    Preference::{self, Nobody, Readers, Writers},
};
use threads::arguments::Arguments;

/// The source of the twin once more, on the threads and locks of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    #[allow(dead_code, reason = "the lesson asks only about one twin")]
    pub mod fair_rwlock;
}
use in_the_explorer::fair_rwlock::{Preference as Explored, reads_twice};

const PREFERENCES: [(Preference, &str); 3] = [
    (Readers, "readers first:"),
    (Writers, "writers first:"),
    (Nobody, "nobody first:"),
];

fn main() {
    let mut arguments = Arguments::of("[--readers N] [--writers N]");
    let readers = arguments.number("--readers", 3, 1..=8);
    let writers = arguments.number("--writers", 3, 1..=8);
    arguments.done();

    println!(
        "1. A writer is inside. A reader comes and waits, then another writer. The first one leaves"
    );
    for (preference, name) in PREFERENCES {
        who_is_next(name, &Gate::new(preference));
    }

    println!(
        "\n2. {readers} readers and {writers} writers, each 1 ms inside, then back to the gate (changes from run to run)"
    );
    for (preference, name) in PREFERENCES {
        crowd(name, &Gate::new(preference), readers, writers);
    }

    println!("\n3. main reads, and inside reads once more; a writer comes");
    for (preference, name) in [
        (Explored::Readers, "readers first:"),
        (Explored::Writers, "writers first:"),
        (Explored::Nobody, "nobody first:"),
    ] {
        match explored::run(&Model::new(), move || {
            reads_twice::beside_a_writer(preference);
        }) {
            Ok(passed) => println!("checker: {name:<14} {passed}"),
            Err(failure) => println!("checker: {name:<14} {}", failure.headline()),
        }
    }
}

fn who_is_next(name: &str, gate: &Gate) {
    let (entered, order) = channel();
    thread::scope(|scope| {
        let inside = gate.write();
        for (kind, who) in [(Kind::Reader, "reader"), (Kind::Writer, "writer")] {
            let entered = entered.clone();
            scope.spawn(move || {
                let inside = enter(gate, kind);
                entered
                    .send((who, inside.overtaken))
                    .expect("main receives both");
            });
            // Seen in the queue: from now on it has come before the next.
            while gate.waiting(kind) == 0 {
                thread::yield_now();
            }
        }
        drop(inside);
    });
    let next = || order.recv().expect("two have entered");
    let ((first, _), (second, overtaken)) = (next(), next());
    println!("{name:<14} the {first} enters, then the {second}, overtaken by {overtaken}");
}

fn enter(gate: &Gate, kind: Kind) -> sync::fair_rwlock::Inside<'_> {
    match kind {
        Kind::Reader => gate.read(),
        Kind::Writer => gate.write(),
    }
}

/// What one kind got.
#[derive(Default)]
struct Share {
    times_inside: AtomicU32,
    worst_overtaken: AtomicU32,
}

fn crowd(name: &str, gate: &Gate, readers: usize, writers: usize) {
    const LASTS: Duration = Duration::from_millis(300);
    // Relaxed, for all three: nothing is published by them, and the scope's end orders the last loads.
    let closed = AtomicBool::new(false);
    let (read, written) = (Share::default(), Share::default());
    thread::scope(|scope| {
        for (kind, number, share) in [
            (Kind::Reader, readers, &read),
            (Kind::Writer, writers, &written),
        ] {
            for _ in 0..number {
                let closed = &closed;
                scope.spawn(move || {
                    while !closed.load(Relaxed) {
                        let inside = enter(gate, kind);
                        share.worst_overtaken.fetch_max(inside.overtaken, Relaxed);
                        if closed.load(Relaxed) {
                            break; // it got in only because the others have gone
                        }
                        share.times_inside.fetch_add(1, Relaxed);
                        thread::sleep(Duration::from_millis(1));
                    }
                });
            }
        }
        thread::sleep(LASTS);
        closed.store(true, Relaxed);
    });
    let show = |share: &Share| {
        format!(
            "{:>4} times inside, overtaken by at most {:>4}",
            share.times_inside.load(Relaxed),
            share.worst_overtaken.load(Relaxed)
        )
    };
    println!(
        "{name:<14} readers {} | writers {}",
        show(&read),
        show(&written)
    );
}
