//! What is kept from one execution to the next: the states found so far, and the names of threads and objects.

use std::collections::{BTreeSet, HashMap};

use crate::FailureKind;
use crate::trace::{Lane, Object, ObjectKind};

use super::fingerprint::Fingerprint;
use super::graph;

/// All that is known.
#[derive(Default)]
pub(super) struct Store {
    pub(super) nodes: Vec<Node>,
    pub(super) known: HashMap<Fingerprint, usize>,
    /// Edges that nobody has taken yet: state, edge.
    pub(super) open: Vec<(usize, usize)>,
    pub(super) lanes: Vec<Lane>,
    pub(super) objects: Vec<Object>,
    lane_objects: Vec<usize>,
    threads: HashMap<(usize, u32), usize>,
    made: HashMap<(usize, u32), usize>,
    pub(super) most_threads: usize,
    /// Executions so far, the running one included.
    pub(super) executions: u64,
    /// The program has plain variables: clocks are part of the state.
    pub(super) clocks_matter: bool,
    /// How the search goes on after this execution.
    pub(super) course: Course,
    /// What the program could do besides, under another engine or other settings; each a short phrase.
    pub(super) left_out: BTreeSet<&'static str>,
    /// Keep what a picture of the graph needs.
    pub(super) describe: bool,
}

/// How a search goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Course {
    /// With the next open edge.
    #[default]
    Onward,
    /// From the start: the states found so far are worth nothing.
    Again,
    /// Not at all: nothing more can be learned.
    Over,
}

/// A state.
pub(super) struct Node {
    pub(super) edges: Vec<Edge>,
    /// A way here: the state before, and its edge.
    pub(super) from: Option<(usize, usize)>,
    pub(super) fault: Option<FailureKind>,
    /// The execution that found it.
    pub(super) execution: u64,
    pub(super) picture: Option<graph::State>,
}

/// A way on from a state.
pub(super) struct Edge {
    pub(super) thread: usize,
    pub(super) choice: Option<String>,
    pub(super) to: Option<usize>,
    pub(super) label: String,
}

impl Store {
    /// Knows nothing yet; keeps what a picture needs, if it is to `describe`.
    pub(super) fn new(describe: bool) -> Self {
        Store {
            describe,
            ..Store::default()
        }
    }

    /// The lane of the `nth` thread that `parent` spawns; number 0 is the main thread.
    pub(super) fn thread(&mut self, parent: usize, nth: u32, name: Option<String>) -> usize {
        let next = self.lanes.len();
        let index = *self.threads.entry((parent, nth)).or_insert(next);
        if index == next {
            let name = name.unwrap_or_else(|| match index {
                0 => "main".to_string(),
                _ => format!("thread {index}"),
            });
            self.lane_objects.push(self.objects.len());
            self.objects.push(Object {
                name: name.clone(),
                kind: ObjectKind::Thread,
            });
            self.lanes.push(Lane { name });
        }
        index
    }

    /// The object that stands for a thread, as target of `join` and `unpark`.
    pub(super) fn lane_object(&self, lane: usize) -> usize {
        self.lane_objects[lane]
    }

    /// The index of the `nth` object that `maker` makes.
    pub(super) fn object(&mut self, maker: usize, nth: u32, kind: ObjectKind) -> usize {
        let next = self.objects.len();
        let index = *self.made.entry((maker, nth)).or_insert(next);
        if index == next {
            let same = self.objects.iter().filter(|object| object.kind == kind);
            let name = format!("{} {}", kind.word(), same.count());
            self.objects.push(Object { name, kind });
        }
        index
    }

    /// Forgets the states, but not the names.
    pub(super) fn start_again(&mut self) {
        self.nodes.clear();
        self.known.clear();
        self.open.clear();
        self.course = Course::Onward;
    }

    /// The edges that lead from the first state to this one.
    pub(super) fn way_to(&self, mut node: usize) -> Vec<usize> {
        let mut way = Vec::new();
        while let Some((before, edge)) = self.nodes[node].from {
            way.push(edge);
            node = before;
        }
        way.reverse();
        way
    }
}
