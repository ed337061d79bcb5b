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
//!
//! Check: `cargo course check 10_task_graph`, or by hand `cargo test -p exercises-threads --test 10_task_graph`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

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
    todo!("find what can never start; then let workers take what is ready")
}
