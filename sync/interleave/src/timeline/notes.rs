//! What stands beside a row: the one thing about it that the row itself does not say.

use super::history::{History, Row, is_cell_access};
use crate::trace::{Ordering, Outcome};

/// The note of a row, such as `held by main since row 2`. Rows are counted from 1, as the reader sees them.
pub(super) fn note(history: History<'_>, row: Row) -> Option<String> {
    let event = &history.0.events[row];
    if matches!(event.outcome, Outcome::Blocked { .. }) {
        return held(history, row);
    }
    if let Some(missed) = history.missed_by(row) {
        let value = history.0.events[missed].written.as_deref().unwrap_or("it");
        return Some(format!("stale: row {} stored {value}", missed + 1));
    }
    if event.outcome == Outcome::Failed {
        let other = history.races_with(row)?;
        return Some(format!("not ordered with row {}", other + 1));
    }
    if !event.decisive {
        return None;
    }
    if let Some(update) = history.lost_by(row) {
        let (read, lost) = (update.read + 1, update.lost + 1);
        let by_lock = event.object.is_some_and(|object| history.is_lock(object));
        return Some(if by_lock {
            format!("decided in row {read}, before row {lost}")
        } else {
            format!("overwrites row {lost}, unseen")
        });
    }
    if history.finds_nobody(row) {
        return Some("nobody is waiting".to_string());
    }
    let race = history
        .0
        .events
        .iter()
        .any(|event| event.outcome == Outcome::Failed && is_cell_access(event));
    (race && event.ordering == Some(Ordering::Relaxed)).then(|| "orders nothing else".to_string())
}

fn held(history: History<'_>, row: Row) -> Option<String> {
    let object = history.0.events[row].object?;
    if !history.is_lock(object) {
        return None;
    }
    let holders: Vec<String> = history
        .holders(row)
        .into_iter()
        .map(|lane| {
            let name = &history.0.lanes[lane].name;
            match history.held_since(object, lane) {
                Some(since) => format!("{name} since row {}", since + 1),
                None => name.clone(),
            }
        })
        .collect();
    (!holders.is_empty()).then(|| format!("held by {}", holders.join(" and ")))
}
