//! # A value that is made once
//!
//! Route: more, 15 minutes.
//!
//! Four threads need one table, and making it is dear. Each looks whether it is there, makes it if not, and puts it down. How often
//! is it made? How often if they use `OnceLock::get_or_init`? And what is left when the one that makes it panics?
//!
//! Run: `cargo run -p sync --example 17_once_and_lazy`
//! Look for: "look, then make" are two steps. `get_or_init` makes them one, and lets the others wait.
//! Try: take the barrier out of `look_then_make`. Does the table still come four times? Is the program right now?
//! Prints: `4 threads: made … times by look, then make; 1 time by get_or_init`

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Barrier, LazyLock, OnceLock};
use std::thread;
use std::time::Duration;

const THREADS: usize = 4;

/// Made at its first use, wherever that is. Nobody needs to know who comes first.
static GREETING: LazyLock<String> = LazyLock::new(|| {
    println!("{}: makes the greeting", name());
    "good morning".to_string()
});

fn main() {
    threads::arguments::none();

    println!("look, then make: all look before any of them is done");
    let in_two_steps = look_then_make();

    println!("\nget_or_init: one makes it, the others wait");
    let at_once = get_or_init();

    println!("\nthe first one panics while it makes the table");
    a_panic_leaves_nothing();

    println!("\na static that is made at its first use");
    println!("main: has not used it yet");
    println!("main: {}, and once more: {}", *GREETING, *GREETING);

    println!();
    println!(
        "{THREADS} threads: made {in_two_steps} times by look, then make; {at_once} time by get_or_init"
    );
}

fn look_then_make() -> u32 {
    let table: OnceLock<Vec<u32>> = OnceLock::new();
    let made = AtomicU32::new(0);
    let all_have_looked = Barrier::new(THREADS);
    in_threads(|| {
        let found = table.get().is_some();
        // Without this, chance decides who looks before whom.
        all_have_looked.wait();
        if !found {
            let put_down = table.set(make(&made)).is_ok();
            let fate = if put_down {
                "put it down"
            } else {
                "came too late, threw it away"
            };
            println!("{}: made a table, {fate}", name());
        }
    });
    // Relaxed, here and below: the threads are joined.
    made.load(Relaxed)
}

fn get_or_init() -> u32 {
    let table: OnceLock<Vec<u32>> = OnceLock::new();
    let made = AtomicU32::new(0);
    in_threads(|| {
        let table = table.get_or_init(|| {
            println!("{}: makes the table", name());
            make(&made)
        });
        println!("{}: has a table of {} squares", name(), table.len());
    });
    made.load(Relaxed)
}

fn a_panic_leaves_nothing() {
    let table: OnceLock<Vec<u32>> = OnceLock::new();
    thread::scope(|scope| {
        let failing = thread::Builder::new()
            .name("failing".to_string())
            .spawn_scoped(scope, || {
                // No message of the runtime in between: it goes to another stream.
                table.get_or_init(|| std::panic::resume_unwind(Box::new("out of numbers")));
            })
            .expect("the system starts a thread");
        let panicked = failing.join().is_err();
        println!(
            "failing: panicked: {panicked}; a table is there: {}",
            table.get().is_some()
        );
    });
    let table = table.get_or_init(|| make(&AtomicU32::new(0)));
    println!(
        "main: tried again, and has a table of {} squares",
        table.len()
    );
}

/// Takes a while.
fn make(made: &AtomicU32) -> Vec<u32> {
    made.fetch_add(1, Relaxed);
    thread::sleep(Duration::from_millis(20));
    (0..100).map(|number| number * number).collect()
}

fn in_threads(work: impl Fn() + Sync) {
    thread::scope(|scope| {
        for number in 1..=THREADS {
            thread::Builder::new()
                .name(format!("thread {number}"))
                .spawn_scoped(scope, &work)
                .expect("the system starts a thread");
        }
    });
}

fn name() -> String {
    thread::current().name().unwrap_or("unnamed").to_string()
}
