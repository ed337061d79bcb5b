//! How the graph is drawn: a picture of each state as it is found, put together at the end.

use std::collections::BTreeSet;
use std::path::Path;

use crate::trace::{Event, Location, step as step_text};

use super::graph::{Bug, Edge, Graph, Holding, Next, Source, Standing, State, Stats};
use super::lane::{Standing as Stands, Thread};
use super::object::{Shared, State as Kind};
use super::run::{Ending, Run};
use super::search::Search;
use super::step::Step;

impl Run {
    /// The state that stands now; its edges come later.
    pub(super) fn picture(&mut self) -> State {
        let threads = (0..self.threads.len()).map(|lane| self.standing(lane));
        State {
            threads: threads.collect(),
            objects: self
                .objects
                .iter()
                .map(|object| object.as_ref().map(holding))
                .collect(),
            edges: Vec::new(),
            bug: self.bug(),
        }
    }

    /// What is wrong, if something is.
    pub(super) fn bug(&self) -> Option<Bug> {
        let Some(Ending::Failed(fault)) = &self.ending else {
            return None;
        };
        Some(Bug {
            kind: fault.kind,
            text: fault.message.clone(),
            lines: match fault.location {
                Some(location) => vec![location],
                None => self.places(),
            },
        })
    }

    /// Where the threads stand that never step again.
    fn places(&self) -> Vec<Location> {
        let ready = self
            .present()
            .filter(|(_, thread)| thread.standing == Stands::Ready);
        ready
            .filter_map(|(_, thread)| Some(thread.step.as_ref()?.location))
            .collect()
    }

    fn standing(&self, lane: usize) -> Standing {
        let Some(thread) = &self.threads[lane] else {
            return Standing::NotStarted;
        };
        match thread {
            Thread {
                standing: Stands::Ready | Stands::Running,
                step: Some(step),
                ..
            } => {
                let next = self.next(lane, step);
                if self.choices(lane).is_empty() {
                    Standing::Blocked(next)
                } else {
                    Standing::Ready(next)
                }
            }
            Thread {
                standing: Stands::Panicked,
                ..
            } => Standing::Panicked,
            _ => Standing::Finished,
        }
    }

    fn next(&self, lane: usize, step: &Step) -> Next {
        let operand = step.operand.as_ref().map(|operand| operand.text.clone());
        let event = Event {
            object: step.object,
            written: operand.clone(),
            ..Event::new(lane, step.operation)
        };
        Next {
            operation: step.operation,
            object: step.object,
            operand,
            ordering: step.ordering,
            location: step.location,
            blocked_by: self.held_by(lane),
            text: step_text(&event, &self.store.objects),
        }
    }

    /// What happened since the event with index `first`, without the thread.
    pub(super) fn label(&self, first: usize) -> String {
        let event = self.events.get(first);
        event.map_or_else(String::new, |event| step_text(event, &self.store.objects))
    }
}

fn holding(object: &Shared) -> Holding {
    Holding {
        value: match &object.state {
            Kind::Channel(channel) => Some(match channel.queue.len() {
                0 => "empty".to_string(),
                1 => "1 message".to_string(),
                many => format!("{many} messages"),
            }),
            _ => object.text.clone(),
        },
        held_by: object.holders().map(|holder| holder.thread).collect(),
        waiting: match &object.state {
            Kind::Condvar { waiters, .. } => waiters.clone(),
            Kind::Barrier { arrived, .. } => arrived.clone(),
            _ => Vec::new(),
        },
    }
}

impl<F: Fn() + Send + Sync + 'static> Search<F> {
    /// All that was found, as a graph.
    pub(super) fn graph(&self) -> Graph {
        let ways = self.ways();
        let lanes = self.store.lanes.len();
        let objects = self.store.objects.len();
        let states: Vec<_> = self
            .store
            .nodes
            .iter()
            .map(|node| {
                let mut state = node.picture.clone().unwrap_or_default();
                state.threads.resize(lanes, Standing::NotStarted);
                state.objects.resize(objects, None);
                state.edges = node
                    .edges
                    .iter()
                    .filter_map(|edge| {
                        Some(Edge {
                            thread: edge.thread,
                            choice: edge.choice.clone(),
                            label: edge.label.clone(),
                            to: edge.to?,
                        })
                    })
                    .collect();
                state
            })
            .collect();
        Graph {
            threads: self.store.lanes.clone(),
            objects: self.store.objects.clone(),
            stats: Stats {
                states: states.len(),
                interleavings: ways.all,
                failing: ways.failing,
            },
            witness: self.witness().map(|(_, way)| way),
            not_explored: self.not_explored(),
            sources: sources(&states),
            states,
        }
    }
}

/// The files that steps stand in. The compiler names them from the workspace's root; a test runs in its package.
fn sources(states: &[State]) -> Vec<Source> {
    let files: BTreeSet<_> = states
        .iter()
        .flat_map(|state| &state.threads)
        .filter_map(|standing| Some(standing.next()?.location.file))
        .collect();
    let here = std::env::current_dir().unwrap_or_default();
    let read = |file: &str| {
        here.ancestors()
            .map(|folder| folder.join(Path::new(file)))
            .find_map(|path| std::fs::read_to_string(path).ok())
    };
    files
        .into_iter()
        .filter_map(|file| {
            Some(Source {
                file,
                text: read(file)?,
            })
        })
        .collect()
}
