//! Panics of explored threads: kept quiet, and remembered for the report.

use std::cell::RefCell;
use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::Once;

use crate::kept;
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
    let place = kept::place_of(info);
    LAST.set(place.map(|place| (message, place)));
}

/// Where the panic with this message came from, if it was the last one of this OS thread.
pub(super) fn last_place(message: &str) -> Option<Location> {
    let (last, place) = LAST.take()?;
    (last == message).then_some(place)
}
