//! Which rows of a failing execution a reader needs to see first.

use super::history::{History, LostUpdate, Row, is_cell_access};
use crate::FailureKind;
use crate::trace::{Operation, Outcome, Trace};

/// Marks the rows of `trace` without which a failure of this kind cannot be understood; marks that are there stay.
///
/// | kind | marked |
/// |---|---|
/// | deadlock | blocked steps; how what they wait for was taken; the notify that found nobody, and the look that it made stale |
/// | data race | both accesses; the store and the load that carried the word from one thread to the other, but no order |
/// | panic | the panic; what its thread last saw, and who wrote it; the last lost update; stale loads |
/// | no progress | where each thread that still steps goes round, and the last write to what it looks at |
///
/// These are rules of thumb. They mark what is in the trace and never a row that did not happen, but the mistake itself may
/// stand elsewhere.
pub fn mark_decisive(trace: &mut Trace, kind: FailureKind) {
    let history = History(trace);
    let mut rows: Vec<Row> = (0..trace.events.len())
        .filter(|row| trace.events[*row].outcome != Outcome::Done)
        .collect();
    match kind {
        FailureKind::Deadlock => rows.extend(of_a_deadlock(history)),
        FailureKind::DataRace => rows.extend(of_a_race(history)),
        FailureKind::NoProgress => rows.extend(of_going_round(history)),
        FailureKind::Panic => rows.extend(of_a_panic(history)),
        FailureKind::Leak | FailureKind::Limit => {}
    }
    for row in rows {
        trace.events[row].decisive = true;
    }
}

fn of_a_deadlock(history: History<'_>) -> Vec<Row> {
    let events = &history.0.events;
    let mut rows = Vec::new();
    for (row, event) in events.iter().enumerate() {
        if !matches!(event.outcome, Outcome::Blocked { .. }) {
            continue;
        }
        if let Some(object) = event.object {
            let holders = history.holders(row);
            rows.extend(
                holders
                    .iter()
                    .filter_map(|lane| history.held_since(object, *lane)),
            );
        }
        match event.operation {
            Operation::Wait => rows.extend(of_a_sleeper(history, row)),
            Operation::Park => rows.extend(of_a_parked_thread(history, event.lane)),
            _ => {}
        }
    }
    rows
}

/// Looked, changed, notified, slept: the four rows of a lost wake-up, as far as they are there.
fn of_a_sleeper(history: History<'_>, blocked: Row) -> Vec<Row> {
    let asleep = history.asleep_since(blocked);
    let mut rows = vec![asleep];
    let notify = history.last_notify(blocked);
    rows.extend(notify);
    let lane = history.0.events[blocked].lane;
    let look = history.last_look(lane, asleep);
    if let (Some(look), Some(notify)) = (look, notify.filter(|row| history.finds_nobody(*row)))
        && look < notify
    {
        rows.extend(
            [look]
                .into_iter()
                .chain(history.changed_between(look, notify)),
        );
    }
    rows
}

/// A token is one token: the last unpark, and the park that used it up.
fn of_a_parked_thread(history: History<'_>, lane: usize) -> Vec<Row> {
    let events = &history.0.events;
    let on_me = |row: &Row| {
        let object = events[*row].object;
        object.and_then(|object| history.lane_of(object)) == Some(lane)
    };
    let last_of = |operation: Operation, mine: &dyn Fn(&Row) -> bool| {
        (0..events.len()).rev().find(|row| {
            let event = &events[*row];
            event.operation == operation && event.outcome == Outcome::Done && mine(row)
        })
    };
    let unpark = last_of(Operation::Unpark, &on_me);
    let park = last_of(Operation::Park, &|row| events[*row].lane == lane);
    unpark.into_iter().chain(park).collect()
}

fn of_a_race(history: History<'_>) -> Vec<Row> {
    let events = &history.0.events;
    let failed = events
        .iter()
        .rposition(|event| event.outcome == Outcome::Failed && is_cell_access(event));
    let second = failed.or_else(|| {
        (0..events.len())
            .rev()
            .find(|row| history.races_with(*row).is_some())
    });
    let Some(second) = second else {
        return Vec::new();
    };
    let Some(first) = history.races_with(second) else {
        return vec![second];
    };
    let mut rows = vec![first, second];
    // The word that went from the first thread to the second, and should have carried the order.
    let word = (first + 1..second).rev().find_map(|row| {
        let seen = history.seen_by(row)?;
        let (load, store) = (&events[row], &events[seen]);
        let carries = load.lane == events[second].lane
            && load.ordering.is_some()
            && store.lane == events[first].lane
            && seen > first;
        carries.then_some([seen, row])
    });
    rows.extend(word.into_iter().flatten());
    rows
}

fn of_a_panic(history: History<'_>) -> Vec<Row> {
    /// More stale loads than these explain nothing any more.
    const STALE_LOADS: usize = 3;
    let events = &history.0.events;
    let panic = events
        .iter()
        .rposition(|event| event.operation == Operation::Panic)
        .or_else(|| events.len().checked_sub(1));
    let Some(panic) = panic else {
        return Vec::new();
    };
    let mut rows = vec![panic];
    let look = history.last_look(events[panic].lane, panic);
    rows.extend(look);
    let object = look.and_then(|look| events[look].object);
    let lost = object
        .and_then(|object| history.lost_update(Some(object), panic))
        .or_else(|| history.lost_update(None, panic));
    match lost {
        Some(LostUpdate {
            read,
            lost,
            overwrite,
        }) => rows.extend([read, lost, overwrite]),
        None => rows.extend(look.and_then(|look| history.seen_by(look))),
    }
    let stale = (0..panic)
        .rev()
        .filter_map(|row| Some([row, history.missed_by(row)?]));
    rows.extend(stale.take(STALE_LOADS).flatten());
    rows
}

fn of_going_round(history: History<'_>) -> Vec<Row> {
    /// So many last steps are the end of the execution: who is among them goes round.
    const LAST: usize = 16;
    let events = &history.0.events;
    let end = events.len().saturating_sub(LAST);
    let mut rows = Vec::new();
    for lane in 0..history.0.lanes.len() {
        let step = (end..events.len()).rev().find(|row| {
            let event = &events[*row];
            event.lane == lane && event.object.is_some() && event.outcome == Outcome::Done
        });
        rows.extend(step);
        rows.extend(step.and_then(|row| history.last_write_by_another(row)));
    }
    rows
}
