//! A walk through all states of a program, its next step chosen by hand: whoever chooses is the scheduler.

use interleave::explored::Graph;
use interleave::explored::graph::{Bug, Edge, Standing, State};

/// A way through a [`Graph`], from its first state to wherever it has come.
///
/// ```
/// use interleave::explored::sync::{Arc, Mutex};
/// use interleave::{Model, explored};
/// use threads::walk::Walk;
///
/// let graph = explored::graph(&Model::new(), || {
///     let lock = Arc::new(Mutex::new(()));
///     let other = Arc::clone(&lock);
///     let other = explored::thread::spawn(move || drop(other.lock()));
///     drop(lock.lock());
///     other.join().unwrap();
/// })
/// .unwrap();
///
/// let mut walk = Walk::new(&graph);
/// assert!(walk.step(0).is_some(), "main takes the lock");
/// assert!(walk.step(1).is_none(), "now thread 1 cannot");
/// walk.undo();
/// assert!(walk.step(1).is_some());
/// ```
#[derive(Clone, Debug)]
pub struct Walk<'g> {
    graph: &'g Graph,
    /// The states left behind, and the edge taken out of each.
    taken: Vec<(usize, usize)>,
    at: usize,
}

impl<'g> Walk<'g> {
    /// A walk that has not begun.
    pub fn new(graph: &'g Graph) -> Self {
        Walk {
            graph,
            taken: Vec::new(),
            at: 0,
        }
    }

    /// A walk along the shortest way to a bug; one that has not begun, if there is no bug.
    pub fn to_a_bug(graph: &'g Graph) -> Self {
        let mut walk = Walk::new(graph);
        for &edge in graph.witness.iter().flatten() {
            walk.take(edge);
        }
        walk
    }

    /// A walk by a schedule such as `1,2,2,1`: whose step is first, second, third, by number of thread, counted from 1.
    /// After that, the thread with the lowest number goes first, until the end.
    ///
    /// # Errors
    ///
    /// Why the schedule cannot be followed.
    pub fn by_schedule(graph: &'g Graph, schedule: &str) -> Result<Self, String> {
        let mut walk = Walk::new(graph);
        for number in schedule.split(',') {
            walk.step_by_number(number.trim())?;
        }
        while !walk.is_over() {
            walk.take(0);
        }
        Ok(walk)
    }

    /// As [`step`](Walk::step), for a thread that somebody named by its number, counted from 1.
    ///
    /// # Errors
    ///
    /// Why it cannot.
    pub fn step_by_number(&mut self, number: &str) -> Result<&'g Edge, String> {
        let threads = self.graph.threads.len();
        let thread = match number.parse() {
            Ok(number @ 1_usize..) if number <= threads => number - 1,
            _ => {
                return Err(format!(
                    "`{number}` is not the number of a thread, 1 to {threads}"
                ));
            }
        };
        if let Some(edge) = self.step(thread) {
            return Ok(edge);
        }
        let name = &self.graph.threads[thread].name;
        Err(match &self.state().threads[thread] {
            _ if self.is_over() => "the program has ended already".to_string(),
            Standing::Blocked(next) => format!("{name} cannot go on: it waits to {}", next.text),
            _ => format!("{name} has ended already"),
        })
    }

    /// The steps taken, earliest first, each with the state before and the state after it.
    pub fn steps(&self) -> impl Iterator<Item = (&'g State, &'g Edge, &'g State)> {
        let graph = self.graph;
        self.taken.iter().map(move |&(state, edge)| {
            let before = &graph.states[state];
            let edge = &before.edges[edge];
            (before, edge, &graph.states[edge.to])
        })
    }

    /// Where the program stands now.
    pub fn state(&self) -> &'g State {
        &self.graph.states[self.at]
    }

    /// Lets `thread` take its next step and gives it; `None` if it cannot. Of several outcomes the first happens.
    pub fn step(&mut self, thread: usize) -> Option<&'g Edge> {
        let edges = &self.state().edges;
        let edge = edges.iter().position(|edge| edge.thread == thread)?;
        Some(self.take(edge))
    }

    /// Takes the edge with this index out of the present state.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn take(&mut self, edge: usize) -> &'g Edge {
        let taken = &self.state().edges[edge];
        self.taken.push((self.at, edge));
        self.at = taken.to;
        taken
    }

    /// Goes back by one step, if there is one.
    pub fn undo(&mut self) {
        if let Some((state, _)) = self.taken.pop() {
            self.at = state;
        }
    }

    /// Whether the program has ended.
    pub fn is_over(&self) -> bool {
        self.state().edges.is_empty()
    }

    /// What went wrong, if the program has ended badly.
    pub fn bug(&self) -> Option<&'g Bug> {
        self.state().bug.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use interleave::Model;
    use interleave::explored::sync::Arc;
    use interleave::explored::sync::atomic::{AtomicU32, Ordering::Relaxed};
    use interleave::explored::{self, thread};

    use super::*;

    /// Fails if main stores last.
    fn main_stores_1_other_stores_2() -> Graph {
        let graph = explored::graph(&Model::new(), || {
            let value = Arc::new(AtomicU32::new(0));
            let other = thread::spawn({
                let value = Arc::clone(&value);
                move || value.store(2, Relaxed)
            });
            value.store(1, Relaxed);
            other.join().unwrap();
            assert_eq!(value.load(Relaxed), 2);
        });
        graph.unwrap()
    }

    #[test]
    fn a_schedule_decides_how_the_program_ends() {
        let graph = main_stores_1_other_stores_2();
        assert!(Walk::by_schedule(&graph, "1,2").unwrap().bug().is_none());
        assert!(Walk::by_schedule(&graph, "2, 1").unwrap().bug().is_some());
    }

    #[test]
    fn the_shortest_way_to_a_bug_leads_to_one() {
        let graph = main_stores_1_other_stores_2();
        assert!(Walk::to_a_bug(&graph).bug().is_some());
    }

    #[test]
    fn a_schedule_that_cannot_be_followed_is_refused_with_the_reason() {
        let graph = main_stores_1_other_stores_2();
        for (schedule, reason) in [
            ("3", "`3` is not the number of a thread, 1 to 2"),
            ("1,", "`` is not the number of a thread, 1 to 2"),
            ("1,1", "main cannot go on: it waits to join thread 1"),
            ("2,2", "thread 1 has ended already"),
            ("1,2,1,1", "the program has ended already"),
        ] {
            let refused = Walk::by_schedule(&graph, schedule).map(|walk| walk.at);
            assert_eq!(refused, Err(reason.to_string()), "{schedule}");
        }
    }

    #[test]
    fn a_step_taken_back_can_be_taken_again() {
        let graph = main_stores_1_other_stores_2();
        let mut walk = Walk::new(&graph);
        walk.step(0);
        walk.undo();
        assert_eq!((walk.at, walk.steps().count()), (0, 0));
        walk.undo();
        assert!(walk.step(1).is_some());
    }
}
