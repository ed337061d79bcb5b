//! Which step is taken where several could be: replaying, exploring, or bringing an execution to its end.

use crate::FailureKind;

use super::lane::Standing;
use super::run::{Ending, Fault, Run};
use super::step::Choice;
use super::store::{Course, Edge, Node};

/// The schedule of one execution.
pub(super) struct Plan {
    /// The steps to take first.
    start: Vec<Pick>,
    taken: usize,
    mode: Mode,
    /// The edge that the execution is on: state, edge, and the first event of it.
    on: Option<(usize, usize, usize)>,
    /// The state that `start` must have reached before its last step.
    expected: Option<usize>,
}

/// One step of a schedule.
enum Pick {
    Edge(usize),
    Lane(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Takes the given steps, then explores.
    Replaying,
    /// Records every state, and takes its first edge.
    Exploring,
    /// The state is known: ends as soon as fairness allows, so that no destructor runs out of turn.
    Completing,
    /// Takes the given steps for a picture, then as [`Mode::Completing`].
    Following,
}

impl Plan {
    /// From the first state, or on the edge that nobody has taken yet.
    pub(super) fn explore(way: Vec<usize>, open: Option<(usize, usize)>) -> Self {
        let mut start: Vec<_> = way.into_iter().map(Pick::Edge).collect();
        start.extend(open.map(|(_, edge)| Pick::Edge(edge)));
        Plan {
            mode: if open.is_some() {
                Mode::Replaying
            } else {
                Mode::Exploring
            },
            start,
            taken: 0,
            on: None,
            expected: open.map(|(node, _)| node),
        }
    }

    /// The edges of a way through the graph, then any way to an end.
    pub(super) fn follow_edges(way: Vec<usize>) -> Self {
        Self::follow(way.into_iter().map(Pick::Edge))
    }

    /// The threads in this order, then any way to an end.
    pub(super) fn follow_lanes(schedule: &[usize]) -> Self {
        Self::follow(schedule.iter().copied().map(Pick::Lane))
    }

    fn follow(start: impl Iterator<Item = Pick>) -> Self {
        Plan {
            start: start.collect(),
            taken: 0,
            mode: Mode::Following,
            on: None,
            expected: None,
        }
    }

    pub(super) fn mode(&self) -> Mode {
        self.mode
    }

    /// All given steps were taken.
    fn is_used_up(&self) -> bool {
        self.taken == self.start.len()
    }

    /// The steps taken so far were taken before, and ended in no fault.
    pub(super) fn repeats(&self) -> bool {
        self.mode == Mode::Replaying && !self.is_used_up()
    }
}

impl Run {
    /// Picks one of `edges`, or ends the execution.
    pub(super) fn pick(&mut self, edges: &[(usize, Choice)]) -> Option<usize> {
        if self.store.course == Course::Again {
            self.ending = Some(Ending::CutShort);
            return None;
        }
        if !self.plan.is_used_up() {
            return self.planned(edges);
        }
        if matches!(self.plan.mode, Mode::Completing | Mode::Following) {
            return self.fairest(edges);
        }
        self.plan.mode = Mode::Exploring;
        self.discover(edges)
    }

    fn planned(&mut self, edges: &[(usize, Choice)]) -> Option<usize> {
        let last = self.plan.taken + 1 == self.plan.start.len();
        let picked = match self.plan.start[self.plan.taken] {
            Pick::Edge(edge) => (edge < edges.len()).then_some(edge),
            Pick::Lane(lane) => edges.iter().position(|&(thread, _)| thread == lane),
        };
        if let (true, Some(expected)) = (last, self.plan.expected) {
            if self.store.known.get(&self.state()) != Some(&expected) {
                self.not_repeatable();
                return None;
            }
            let edge = picked.unwrap_or_else(|| unreachable!("a known state has this edge"));
            self.plan.on = Some((expected, edge, self.events.len()));
        }
        if picked.is_none() {
            match self.plan.start[self.plan.taken] {
                Pick::Edge(_) => self.not_repeatable(),
                Pick::Lane(lane) => {
                    let taken = self.plan.taken;
                    let message = match self.store.lanes.get(lane) {
                        Some(lane) => format!("{} cannot step after {taken} steps", lane.name),
                        None => format!("there is no thread {lane}"),
                    };
                    self.fail(FailureKind::Limit, message, None);
                }
            }
            return None;
        }
        self.plan.taken += 1;
        picked
    }

    pub(super) fn not_repeatable(&mut self) {
        let message = "the closure does not do the same when the same schedule is repeated: \
                       it must not depend on time, addresses, randomness or anything outside the model";
        self.store.course = Course::Over;
        self.ending = Some(Ending::Failed(Fault {
            kind: FailureKind::Limit,
            message: message.to_string(),
            location: None,
        }));
    }

    /// The thread that stepped last, as long as its share lasts: switching threads is what costs time. Then the one
    /// that has waited longest, so that loops which wait for others come to an end.
    fn fairest(&mut self, edges: &[(usize, Choice)]) -> Option<usize> {
        /// Steps that a thread may take in a row while others could step.
        const SHARE: usize = 16;
        let go_on = self.last.filter(|_| !self.steps.is_multiple_of(SHARE));
        let fairest = (0..edges.len()).min_by_key(|&edge| {
            let (thread, choice) = edges[edge];
            let turn = self.threads[thread].as_ref().map(|thread| thread.turn);
            (choice != Choice::Go, Some(thread) != go_on, turn)
        });
        if fairest.is_none() {
            self.stand_still();
        }
        fairest
    }

    /// Nobody can step: all have finished, or some never will.
    fn stand_still(&mut self) {
        let stuck = self
            .present()
            .any(|(_, thread)| thread.standing == Standing::Ready);
        if stuck {
            let message = self.who_waits();
            self.fail(FailureKind::Deadlock, message, None);
            self.add_blocked_events();
        } else {
            self.ending = Some(Ending::Finished);
            self.note_end(None);
        }
    }

    fn discover(&mut self, edges: &[(usize, Choice)]) -> Option<usize> {
        if edges.is_empty() {
            self.stand_still();
            return None;
        }
        let (node, new) = self.arrive(None)?;
        if !new {
            self.plan.mode = Mode::Completing;
            return self.fairest(edges);
        }
        let ways = edges.iter().map(|&(thread, choice)| Edge {
            thread,
            choice: self.choice_text(choice),
            to: None,
            label: String::new(),
        });
        self.store.nodes[node].edges = ways.collect();
        let others = (1..edges.len()).rev().map(|edge| (node, edge));
        self.store.open.extend(others);
        self.plan.on = Some((node, 0, self.events.len()));
        Some(0)
    }

    /// Records the last state of an execution, if it is one to record.
    pub(super) fn note_end(&mut self, fault: Option<FailureKind>) {
        match self.plan.mode {
            Mode::Completing | Mode::Following => {}
            Mode::Replaying | Mode::Exploring => {
                self.arrive(fault);
            }
        }
    }

    /// Finds or makes the state that stands now, and joins the edge that led here to it.
    fn arrive(&mut self, fault: Option<FailureKind>) -> Option<(usize, bool)> {
        let state = self.state();
        let (node, new) = match self.store.known.get(&state) {
            Some(&node) => (node, false),
            None if self.store.nodes.len() >= self.settings.states => {
                self.store.course = Course::Over;
                if self.ending.is_none() {
                    self.ending = Some(Ending::CutShort);
                }
                return None;
            }
            None => {
                let node = self.store.nodes.len();
                self.store.known.insert(state, node);
                let picture = self.store.describe.then(|| self.picture());
                self.store.nodes.push(Node {
                    edges: Vec::new(),
                    from: self.plan.on.map(|(before, edge, _)| (before, edge)),
                    fault,
                    execution: self.store.executions,
                    picture,
                });
                (node, true)
            }
        };
        if let Some((before, edge, first)) = self.plan.on {
            let label = self.store.describe.then(|| self.label(first));
            let edge = &mut self.store.nodes[before].edges[edge];
            edge.to = Some(node);
            edge.label = label.unwrap_or_default();
        }
        Some((node, new))
    }
}
