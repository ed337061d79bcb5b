//! What a screen has room for: the lanes and the rows to show.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::history::Row;
use crate::trace::{Operation, Outcome, Trace};

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// This event.
    Step(Row),
    /// So many events that are left out.
    Folded(usize),
}

/// At most `limit` lanes: those that matter most, in the trace's order.
pub(super) fn lanes(trace: &Trace, limit: usize) -> Vec<usize> {
    let weight = |lane: usize| {
        let own = trace.events.iter().filter(|event| event.lane == lane);
        own.fold((0, 0, 0), |(stuck, decisive, all), event| {
            let is_stuck = usize::from(event.outcome != Outcome::Done);
            (
                stuck + is_stuck,
                decisive + usize::from(event.decisive),
                all + 1,
            )
        })
    };
    let mut shown: Vec<usize> = (0..trace.lanes.len()).collect();
    shown.sort_by_key(|lane| Reverse(weight(*lane)));
    shown.truncate(limit);
    shown.sort_unstable();
    shown
}

/// At most `room` lines that show these lanes: first what is stuck or failed, then the decisive rows, then what stands
/// near them and near the end.
pub(super) fn rows(trace: &Trace, lanes: &[usize], room: usize) -> Vec<Line> {
    /// Gives up after so many rows that did not fit: the rest is further away still.
    const PATIENCE: usize = 200;
    let total = trace.events.len();
    let anchors: Vec<Row> = (0..total).filter(|row| rank(trace, *row) < 2).collect();
    let mut candidates: Vec<Row> = (0..total)
        .filter(|row| lanes.contains(&trace.events[*row].lane))
        .collect();
    candidates.sort_by_key(|row| {
        let distance = nearest(&anchors, *row).min(total - 1 - row);
        let dull = 4 * usize::from(is_dull(trace.events[*row].operation));
        (rank(trace, *row), distance + dull, Reverse(*row))
    });
    let mut kept = BTreeSet::new();
    let mut refused = 0;
    for row in candidates {
        kept.insert(row);
        if kept.len() + gaps(&kept, total) > room {
            kept.remove(&row);
            refused += 1;
            if refused == PATIENCE {
                break;
            }
        }
    }
    lines(&kept, total)
}

fn rank(trace: &Trace, row: Row) -> u8 {
    let event = &trace.events[row];
    match (&event.outcome, event.decisive) {
        (Outcome::Blocked { .. } | Outcome::Failed, _) => 0,
        (Outcome::Done, true) => 1,
        (Outcome::Done, false) => 2,
    }
}

/// Steps that seldom explain anything.
fn is_dull(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::Yield | Operation::Spawn | Operation::Join | Operation::Finish
    )
}

fn nearest(anchors: &[Row], row: Row) -> usize {
    let after = anchors.partition_point(|anchor| *anchor < row);
    let neighbours = anchors[after.saturating_sub(1)..].iter().take(2);
    neighbours
        .map(|anchor| anchor.abs_diff(row))
        .min()
        .unwrap_or(usize::MAX / 2)
}

fn gaps(kept: &BTreeSet<Row>, total: usize) -> usize {
    lines(kept, total)
        .iter()
        .filter(|line| matches!(line, Line::Folded(_)))
        .count()
}

fn lines(kept: &BTreeSet<Row>, total: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut next = 0;
    for row in kept.iter().copied().chain([total]) {
        if row > next {
            lines.push(Line::Folded(row - next));
        }
        if row < total {
            lines.push(Line::Step(row));
        }
        next = row + 1;
    }
    lines
}
