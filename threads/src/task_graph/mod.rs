//! Tasks that depend on each other, run by a few workers with as much overlap as the dependencies allow.
//!
//! [`TaskGraph`] is what has to be done; the module [`run`] does it. Two numbers bound the time of any run: the *work* T1,
//! which is what one worker needs, and the *span* T∞, the longest chain of tasks that have to wait for each other. With P
//! workers no run is faster than T1 / P, nor than T∞; one that never leaves a worker idle while a task is ready takes at
//! most T1 / P + T∞ (Graham, 1966). T1 / T∞ says how many workers the tasks can keep busy on average.
//!
//! Models and twins: `cargo loom -p threads task_graph`.

pub mod run;

use std::collections::HashMap;
use std::error::Error;
use std::fmt;

/// Tasks and what each depends on, free of cycles.
#[derive(Debug)]
pub struct TaskGraph {
    tasks: Vec<Task>,
}

/// Tasks are known by their index.
#[derive(Debug)]
struct Task {
    name: String,
    depends_on: Vec<usize>,
    /// The other direction: who depends on this task.
    unblocks: Vec<usize>,
}

impl TaskGraph {
    /// The graph of these tasks, each with its name and the names of the tasks that have to be finished before it starts.
    ///
    /// ```
    /// use threads::task_graph::TaskGraph;
    ///
    /// let graph = TaskGraph::new(&[("boil water", &[]), ("make tea", &["boil water"])])?;
    /// graph.run(2, |worker, task| println!("worker {worker}: {task}"));
    /// # Ok::<(), threads::task_graph::GraphError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a name stands twice, a dependency is no task, or tasks wait for each other in a circle.
    pub fn new(tasks: &[(&str, &[&str])]) -> Result<Self, GraphError> {
        let mut index = HashMap::new();
        for (number, (name, _)) in tasks.iter().enumerate() {
            if index.insert(*name, number).is_some() {
                return Err(GraphError::TwoTasks((*name).to_string()));
            }
        }
        let mut graph = TaskGraph {
            tasks: Vec::with_capacity(tasks.len()),
        };
        for (name, dependencies) in tasks {
            let known = |dependency: &&str| {
                index
                    .get(dependency)
                    .copied()
                    .ok_or_else(|| GraphError::NoTask {
                        dependency: (*dependency).to_string(),
                        of: (*name).to_string(),
                    })
            };
            graph.tasks.push(Task {
                name: (*name).to_string(),
                depends_on: dependencies.iter().map(known).collect::<Result<_, _>>()?,
                unblocks: Vec::new(),
            });
        }
        for task in 0..graph.tasks.len() {
            for dependency in graph.tasks[task].depends_on.clone() {
                graph.tasks[dependency].unblocks.push(task);
            }
        }
        graph.in_order()?;
        Ok(graph)
    }

    /// The tasks in an order in which one thread could run them (Kahn, 1962), or the circle that makes it impossible.
    fn in_order(&self) -> Result<Vec<usize>, GraphError> {
        let mut waits_for: Vec<usize> = self
            .tasks
            .iter()
            .map(|task| task.depends_on.len())
            .collect();
        let mut order: Vec<usize> = (0..self.tasks.len())
            .filter(|&task| waits_for[task] == 0)
            .collect();
        let mut done = 0;
        while done < order.len() {
            for &next in &self.tasks[order[done]].unblocks {
                waits_for[next] -= 1;
                if waits_for[next] == 0 {
                    order.push(next);
                }
            }
            done += 1;
        }
        match (0..self.tasks.len()).find(|&task| waits_for[task] > 0) {
            None => Ok(order),
            Some(stuck) => Err(GraphError::Circle(self.circle(stuck, &waits_for))),
        }
    }

    /// The names round a circle. A stuck task waits for a stuck task: whoever walks that way has to come past the same
    /// task twice.
    fn circle(&self, mut stuck: usize, waits_for: &[usize]) -> Vec<String> {
        let mut path = Vec::new();
        while !path.contains(&stuck) {
            path.push(stuck);
            let dependencies = &self.tasks[stuck].depends_on;
            stuck = *dependencies
                .iter()
                .find(|&&dependency| waits_for[dependency] > 0)
                .expect("a stuck task waits for a stuck one");
        }
        let entry = path.iter().position(|&task| task == stuck).unwrap_or(0);
        path.drain(..entry);
        path.push(stuck);
        path.iter()
            .map(|&task| self.tasks[task].name.clone())
            .collect()
    }

    /// The names of all tasks, in the order in which they were given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tasks.iter().map(|task| task.name.as_str())
    }

    /// The dearest chain of tasks of which each waits for the one before it: the *critical path*. However many workers
    /// there are, the run takes as long as this path.
    pub fn critical_path(&self, cost: impl Fn(&str) -> u64) -> Vec<&str> {
        let order = self.in_order().expect("`new` refuses circles");
        let mut total = vec![0; self.tasks.len()];
        let mut before = vec![None; self.tasks.len()];
        for &task in &order {
            let Task {
                name, depends_on, ..
            } = &self.tasks[task];
            before[task] = depends_on
                .iter()
                .copied()
                .max_by_key(|&dependency| total[dependency]);
            total[task] = cost(name) + before[task].map_or(0, |dependency| total[dependency]);
        }
        let mut path: Vec<usize> = order
            .iter()
            .copied()
            .max_by_key(|&task| total[task])
            .into_iter()
            .collect();
        while let Some(dependency) = path.last().and_then(|&task| before[task]) {
            path.push(dependency);
        }
        path.iter()
            .rev()
            .map(|&task| self.tasks[task].name.as_str())
            .collect()
    }

    /// Whether the two tasks may run at once: neither has to wait for the other, directly or not.
    ///
    /// # Panics
    ///
    /// If a name is no task of this graph.
    pub fn may_overlap(&self, a: &str, b: &str) -> bool {
        let task = |name| {
            self.names()
                .position(|known| known == name)
                .expect("a task of this graph")
        };
        let (a, b) = (task(a), task(b));
        a != b && !self.leads_to(a, b) && !self.leads_to(b, a)
    }

    fn leads_to(&self, from: usize, to: usize) -> bool {
        let mut reached = vec![from];
        let mut seen = 0;
        while let Some(&task) = reached.get(seen) {
            for &next in &self.tasks[task].unblocks {
                if !reached.contains(&next) {
                    reached.push(next);
                }
            }
            seen += 1;
        }
        reached.contains(&to)
    }
}

/// Why there is no such graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphError {
    /// A name that stands twice.
    TwoTasks(String),
    /// A dependency that is no task.
    NoTask {
        /// The name without a task.
        dependency: String,
        /// The task that depends on it.
        of: String,
    },
    /// Each task waits for the next one, and the last is the first again.
    Circle(Vec<String>),
}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GraphError::TwoTasks(name) => write!(f, "there are two tasks `{name}`"),
            GraphError::NoTask { dependency, of } => {
                write!(f, "`{of}` depends on `{dependency}`, which is no task")
            }
            GraphError::Circle(names) => {
                write!(
                    f,
                    "no task of this circle can start: {}",
                    names.join(" waits for ")
                )
            }
        }
    }
}

impl Error for GraphError {}

interleave::real_threads_only! {
    #[cfg(test)]
    mod tests;
}
