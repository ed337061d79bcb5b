//! # Tasks that need each other
//!
//! Route: core, 35 minutes.
//!
//! Some tasks need others to have ended before they start. `run` runs all of them on so many `workers`.
//!
//! - A task starts as soon as everything that it needs has ended and a worker is free: it waits for nothing else.
//! - At most `workers` tasks run at once, and one worker is enough, in whatever order the tasks are listed. A worker without
//!   a task sleeps.
//! - If tasks need each other in a circle, none of them can ever start, nor can those that need them. Then nothing runs, and
//!   the error lists all of these, ascending.
//! - When `run` returns, every task has run once. No task panics.
//!
//! ```ignore
//! let tasks = vec![
//!     Task { needs: vec![1], work: Box::new(|| println!("then this")) },
//!     Task { needs: vec![], work: Box::new(|| println!("first this")) },
//! ];
//! assert_eq!(run(tasks, 2), Ok(()));
//! ```
//!
//! Seen in: `cargo run -p threads --example 16_task_graph`

use std::collections::VecDeque;

use lab::Named;
use lab::sync::{Condvar, Mutex};
use lab::thread;

/// Something to do, and what must have ended before.
pub struct Task {
    /// The numbers of other tasks: their places in the list.
    pub needs: Vec<usize>,
    /// What is to be done.
    pub work: Box<dyn FnOnce() + Send>,
}

/// The tasks that can never start, ascending.
#[derive(Debug, PartialEq, Eq)]
pub struct Circle(pub Vec<usize>);

/// For each task, those that need it.
fn dependents(tasks: &[Task]) -> Vec<Vec<usize>> {
    let mut dependents = vec![Vec::new(); tasks.len()];
    for (number, task) in tasks.iter().enumerate() {
        for need in &task.needs {
            dependents[*need].push(number);
        }
    }
    dependents
}

/// Runs all tasks.
pub fn run(tasks: Vec<Task>, workers: usize) -> Result<(), Circle> {
    // BEGIN SOLUTION -> todo!("find what can never start; then let workers take what is ready")
    let dependents = dependents(&tasks);
    let missing: Vec<usize> = tasks.iter().map(|task| task.needs.len()).collect();
    let never = never_ready(&dependents, missing.clone());
    if !never.is_empty() {
        return Err(Circle(never));
    }
    let state = Mutex::new(State {
        ready: ready(&missing),
        left: tasks.len(),
        missing,
        work: tasks.into_iter().map(|task| Some(task.work)).collect(),
    })
    .named("state");
    let changed = Condvar::new().named("changed");
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| work(&state, &changed, &dependents));
        }
    });
    Ok(())
    // END SOLUTION
}
// BEGIN SOLUTION ->

struct State {
    /// Tasks that may start.
    ready: VecDeque<usize>,
    /// How many tasks have not ended.
    left: usize,
    /// For each task, how many of its needs have not ended.
    missing: Vec<usize>,
    /// What is to be done; taken by the worker that does it.
    work: Vec<Option<Box<dyn FnOnce() + Send>>>,
}

/// The tasks that need nothing.
fn ready(missing: &[usize]) -> VecDeque<usize> {
    (0..missing.len())
        .filter(|task| missing[*task] == 0)
        .collect()
}

/// Ends one task after the other in thought, and gives those that never get ready (Kahn 1962).
fn never_ready(dependents: &[Vec<usize>], mut missing: Vec<usize>) -> Vec<usize> {
    let mut ready = ready(&missing);
    while let Some(task) = ready.pop_front() {
        for dependent in &dependents[task] {
            missing[*dependent] -= 1;
            if missing[*dependent] == 0 {
                ready.push_back(*dependent);
            }
        }
    }
    (0..missing.len())
        .filter(|task| missing[*task] > 0)
        .collect()
}

/// What each worker does.
fn work(state: &Mutex<State>, changed: &Condvar, dependents: &[Vec<usize>]) {
    let mut guard = state.lock().unwrap();
    while guard.left > 0 {
        let Some(task) = guard.ready.pop_front() else {
            guard = changed.wait(guard).unwrap();
            continue;
        };
        let work = guard.work[task].take().expect("a task is ready once");
        drop(guard);
        work();
        guard = state.lock().unwrap();
        for dependent in &dependents[task] {
            guard.missing[*dependent] -= 1;
            if guard.missing[*dependent] == 0 {
                guard.ready.push_back(*dependent);
            }
        }
        guard.left -= 1;
        changed.notify_all();
    }
}
// END SOLUTION
