//! Text that is lent for a moment, and needed for as long as the process lives.

use std::collections::BTreeSet;
use std::panic::PanicHookInfo;
use std::sync::{Mutex, PoisonError};

use crate::trace::Location;

/// `text`, for ever. Each distinct text is kept once, so that a loop of runs does not grow it.
pub(crate) fn text(text: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    // Nothing panics while it is held.
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(text) {
        return known;
    }
    let text: &'static str = Box::leak(text.into());
    kept.insert(text);
    text
}

/// Where a panic came from. The file's name lives as long as the program, but a hook is not told so.
pub(crate) fn place_of(panic: &PanicHookInfo<'_>) -> Option<Location> {
    let place = panic.location()?;
    Some(Location {
        file: text(place.file()),
        line: place.line(),
        column: place.column(),
    })
}
