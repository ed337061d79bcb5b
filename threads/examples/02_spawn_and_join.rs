//! # Four threads and the end of main
//!
//! Route: core, 10 minutes.
//!
//! Main starts four threads, one for each dish, and then *joins* them: waits for the end of the first, of the second, and
//! so on. The first dish takes longest. In which order do the threads end, and in which order does main get the dishes?
//! And a thread that nobody joins: does it still finish its work when main comes to its end?
//!
//! Run: `cargo run -p threads --example 02_spawn_and_join`
//! Look for: the two orders. Threads end when they end; `join` hands over what each returned, in the order in which you ask.
//! Try: join in reverse. Does main wait longer? Then see the cut with your own eyes: `-- --last-act detach`, then
//! `-- --last-act join`.
//! Prints: `main: spawned 1 2 3 4, which ended in another order: …; joined 1 2 3 4`

use std::env;
use std::error::Error;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use threads::arguments::Arguments;
use threads::measure::{ms, time};

/// What the four threads make, and how long each takes. The stove works, the thread waits: one core is enough.
const DISHES: [(&str, Duration); 4] = [
    ("roast", Duration::from_millis(400)),
    ("soup", Duration::from_millis(200)),
    ("rice", Duration::from_millis(300)),
    ("salad", Duration::from_millis(100)),
];

/// What the thread of the second part writes, line by line.
const LINES: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = Arguments::of("[--last-act detach|join]");
    let last_act = arguments.text("--last-act");
    match last_act.as_deref() {
        Some("detach" | "join") | None => {}
        Some(other) => arguments.refuse(&format!(
            "--last-act takes `detach` or `join`, not `{other}`"
        )),
    }
    arguments.done();
    if let Some(last_act) = last_act {
        write_lines(last_act == "join");
        return Ok(());
    }

    println!("four threads make a dish each (times change a little from run to run)");
    let (waited, ()) = time(four_dishes);
    let one_by_one: Duration = DISHES.iter().map(|&(_, takes)| takes).sum();
    println!(
        "main: all took {:.0} ms; one after the other the dishes take {:.0} ms",
        ms(waited),
        ms(one_by_one)
    );

    println!(
        "\na process whose thread writes {LINES} lines, and whose main comes to its end after the first"
    );
    for (last_act, what) in [
        ("join", "main joined its thread"),
        ("detach", "main dropped its handle"),
    ] {
        let written = lines_of_a_process_that_ends_by(last_act)?;
        let end = if written == LINES {
            "nothing was lost"
        } else {
            "then main ended, and the process with it"
        };
        println!("process: {what:<24} {written} of {LINES} lines were written; {end}");
    }
    Ok(())
}

fn four_dishes() {
    let (end, ends) = mpsc::channel();
    let mut threads = Vec::new();
    for (number, (dish, takes)) in (1..).zip(DISHES) {
        let end = end.clone();
        // `spawn` comes back at once, with a handle; the closure runs meanwhile.
        threads.push(thread::spawn(move || {
            thread::sleep(takes);
            println!("thread {number}: the {dish} is ready, I end");
            // Fails only if main has ended, and then nobody asks any more.
            let _ = end.send(number);
            dish
        }));
        println!("main: spawned thread {number}, {dish}, {:.0} ms", ms(takes));
    }

    let mut joined = Vec::new();
    for (number, thread) in (1..).zip(threads) {
        // What the closure returned. An error would mean that the thread panicked: see lesson 11.
        let dish = thread.join().expect("nobody panics over a dish");
        println!("main: joined thread {number} and got the {dish}");
        joined.push(number);
    }

    let ended: Vec<i32> = ends.try_iter().collect();
    let order = if ended == joined {
        "the same"
    } else {
        "another"
    };
    println!(
        "main: spawned 1 2 3 4, which ended in {order} order: {}; joined {}",
        row(&ended),
        row(&joined)
    );
}

fn row(numbers: &[i32]) -> String {
    let words: Vec<String> = numbers.iter().map(i32::to_string).collect();
    words.join(" ")
}

/// The whole of `main` in the child process.
fn write_lines(join: bool) {
    let (begun, has_begun) = mpsc::channel();
    let thread = thread::spawn(move || {
        for line in 1..=LINES {
            println!("thread: line {line} of {LINES}");
            // Only the first is waited for.
            let _ = begun.send(());
            thread::sleep(Duration::from_millis(100));
        }
    });
    has_begun.recv().expect("the thread writes its first line");
    if join {
        thread.join().expect("writing does not panic");
    } else {
        // Detaches: the thread goes on, but nobody can wait for it any more.
        drop(thread);
    }
}

/// Runs this lesson once more as a child process, and counts what it wrote.
fn lines_of_a_process_that_ends_by(last_act: &str) -> Result<usize, Box<dyn Error>> {
    let child = Command::new(env::current_exe()?)
        .args(["--last-act", last_act])
        .output()?;
    if !child.status.success() {
        return Err(format!("the child process ended with {}", child.status).into());
    }
    Ok(String::from_utf8(child.stdout)?.lines().count())
}
