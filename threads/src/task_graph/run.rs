//! The run of a [`TaskGraph`].
//!
//! Each task counts the tasks that it still waits for. Whoever finishes a task takes one from the count of every task that
//! depends on it, and the one who takes the last puts that task into the queue of ready ones. "The last" is decided by the
//! *result* of the subtraction: a second look at the counter would see what others did meanwhile.
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `waits_for` of a task | how many dependencies are unfinished | `fetch_sub` with `AcqRel` | every other `fetch_sub` of this counter |
//!
//! No worker waits for a dependency while it holds a task: it would be missing where that dependency has to run.

use interleave::Named;
use interleave::sync::atomic::{AtomicUsize, Ordering};
use interleave::sync::{Condvar, Mutex};
use interleave::thread;
use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::{Task, TaskGraph};

impl TaskGraph {
    /// Runs every task once, after all that it depends on, by `workers` threads. `work` gets the number of the worker,
    /// from 0, and the name of the task. What a task wrote is visible to the tasks that depend on it.
    ///
    /// # Panics
    ///
    /// If `workers` is zero, or the system has no room for another thread. With the panic of a task, if one panicked: no
    /// further task is started then.
    pub fn run(&self, workers: usize, work: impl Fn(usize, &str) + Sync) {
        self.run_with(workers, work, took_the_last);
    }

    /// Runs the graph with [`took_the_last`] or one of its twins.
    ///
    /// # Panics
    ///
    /// As [`run`](TaskGraph::run).
    pub fn run_with(
        &self,
        workers: usize,
        work: impl Fn(usize, &str) + Sync,
        took_the_last: fn(&AtomicUsize) -> bool,
    ) {
        assert!(workers > 0, "tasks need at least one worker");
        let run = Run::new(self, took_the_last);
        let (shared, work) = (&run, &work);
        thread::scope(|scope| {
            for worker in 0..workers {
                thread::Builder::new()
                    .name(format!("worker {}", worker + 1))
                    .spawn_scoped(scope, move || shared.work(|task| work(worker, task)))
                    .expect("the system has room for another thread");
            }
        });
        if let Some(panic) = run.queue.into_inner().unwrap().panic {
            resume_unwind(panic);
        }
    }
}

/// One run of a graph, shared by the workers.
struct Run<'graph> {
    graph: &'graph TaskGraph,
    /// For each task, how many of its dependencies are unfinished.
    waits_for: Vec<AtomicUsize>,
    took_the_last: fn(&AtomicUsize) -> bool,
    queue: Mutex<Ready>,
    /// Notified when a task becomes ready, and at the end.
    changed: Condvar,
}

struct Ready {
    tasks: VecDeque<usize>,
    finished: usize,
    /// All tasks are finished, or one panicked: the workers go home.
    over: bool,
    panic: Option<Box<dyn Any + Send>>,
}

impl<'graph> Run<'graph> {
    fn new(graph: &'graph TaskGraph, took_the_last: fn(&AtomicUsize) -> bool) -> Self {
        let counter = |task: &Task| {
            AtomicUsize::new(task.depends_on.len()).named(&format!("{} needs", task.name))
        };
        let ready = Ready {
            tasks: (0..graph.tasks.len())
                .filter(|&task| graph.tasks[task].depends_on.is_empty())
                .collect(),
            finished: 0,
            over: graph.tasks.is_empty(),
            panic: None,
        };
        Run {
            graph,
            waits_for: graph.tasks.iter().map(counter).collect(),
            took_the_last,
            queue: Mutex::new(ready).named("ready"),
            changed: Condvar::new().named("changed"),
        }
    }

    /// The life of a worker.
    fn work(&self, work: impl Fn(&str)) {
        while let Some(task) = self.next() {
            let panic = catch_unwind(AssertUnwindSafe(|| work(&self.graph.tasks[task].name))).err();
            if panic.is_none() {
                self.unblock(task);
            }
            self.finish(panic);
        }
    }

    /// A ready task; waits while there is none. `None` when no task is left, or one panicked.
    fn next(&self) -> Option<usize> {
        // No task runs, and nothing else can panic, while the lock is held: it is never poisoned.
        let mut queue = self.queue.lock().unwrap();
        loop {
            if queue.over {
                return None;
            }
            if let Some(task) = queue.tasks.pop_front() {
                return Some(task);
            }
            queue = self.changed.wait(queue).unwrap();
        }
    }

    /// Makes those ready that waited for `task` alone.
    fn unblock(&self, task: usize) {
        for &next in &self.graph.tasks[task].unblocks {
            if (self.took_the_last)(&self.waits_for[next]) {
                self.queue.lock().unwrap().tasks.push_back(next);
                self.changed.notify_one();
            }
        }
    }

    /// One task more is finished. The last one, and a panic, send all workers home.
    fn finish(&self, panic: Option<Box<dyn Any + Send>>) {
        let mut queue = self.queue.lock().unwrap();
        queue.finished += 1;
        if queue.finished == self.graph.tasks.len() || panic.is_some() {
            queue.over = true;
            self.changed.notify_all();
        }
        queue.panic = queue.panic.take().or(panic);
    }
}

/// Whether the caller finished the last dependency: exactly one caller per counter gets `true`.
pub fn took_the_last(waits_for: &AtomicUsize) -> bool {
    // AcqRel. Release: what this dependency wrote happens before the task. Acquire: pairs with the Release of the other
    // dependencies' subtractions, so that the last one hands on what all of them wrote.
    waits_for.fetch_sub(1, Ordering::AcqRel) == 1
}

/// Twin: subtracts, then looks again.
pub mod subtract_then_load {
    use super::{AtomicUsize, Ordering::AcqRel, Ordering::Acquire};

    /// Two dependencies that finish at the same time both see zero: the task runs twice.
    pub fn took_the_last(waits_for: &AtomicUsize) -> bool {
        waits_for.fetch_sub(1, AcqRel);
        waits_for.load(Acquire) == 0
    }
}

/// Twin: looks whether it will be the last, then subtracts.
pub mod load_then_subtract {
    use super::{AtomicUsize, Ordering::AcqRel, Ordering::Acquire};

    /// Two dependencies that finish at the same time both see two: the task never runs, and the workers wait for ever.
    pub fn took_the_last(waits_for: &AtomicUsize) -> bool {
        let last = waits_for.load(Acquire) == 1;
        waits_for.fetch_sub(1, AcqRel);
        last
    }
}

/// Twin: counts right and hands nothing on.
pub mod relaxed_subtraction {
    use super::{AtomicUsize, Ordering::Relaxed};

    /// The task runs once and in time, but nothing orders what the other dependency wrote before what the task reads.
    pub fn took_the_last(waits_for: &AtomicUsize) -> bool {
        // Relaxed: the fault of this twin.
        waits_for.fetch_sub(1, Relaxed) == 1
    }
}
