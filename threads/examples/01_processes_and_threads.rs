//! # One global, a thread and a child process
//!
//! Route: core, 15 minutes.
//!
//! A *process* is a running program: memory, open files, and at least one thread. A *thread* is one course of execution
//! through that program. Main writes 1 into a global. Then a second thread writes 2, and a child process, which runs this
//! very program, writes 3. What does main read after each? And which of the two costs more to start, how many times as much?
//!
//! Run: `cargo run -p threads --example 01_processes_and_threads`
//! Look for: the thread finds what main has left behind. The child process begins with a memory of its own.
//! Try: let the child write before the thread does. Which of its lines change, and which line of main?
//! Prints: `main:    reads 2 after the thread wrote 2, and 2 after the child process wrote 3`

use std::env;
use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::process::{self, Command, ExitStatus};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use threads::arguments::Arguments;
use threads::measure::{NOTE, medians, ratio};

/// Relaxed will do for each access: `join` and the end of a process put them in order.
static GLOBAL: AtomicU32 = AtomicU32::new(0);

fn main() -> Result<(), Box<dyn Error>> {
    // Main runs this program again, with this option, as its child.
    let mut arguments = Arguments::of("");
    let task = arguments.text("--as-child");
    match task.as_deref() {
        Some("write" | "nothing") | None => {}
        Some(other) => arguments.refuse(&format!(
            "--as-child takes `write` or `nothing`, not `{other}`"
        )),
    }
    arguments.done();
    if let Some(task) = task {
        if task == "write" {
            write_global("child");
        }
        return Ok(());
    }

    println!("one global, written by a thread and by a child process");
    one_global()?;

    println!(
        "\nwhat the threads of a process share, and what each has for itself (addresses change from run to run)"
    );
    shared_and_own()?;

    println!("\nwhat it costs to start one that does nothing, and to wait for its end");
    cost()
}

fn one_global() -> Result<(), Box<dyn Error>> {
    GLOBAL.store(1, Relaxed);
    println!("main:    process {}, writes 1", process::id());

    thread::spawn(|| write_global("thread"))
        .join()
        .expect("the thread does not panic");
    let after_thread = GLOBAL.load(Relaxed);

    succeeded(run_as_child("write")?)?;
    let after_child = GLOBAL.load(Relaxed);
    println!(
        "main:    reads {after_thread} after the thread wrote 2, and {after_child} after the child process wrote 3"
    );
    Ok(())
}

fn write_global(who: &str) {
    let written = if who == "child" { 3 } else { 2 };
    let found = GLOBAL.swap(written, Relaxed);
    println!(
        "{:<8} process {}, found {found}, writes {written}",
        format!("{who}:"),
        process::id()
    );
}

fn shared_and_own() -> Result<(), Box<dyn Error>> {
    let heap = Box::new(7);
    // Any file will do; this program's own is there for sure.
    let mut file = File::open(env::current_exe()?)?;
    file.read_exact(&mut [0; 4])?;

    let seen = |file: &mut File| -> io::Result<_> {
        let local = 0_u8;
        Ok((
            GLOBAL.as_ptr().addr(),
            std::ptr::from_ref(&*heap).addr(),
            file.stream_position()?,
            std::ptr::from_ref(&local).addr(),
        ))
    };
    let main = seen(&mut file)?;
    // A scope lets its threads borrow what main owns: see lesson 06.
    let thread = thread::scope(|scope| scope.spawn(|| seen(&mut file)).join())
        .expect("the thread does not panic")?;

    let row = |what: &str, main: String, thread: String| {
        let verdict = if main == thread { "shared" } else { "own" };
        println!("  {what:<28}{main:<18}{thread:<18}{verdict}");
    };
    let address = |address: usize| format!("{address:#x}");
    println!("  {:<28}{:<18}thread", "", "main");
    row("global, its address", address(main.0), address(thread.0));
    row("heap, address of a box", address(main.1), address(thread.1));
    row(
        "open file, position in it",
        format!("byte {}", main.2),
        format!("byte {}", thread.2),
    );
    row(
        "stack, address of a local",
        address(main.3),
        address(thread.3),
    );
    println!("  Registers are own too: one of them says which instruction comes next.");
    println!(
        "  A child process shares nothing of this. It gets what it is handed: arguments, input, output."
    );
    Ok(())
}

fn cost() -> Result<(), Box<dyn Error>> {
    let do_nothing_as_child = || succeeded(run_as_child("nothing")?);
    let mut child = Ok(());
    let [a_thread, a_process] = medians(
        Duration::from_millis(300),
        [
            &mut || thread::spawn(|| {}).join().expect("nothing cannot panic"),
            &mut || {
                if let Err(error) = do_nothing_as_child() {
                    child = Err(error);
                }
            },
        ],
    );
    child?;
    let us = |time: Duration| time.as_secs_f64() * 1e6;
    println!("  ({NOTE})");
    println!("  a thread:        {:>7.0} µs", us(a_thread));
    println!(
        "  a child process: {:>7.0} µs = {:.0} threads",
        us(a_process),
        ratio(a_process, a_thread)
    );
    Ok(())
}

fn run_as_child(task: &str) -> io::Result<ExitStatus> {
    Command::new(env::current_exe()?)
        .args(["--as-child", task])
        .status()
}

fn succeeded(status: ExitStatus) -> Result<(), Box<dyn Error>> {
    if status.success() {
        Ok(())
    } else {
        Err(format!("the child process ended with {status}").into())
    }
}
