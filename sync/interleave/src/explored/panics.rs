//! Panics of explored threads: kept quiet, and remembered for the report.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::{Mutex, Once, PoisonError};

use crate::outcome::panic_message;
use crate::trace::Location;

use super::execution;

thread_local! {
    static LAST: RefCell<Option<(String, Location)>> = const { RefCell::new(None) };
}

/// From now on a panic of an explored thread prints nothing; all others go on to the hook that was there.
pub(super) fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if execution::current().is_some() {
                remember(info);
            } else {
                before(info);
            }
        }));
    });
}

fn remember(info: &PanicHookInfo<'_>) {
    let message = panic_message(info.payload());
    let place = info.location().map(|place| Location {
        file: kept(place.file()),
        line: place.line(),
        column: place.column(),
    });
    LAST.set(place.map(|place| (message, place)));
}

/// Where the panic with this message came from, if it was the last one of this OS thread.
pub(super) fn last_place(message: &str) -> Option<Location> {
    let (last, place) = LAST.take()?;
    (last == message).then_some(place)
}

/// A file's name for ever: the hook lends it only for the time of the call. There are few of them.
fn kept(file: &str) -> &'static str {
    static FILES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    // Nothing panics while it is held.
    let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = files.get(file) {
        return known;
    }
    let kept: &'static str = Box::leak(file.to_string().into_boxed_str());
    files.insert(kept);
    kept
}
