//! # One thread panics, another overflows its stack
//!
//! Route: more, 15 minutes.
//!
//! One of three workers panics. What becomes of the other two, and of main? Who learns what the panic said? And if a worker
//! does not panic, but calls itself until its *stack*, memory of a fixed size for what its calls hold, is full: does `join`
//! tell of that too?
//!
//! Run: `cargo run -p threads --example 11_panics_and_names`
//! Look for: `join` hands the panic to whoever asks. After an overflow nobody can ask: the whole process has ended.
//! Try: `-- --die-by overflow`, to see it happen to this very process. Then let the first panic end everything:
//! `cargo run --config 'profile.dev.panic="abort"' -p threads --example 11_panics_and_names`.
//! Prints: `main: goes on with 2 of 3 pages; worker 2 panicked: "tray 2 is empty"`

use std::any::Any;
use std::env;
use std::error::Error;
use std::hint::black_box;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use threads::arguments::Arguments;

const MIB: usize = 1024 * 1024;
/// How deep `descend` goes, with at least 1 KiB on the stack for each call: more than a thread has by default.
const CALLS: usize = 4096;
/// What a thread gets if nobody asks for more, on every platform, unless `RUST_MIN_STACK` says otherwise.
const DEFAULT_STACK: usize = 2 * MIB;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = Arguments::of("[--die-by panic|overflow]");
    let cause = arguments.text("--die-by");
    if let Some(other) = cause
        .as_deref()
        .filter(|cause| !["panic", "overflow"].contains(cause))
    {
        arguments.refuse(&format!(
            "--die-by takes `panic` or `overflow`, not `{other}`"
        ));
    }
    arguments.done();
    match cause.as_deref() {
        None => {}
        Some("panic") => panic_in_main(),
        Some(_) => {
            let used = descend_on_a_stack_of(DEFAULT_STACK)?.join();
            println!("no overflow on this machine: {used:?} bytes were enough");
            return Ok(());
        }
    }

    println!("three workers print a page each; lines that begin with `thread` are the panics' own");
    a_panic_ends_one_thread()?;

    println!("\na scope joins the threads that nobody joined, and panics if one of them did");
    a_scope_panics_in_its_turn();

    println!("\na panic in main, in a process of its own");
    let end = end_of_a_process_that_dies_by("panic")?;
    println!("main: that process ended with {end}, and its other thread was cut off");

    println!("\n{CALLS} calls, one inside the other, with at least 1 KiB on the stack for each");
    stacks()
}

fn a_panic_ends_one_thread() -> io::Result<()> {
    let mut workers = Vec::new();
    for number in 1..=3 {
        workers.push(
            thread::Builder::new()
                .name(format!("worker {number}"))
                .spawn(move || {
                    assert!(number != 2, "tray {number} is empty");
                    format!("page {number}")
                })?,
        );
    }
    let mut pages = 0;
    let mut panicked = String::new();
    for worker in workers {
        let name = worker.thread().name().unwrap_or("nameless").to_string();
        match worker.join() {
            Ok(page) => {
                println!("main: {name} gave {page}");
                pages += 1;
            }
            Err(payload) => {
                println!("main: {name} gave an error");
                panicked = format!("{name} panicked: {:?}", text(&*payload));
            }
        }
    }
    println!("main: goes on with {pages} of 3 pages; {panicked}");
    Ok(())
}

/// A panic may carry a value of any type. `panic!("…")` carries a `&str`, `panic!("… {value}")` a `String`.
fn text(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("not a text")
}

fn a_scope_panics_in_its_turn() {
    let raised = catch_unwind(AssertUnwindSafe(|| {
        thread::scope(|scope| {
            scope.spawn(|| panic!("nobody joins me"));
            scope.spawn(|| println!("scoped thread 2: still comes to its end"));
        });
    }));
    match raised {
        Ok(()) => println!("main: the scope ended as if nothing had happened"),
        Err(payload) => println!("main: the scope panicked: {:?}", text(&*payload)),
    }
}

/// When main ends, by a panic or otherwise, the process ends. Exit code 101 is how Rust says "main panicked".
fn panic_in_main() -> ! {
    thread::spawn(|| {
        thread::sleep(Duration::from_secs(3600));
        println!("other thread: nobody will ever read this");
    });
    panic!("main gives up");
}

fn stacks() -> Result<(), Box<dyn Error>> {
    let roomy = 8 * DEFAULT_STACK;
    match descend_on_a_stack_of(roomy)?.join() {
        Ok(used) => println!(
            "main: on a stack of {} MiB they came back; they used {:.1} MiB",
            roomy / MIB,
            used as f64 / MIB as f64
        ),
        Err(_) => println!("main: on a stack of {} MiB they panicked", roomy / MIB),
    }
    let end = end_of_a_process_that_dies_by("overflow")?;
    println!(
        "main: on a stack of {} MiB, the default, their process ended with {end}: no panic, no `join`",
        DEFAULT_STACK / MIB
    );
    Ok(())
}

/// A thread that goes down [`CALLS`] calls, comes back, and says how many bytes of its stack that took.
fn descend_on_a_stack_of(bytes: usize) -> io::Result<JoinHandle<usize>> {
    thread::Builder::new()
        .name("deep".to_string())
        .stack_size(bytes)
        .spawn(|| {
            let top = 0_u8;
            address(&top).abs_diff(descend(CALLS))
        })
}

/// The address of a variable `calls` calls further down.
fn descend(calls: usize) -> usize {
    let held = black_box([0_u8; 1024]);
    let deepest = if calls > 1 {
        descend(calls - 1)
    } else {
        address(&held[0])
    };
    // Keeps `held` on the stack until the deeper calls are back.
    black_box(&held);
    deepest
}

fn address(place: &u8) -> usize {
    std::ptr::from_ref(place).addr()
}

/// Runs this lesson once more as a child, and says how it ended. What it has to say appears among the lines here.
fn end_of_a_process_that_dies_by(cause: &str) -> io::Result<String> {
    let status = Command::new(env::current_exe()?)
        .args(["--die-by", cause])
        .env_remove("RUST_BACKTRACE")
        .status()?;
    Ok(status.to_string())
}
