//! The graph of all states, for pictures and for walking through by hand.
//!
//! As JSON (feature `json`) a graph is one object with the field `format`, whose value is [`FORMAT`]; its shape is
//! written down in `graph.schema.json` beside this file. Additions keep the number after the slash; a change that an
//! old reader would misread raises it. State 0 is the first; an edge leads to a state of a higher rank, never back.

use std::collections::VecDeque;

use crate::FailureKind;
use crate::trace::{Lane, Location, Object, Operation, Ordering};

/// Name and version of this format, written into every JSON file.
pub const FORMAT: &str = "interleave.graph/1";

/// Every state of a program, and every step between them.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Graph {
    /// One per thread of any interleaving; 0 is `main`.
    pub threads: Vec<Lane>,
    /// What the threads share, themselves included.
    pub objects: Vec<Object>,
    /// The states; the program begins in number 0.
    pub states: Vec<State>,
    /// How much there is.
    pub stats: Stats,
    /// A shortest failing schedule: from state 0, the index of the edge to take in each state.
    pub witness: Option<Vec<usize>>,
    /// What the graph leaves out; each a short phrase.
    pub not_explored: Vec<String>,
    /// The files that the steps stand in, as far as they could be read.
    pub sources: Vec<Source>,
}

/// Where every thread stands, and what every object holds.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct State {
    /// By index into [`Graph::threads`].
    pub threads: Vec<Standing>,
    /// By index into [`Graph::objects`]; none: not made yet.
    pub objects: Vec<Option<Holding>>,
    /// The steps that can be taken. None: the program ends here.
    pub edges: Vec<Edge>,
    /// What is wrong with this state, in which the program ends.
    pub bug: Option<Bug>,
}

/// Where a thread stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "json",
    derive(serde::Serialize),
    serde(tag = "standing", rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Standing {
    /// It was not spawned yet.
    #[default]
    NotStarted,
    /// It can take this step.
    Ready(Next),
    /// It cannot take this step now.
    Blocked(Next),
    /// It has ended.
    Finished,
    /// It has panicked, which ends the program.
    Panicked,
}

/// A step that a thread stands before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Next {
    /// What it would do.
    #[cfg_attr(feature = "json", serde(serialize_with = "as_word"))]
    pub operation: Operation,
    /// To what: index into [`Graph::objects`].
    pub object: Option<usize>,
    /// What it would write, add or send.
    pub operand: Option<String>,
    /// The memory ordering, for atomics.
    #[cfg_attr(
        feature = "json",
        serde(serialize_with = "crate::trace::ordering_as_text")
    )]
    pub ordering: Option<Ordering>,
    /// Where in the program.
    pub location: Location,
    /// For a blocked step: the threads that hold what it waits for.
    pub blocked_by: Vec<usize>,
    /// The step in words: `lock left`, `store counter <- 1`.
    pub text: String,
}

/// What an object holds, and who has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Holding {
    /// The value, where it can be shown.
    pub value: Option<String>,
    /// The threads that hold this lock.
    pub held_by: Vec<usize>,
    /// The threads that sleep on this condition variable or wait at this barrier.
    pub waiting: Vec<usize>,
}

/// A step of one thread.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Edge {
    /// Whose step.
    pub thread: usize,
    /// What tells it from the thread's other steps from this state: `wakes thread 2`, `time is up`.
    pub choice: Option<String>,
    /// What happens, with the value found: `load counter -> 0`.
    pub label: String,
    /// The state after it.
    pub to: usize,
}

/// What is wrong with a state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Bug {
    /// What went wrong.
    pub kind: FailureKind,
    /// In words.
    pub text: String,
    /// Where the threads stand that are concerned.
    pub lines: Vec<Location>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Stats {
    /// Distinct states.
    pub states: usize,
    /// Ways from the first state to an end; stays at the maximum when there are more.
    pub interleavings: u128,
    /// Those that end in a bug.
    pub failing: u128,
}

/// A file of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Source {
    /// Its path, as locations name it.
    pub file: &'static str,
    /// Its text.
    pub text: String,
}

impl Graph {
    /// A shortest way from `state` to a bug: the index of the edge to take in each state.
    ///
    /// # Panics
    ///
    /// If there is no such state.
    pub fn way_to_bug(&self, state: usize) -> Option<Vec<usize>> {
        let edges = |state: usize| self.states[state].edges.iter().map(|edge| edge.to);
        shortest_way(self.states.len(), state, edges, |state| {
            self.states[state].bug.is_some()
        })
        .map(|(_, way)| way)
    }

    /// This graph as JSON in the format [`FORMAT`].
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> String {
        #[derive(serde::Serialize)]
        struct Document<'a> {
            format: &'static str,
            #[serde(flatten)]
            graph: &'a Graph,
        }
        serde_json::to_string(&Document {
            format: FORMAT,
            graph: self,
        })
        .expect("a graph holds only strings and numbers")
    }
}

impl Standing {
    /// The step that the thread stands before.
    pub fn next(&self) -> Option<&Next> {
        match self {
            Standing::Ready(next) | Standing::Blocked(next) => Some(next),
            _ => None,
        }
    }
}

/// Breadth first from `start` to the first state that `is_goal`: that state, and the edges that lead there.
pub(super) fn shortest_way<E: Iterator<Item = usize>>(
    states: usize,
    start: usize,
    edges: impl Fn(usize) -> E,
    is_goal: impl Fn(usize) -> bool,
) -> Option<(usize, Vec<usize>)> {
    let mut before = vec![None; states];
    let mut queue = VecDeque::from([start]);
    while let Some(state) = queue.pop_front() {
        if is_goal(state) {
            let mut way = Vec::new();
            let mut at = state;
            while at != start {
                let (from, edge) = before[at]?;
                way.push(edge);
                at = from;
            }
            way.reverse();
            return Some((state, way));
        }
        for (edge, to) in edges(state).enumerate() {
            if to < states && to != start && before[to].is_none() {
                before[to] = Some((state, edge));
                queue.push_back(to);
            }
        }
    }
    None
}

#[cfg(feature = "json")]
fn as_word<S: serde::Serializer>(operation: &Operation, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(operation.word())
}
