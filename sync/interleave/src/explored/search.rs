//! Depth first through all states: each execution starts on an edge that nobody has taken yet.

use std::sync::Arc;
use std::time::Instant;

use crate::trace::Trace;
use crate::{Failure, FailureKind, Model, Passed, timeline};

use super::execution::Execution;
use super::graph::shortest_way;
use super::plan::Plan;
use super::run::{Ending, Fault, Run, Settings};
use super::store::{Course, Store};
use super::workers::Workers;

/// More states than this are not explored: a learner would wait for minutes.
const MAX_STATES: usize = 200_000;

/// More states than this are not drawn: each picture is some kilobytes, and nobody would look at them.
const MAX_PICTURES: usize = 20_000;

/// A search through the states of one closure.
pub(super) struct Search<F> {
    settings: Settings,
    body: Arc<F>,
    pub(super) store: Store,
    workers: Workers,
}

/// How many ways lead from the first state to an end.
#[derive(Clone, Copy, Default)]
pub(super) struct Ways {
    pub(super) all: u128,
    pub(super) failing: u128,
}

/// What one execution leaves.
pub(super) struct Followed {
    pub(super) trace: Trace,
    pub(super) fault: Option<Fault>,
}

impl<F: Fn() + Send + Sync + 'static> Search<F> {
    pub(super) fn new(model: &Model, f: F, describe: bool) -> Self {
        Search {
            settings: Settings {
                steps: model.steps,
                preemptions: model.preemptions,
                spurious_wake_ups: model.spurious_wake_ups,
                states: if describe { MAX_PICTURES } else { MAX_STATES },
            },
            body: Arc::new(f),
            store: Store::new(describe),
            workers: Workers::default(),
        }
    }

    /// Finds every state, or says why it cannot.
    pub(super) fn explore(&mut self) -> Result<(), Fault> {
        self.execute(Plan::explore(Vec::new(), None))?;
        while let Some((node, edge)) = self.store.open.pop() {
            if self.store.course == Course::Over {
                break;
            }
            let way = self.store.way_to(node);
            self.execute(Plan::explore(way, Some((node, edge))))?;
        }
        let most = self.settings.states;
        if self.store.nodes.len() >= most && self.store.course == Course::Over && !self.has_fault()
        {
            return Err(limit(format!(
                "more than {most} states: use fewer threads or steps, or `Model::preemptions`"
            )));
        }
        Ok(())
    }

    fn execute(&mut self, plan: Plan) -> Result<(), Fault> {
        let run = self.run(plan);
        let ending = run.ending;
        self.store = run.store;
        self.workers = run.workers;
        if self.store.course == Course::Again {
            self.store.start_again();
            return self.execute(Plan::explore(Vec::new(), None));
        }
        match ending {
            Some(Ending::Failed(fault)) if fault.kind == FailureKind::Limit => Err(fault),
            _ => Ok(()),
        }
    }

    fn run(&mut self, plan: Plan) -> Run {
        let run = Run::new(
            self.settings,
            std::mem::take(&mut self.store),
            std::mem::take(&mut self.workers),
            plan,
        );
        let body = Arc::clone(&self.body);
        Execution::run(run, move || body())
    }

    /// Runs the closure once more for its trace.
    pub(super) fn follow(&mut self, plan: Plan) -> Followed {
        let run = self.run(plan);
        let events = run.events;
        let ending = run.ending;
        self.store = run.store;
        self.workers = run.workers;
        Followed {
            trace: Trace {
                lanes: self.store.lanes.clone(),
                objects: self.store.objects.clone(),
                events,
            },
            fault: match ending {
                Some(Ending::Failed(fault)) => Some(fault),
                _ => None,
            },
        }
    }

    fn has_fault(&self) -> bool {
        self.store.nodes.iter().any(|node| node.fault.is_some())
    }

    /// A shortest way from the first state to one that fails: that state, and the edges.
    pub(super) fn witness(&self) -> Option<(usize, Vec<usize>)> {
        let nodes = &self.store.nodes;
        let edges = |node: usize| {
            nodes[node]
                .edges
                .iter()
                .map(|edge| edge.to.unwrap_or(usize::MAX))
        };
        shortest_way(nodes.len(), 0, edges, |node| nodes[node].fault.is_some())
    }

    /// Counts the ways from the first state to an end. Every step lengthens a history: the graph has no cycle.
    pub(super) fn ways(&self) -> Ways {
        let nodes = &self.store.nodes;
        let mut ways: Vec<Option<Ways>> = vec![None; nodes.len()];
        let mut stack = Vec::from_iter((!nodes.is_empty()).then_some(0));
        while let Some(&node) = stack.last() {
            let targets = || nodes[node].edges.iter().filter_map(|edge| edge.to);
            let before = stack.len();
            stack.extend(targets().filter(|&to| ways[to].is_none()));
            if stack.len() > before {
                continue;
            }
            stack.pop();
            ways[node] = Some(if nodes[node].edges.is_empty() {
                Ways {
                    all: 1,
                    failing: u128::from(nodes[node].fault.is_some()),
                }
            } else {
                targets()
                    .filter_map(|to| ways[to])
                    .fold(Ways::default(), |sum, to| Ways {
                        all: sum.all.saturating_add(to.all),
                        failing: sum.failing.saturating_add(to.failing),
                    })
            });
        }
        ways.first().copied().flatten().unwrap_or_default()
    }

    /// What this search, with its settings, did not look at.
    pub(super) fn not_explored(&self) -> Vec<String> {
        let left_out = self.store.left_out.iter();
        let mut phrases: Vec<_> = left_out.map(|phrase| (*phrase).to_string()).collect();
        if let Some(bound) = self.settings.preemptions {
            phrases.push(format!("more than {bound} preemptions"));
        }
        phrases
    }

    /// The verdict on the closure.
    pub(super) fn verdict(mut self) -> Result<Passed, Failure> {
        let start = Instant::now();
        let explored = self.explore();
        self.outcome(start, explored)
    }

    pub(super) fn outcome(
        &mut self,
        start: Instant,
        explored: Result<(), Fault>,
    ) -> Result<Passed, Failure> {
        if let Err(fault) = explored {
            return Err(failure(fault, self.store.executions, Trace::default()));
        }
        let Some((node, way)) = self.witness() else {
            return Ok(Passed {
                executions: u64::try_from(self.ways().all).unwrap_or(u64::MAX),
                threads: self.store.most_threads,
                elapsed: start.elapsed(),
                not_explored: self.not_explored(),
            });
        };
        let executions = self.store.nodes[node].execution;
        let Followed { trace, fault } = self.follow(Plan::follow_edges(way));
        let fault = fault.unwrap_or_else(|| {
            limit("the failing schedule did not fail when it was repeated".to_string())
        });
        Err(failure(fault, executions, trace))
    }
}

pub(super) fn failure(fault: Fault, executions: u64, mut trace: Trace) -> Failure {
    timeline::mark_decisive(&mut trace, fault.kind);
    Failure {
        kind: fault.kind,
        message: fault.message,
        location: fault.location,
        executions,
        trace,
    }
}

fn limit(message: String) -> Fault {
    Fault {
        kind: FailureKind::Limit,
        message,
        location: None,
    }
}

#[cfg(test)]
mod tests {
    use super::Search;
    use crate::explored::sync::Arc;
    use crate::explored::sync::atomic::{AtomicU32, Ordering};
    use crate::explored::thread;
    use crate::{FailureKind, Model};

    fn with_room_for(states: usize, works: bool) -> Result<crate::Passed, crate::Failure> {
        let mut search = Search::new(
            &Model::new(),
            move || {
                let shared = Arc::new(AtomicU32::new(0));
                for number in 0..2 {
                    let shared = Arc::clone(&shared);
                    thread::spawn(move || {
                        for step in 0..3 {
                            shared.swap(number * 10 + step, Ordering::SeqCst);
                        }
                        assert!(works);
                    });
                }
            },
            false,
        );
        search.settings.states = states;
        search.verdict()
    }

    #[test]
    fn more_states_than_there_is_room_for_are_refused() {
        let all = with_room_for(1000, true).unwrap();
        assert_eq!(all.executions, 20);
        let failure = with_room_for(10, true).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Limit);
        assert!(failure.message.starts_with("more than 10 states"));
    }

    #[test]
    fn a_bug_that_was_found_before_the_room_was_used_up_is_reported() {
        let failure = with_room_for(10, false).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Panic);
    }
}
