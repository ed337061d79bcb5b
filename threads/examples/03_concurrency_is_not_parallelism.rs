//! # The same four tasks, three times
//!
//! Route: core, 15 minutes.
//!
//! Tasks are *concurrent* if one begins before another has ended. They run in *parallel* if two of them compute at the same
//! moment. Here the same four tasks run (a) in turns on one thread, (b) on four threads that all must use one core, and (c)
//! on four threads and every core. In which of the three are they concurrent, in which parallel? And which is the fastest?
//!
//! Run: `cargo run -p threads --example 03_concurrency_is_not_parallelism`
//! Look for: read a column of each chart. Then compare wall time, which passes for you, with CPU time, which the cores spend.
//! Try: give `steps_in_turn` tasks of different lengths. Who decides in (a) when a task must pause, and who in (b)?
//! Prints: `(b) four threads on one core: 4 of 4 tasks in progress at once, at most 1 running at a time`

use std::hint::black_box;
use std::sync::Barrier;
use std::thread::{self, available_parallelism};
use std::time::Duration;

use core_affinity::CoreId;
use cpu_time::ProcessTime;
use interleave::gantt::{self, Recorder};
use threads::divisors::{HIGHLY_COMPOSITE, count_among};
use threads::measure::{ms, ratio, time};
use threads::who_ran::{lives, most_at_once, spans, without_interrupted};

const TASKS: [char; 4] = ['A', 'B', 'C', 'D'];
/// A task counts divisors among so many candidates; what it counts matters to nobody here.
const STEPS: usize = 8;
const PORTIONS: usize = 80;
const CANDIDATES: usize = 8_000;

fn main() {
    threads::arguments::none();
    let cores = available_parallelism().map_or(1, usize::from);
    let divisions = STEPS * PORTIONS * CANDIDATES;
    println!("4 tasks of {divisions} divisions each, three times; cores: {cores}");
    println!(
        "(times change from run to run; where other programs need the cores too, less is left for this one)"
    );

    println!("\n(a) one thread takes a step of each task in turn");
    let one_thread = run(steps_in_turn);
    println!("(b) a thread for each task, all pinned to one core: the system takes turns");
    let core = core_affinity::get_core_ids().and_then(|cores| cores.first().copied());
    let one_core = run(|recorder| a_thread_each(recorder, core));
    println!("(c) a thread for each task, on every core");
    let all_cores = run(|recorder| a_thread_each(recorder, None));

    println!(
        "{:<30}{:>10}{:>10}{:>12}",
        "", "wall time", "CPU time", "CPU / wall"
    );
    one_thread.row("(a) one thread");
    one_core.row("(b) four threads on one core");
    all_cores.row("(c) four threads, all cores");
    if cores == 1 {
        println!("this machine has one core for us: (c) can be no faster than (b)");
    }
    if core.is_none_or(|core| !can_pin(core)) {
        println!("this system pins no thread to a core: (b) is the same as (c)");
    }

    println!();
    one_thread.verdict("(a) one thread");
    one_core.verdict("(b) four threads on one core");
    all_cores.verdict("(c) four threads, all cores");
}

/// A task as a *state machine*: it keeps in `steps` how far it is, so that it can pause after any step.
struct Task<'a> {
    lane: usize,
    steps: usize,
    recorder: &'a Recorder,
}

impl Task<'_> {
    fn all(recorder: &Recorder) -> [Task<'_>; 4] {
        [0, 1, 2, 3].map(|lane| Task {
            lane,
            steps: 0,
            recorder,
        })
    }

    /// Goes on where it had paused; says whether there is more to do.
    fn step(&mut self) -> bool {
        for _ in 0..PORTIONS {
            self.recorder.busy(self.lane, TASKS[self.lane], || {
                black_box(count_among(1..CANDIDATES + 1, black_box(HIGHLY_COMPOSITE)))
            });
        }
        self.steps += 1;
        self.steps < STEPS
    }
}

/// (a): nobody but this loop decides who is next.
fn steps_in_turn(recorder: &Recorder) {
    let mut tasks = Vec::from(Task::all(recorder));
    while !tasks.is_empty() {
        tasks.retain_mut(Task::step);
    }
}

/// (b) and (c): the operating system decides who runs, and where, unless `core` says where.
fn a_thread_each(recorder: &Recorder, core: Option<CoreId>) {
    let all_are_here = Barrier::new(TASKS.len());
    thread::scope(|scope| {
        for mut task in Task::all(recorder) {
            let all_are_here = &all_are_here;
            scope.spawn(move || {
                core.map(core_affinity::set_for_current);
                all_are_here.wait();
                while task.step() {}
            });
        }
    });
}

/// Tried on a thread of its own, because it lasts. What macOS takes as a hint only is no pinning.
fn can_pin(core: CoreId) -> bool {
    let pinned = thread::spawn(move || core_affinity::set_for_current(core)).join();
    pinned.unwrap_or(false) && !cfg!(target_os = "macos")
}

struct Measured {
    wall: Duration,
    cpu: Duration,
    /// The most tasks that had begun and not yet ended, at any moment: more than one is concurrency.
    in_progress: isize,
    /// The most tasks that were computing at any moment: more than one is parallelism.
    running: isize,
}

fn run(tasks: impl FnOnce(&Recorder)) -> Measured {
    let recorder = Recorder::new(TASKS.map(|task| format!("task {task}")));
    let cpu = ProcessTime::now();
    let (wall, ()) = time(|| tasks(&recorder));
    let cpu = cpu.elapsed();
    let trace = recorder.trace();
    let uninterrupted = without_interrupted(&trace);
    println!("{}", gantt::render(&uninterrupted, "µs", 100));
    Measured {
        wall,
        cpu,
        in_progress: most_at_once(lives(&trace)),
        running: most_at_once(spans(&uninterrupted)),
    }
}

impl Measured {
    fn row(&self, what: &str) {
        println!(
            "{what:<30}{:>7.0} ms{:>7.0} ms{:>12.1}",
            ms(self.wall),
            ms(self.cpu),
            ratio(self.cpu, self.wall)
        );
    }

    fn verdict(&self, what: &str) {
        println!(
            "{what}: {} of {} tasks in progress at once, at most {} running at a time",
            self.in_progress,
            TASKS.len(),
            self.running
        );
    }
}
