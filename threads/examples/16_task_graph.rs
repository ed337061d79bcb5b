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
use interleave::trace::{Span, Trace};
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

    println!("five tasks, 1 → 2 and 3 → 4 → 5, run by one, two and four workers\n");
    let (work, span) = work_and_span(&graph);

    println!("\ncomputed for P workers: from max(T1/P, T∞) to T∞ + (T1 - T∞)/P, the tasks alone");
    println!(
        "measured: with starting the threads and waking them; changes a little from run to run"
    );
    let traces = [1, 2, 4].map(|workers| {
        println!("\n{workers} worker{}", if workers == 1 { "" } else { "s" });
        let (measured, trace) = time(|| run(&graph, workers));
        let p = workers as f64;
        let (least, most) = (f64::max(work / p, span), span + (work - span) / p);
        println!(
            "computed {least:.0} to {most:.0} ms, measured {:.0} ms",
            ms(measured)
        );
        trace
    });

    println!("\nwhat if task 2 also needed task 4?");
    let mut circular = TASKS.map(|(name, _, depends_on)| (name, depends_on));
    circular[1].1 = &["1", "4"];
    if let Err(error) = TaskGraph::new(&circular) {
        println!("refused: {error}");
    }

    println!();
    verdict(&traces);
    Ok(())
}

/// What the graph says before anything runs: all work, and the chain that no number of workers makes shorter, in ms.
fn work_and_span(graph: &TaskGraph) -> (f64, f64) {
    let path = graph.critical_path(cost);
    let work = graph.names().map(cost).sum::<u64>() as f64;
    let span = path.iter().map(|name| cost(name)).sum::<u64>() as f64;
    println!("may run at once: {}", overlaps(graph));
    println!("work, T1:        {work} ms, all tasks together: what one worker needs");
    println!(
        "span, T∞:        {span} ms, the critical path {}: no run is shorter",
        path.join(" → ")
    );
    println!(
        "T1 / T∞:         {:.2} workers can be kept busy, on average",
        work / span
    );
    (work, span)
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
fn verdict(traces: &[Trace]) {
    let (mut ran, mut missing, mut twice, mut early) = (0, 0, 0, 0);
    for trace in traces {
        for (task, _, depends_on) in TASKS {
            let runs = spans(trace, task);
            let inputs = depends_on.iter().flat_map(|input| spans(trace, input));
            let ready = inputs.map(|input| input.end).max().unwrap_or(0);
            ran += runs.len();
            missing += usize::from(runs.is_empty());
            twice += usize::from(runs.len() > 1);
            early += runs.iter().filter(|run| run.start < ready).count();
        }
    }
    let number = traces.len();
    println!(
        "main: {ran} tasks in {number} runs, {missing} missing, {twice} twice, {early} before a task they depend on"
    );
}

/// When `task` ran; in a sound run, once.
fn spans(trace: &Trace, task: &str) -> Vec<Span> {
    let runs = trace
        .events
        .iter()
        .filter(|event| event.written.as_deref() == Some(task));
    runs.filter_map(|event| event.span).collect()
}
