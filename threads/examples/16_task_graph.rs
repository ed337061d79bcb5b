//! # Tasks that depend on each other
//!
//! Route: core, 20 minutes.
//!
//! Tasks 2 and 3 need what task 1 makes, task 4 needs both of them, and task 5 needs task 4:
//!
//! ```text
//!      ┌─► 2 ─┐
//!   1 ─┤      ├─► 4 ──► 5
//!      └─► 3 ─┘
//! ```
//!
//! One worker needs 80 ms for all five. How long do two workers need? And a hundred?
//!
//! Run: `cargo run -p threads --example 16_task_graph`
//! Look for: the *critical path*, the longest chain in which each task waits for the one before it. Nothing makes a run
//! shorter than that.
//! Try: let task 2 in `TASKS` take 60 ms: what becomes of path and times? Then ask who decides that task 4 is ready when 2
//! and 3 finish at the same moment: `cargo loom -p threads task_graph`.
//! Prints: `main: 15 tasks in 3 runs, 0 missing, 0 twice, 0 before a task they depend on`

use std::error::Error;
use std::thread::sleep;
use std::time::Duration;

use interleave::gantt::Recorder;
use interleave::trace::{Event, Trace};
use threads::measure::{ms, time};
use threads::task_graph::TaskGraph;

/// Each task: its name, how long it takes, and what it depends on. A task waits for a device of its own and needs no
/// core meanwhile, so that the picture is the same on any machine.
const TASKS: [(&str, u64, &[&str]); 5] = [
    ("1", 10, &[]),
    ("2", 20, &["1"]),
    ("3", 30, &["1"]),
    ("4", 10, &["2", "3"]),
    ("5", 10, &["4"]),
];

fn main() -> Result<(), Box<dyn Error>> {
    threads::arguments::none();
    let graph = TaskGraph::new(&TASKS.map(|(name, _, depends_on)| (name, depends_on)))?;

    let work: u64 = graph.names().map(cost).sum();
    let path = graph.critical_path(cost);
    let span: u64 = path.iter().map(|name| cost(name)).sum();
    println!("may run at once: {}", overlaps(&graph));
    println!("work, T1:        {work} ms, all tasks together: what one worker needs");
    println!(
        "span, T∞:        {span} ms, the critical path {}: no run is shorter",
        path.join(" → ")
    );
    println!(
        "T1 / T∞:         {:.2} workers can be kept busy, on average",
        work as f64 / span as f64
    );

    let mut runs = Vec::new();
    for workers in [1, 2, 4] {
        println!("\n{workers} worker{}", if workers == 1 { "" } else { "s" });
        let (measured, trace) = time(|| run(&graph, workers));
        runs.push((workers, measured, trace));
    }

    println!(
        "\nworkers P   at least max(T1/P, T∞)   at most T∞ + (T1-T∞)/P   measured (changes a little)"
    );
    for (workers, measured, _) in &runs {
        let p = *workers as u64;
        let at_least = (work as f64 / p as f64).max(span as f64);
        let at_most = span as f64 + (work - span) as f64 / p as f64;
        println!(
            "{p:>9} {at_least:>22.0} ms {at_most:>22.0} ms {:>10.0} ms",
            ms(*measured)
        );
    }

    println!("\nwhat if task 2 also needed task 4?");
    if let Err(error) = TaskGraph::new(&[
        ("1", &[]),
        ("2", &["1", "4"]),
        ("3", &["1"]),
        ("4", &["2", "3"]),
        ("5", &["4"]),
    ]) {
        println!("refused: {error}");
    }

    println!();
    verdict(runs.iter().map(|(_, _, trace)| trace));
    Ok(())
}

fn cost(task: &str) -> u64 {
    let known = TASKS.iter().find(|(name, ..)| *name == task);
    known.map_or(0, |(_, ms, _)| *ms)
}

/// The pairs of which neither has to wait for the other.
fn overlaps(graph: &TaskGraph) -> String {
    let mut pairs = Vec::new();
    for a in graph.names() {
        for b in graph.names() {
            if a < b && graph.may_overlap(a, b) {
                pairs.push(format!("{a} and {b}"));
            }
        }
    }
    pairs.join(", ")
}

/// Runs all tasks, draws who ran which, and gives the record.
fn run(graph: &TaskGraph, workers: usize) -> Trace {
    let recorder = Recorder::new((1..=workers).map(|worker| format!("worker {worker}")));
    graph.run(workers, |worker, task| {
        recorder.busy(worker, task, || sleep(Duration::from_millis(cost(task))));
    });
    print!("{}", recorder.chart(90));
    recorder.trace()
}

/// Says whether the records show every task once, and after all it depends on.
fn verdict<'a>(runs: impl Iterator<Item = &'a Trace>) {
    let (mut number, mut ran, mut missing, mut twice, mut early) = (0, 0, 0, 0, 0);
    for trace in runs {
        number += 1;
        ran += trace.events.len();
        let all = |task: &str| -> Vec<&Event> {
            let named = trace
                .events
                .iter()
                .filter(|event| event.written.as_deref() == Some(task));
            named.collect()
        };
        for (name, _, depends_on) in TASKS {
            match all(name)[..] {
                [] => missing += 1,
                [event] => {
                    let ends = depends_on
                        .iter()
                        .flat_map(|name| all(name))
                        .filter_map(|event| event.span);
                    let start = event.span.map_or(0, |span| span.start);
                    early += usize::from(ends.map(|span| span.end).max() > Some(start));
                }
                _ => twice += 1,
            }
        }
    }
    println!(
        "main: {ran} tasks in {number} runs, {missing} missing, {twice} twice, {early} before a task they depend on"
    );
}
