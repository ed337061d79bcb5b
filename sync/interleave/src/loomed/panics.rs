//! What happens when code under test panics: a note in the log, and nothing on the screen until the verdict is known.

use std::panic::{self, PanicHookInfo};
use std::sync::Once;

use super::diagnosis::Evidence;
use super::record;
use crate::kept;
use crate::outcome::panic_message;
use crate::trace::{Event, Operation};

/// Makes the process quiet about panics inside models. Other threads keep the hook that was there.
pub(super) fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if record::is_recording() {
                note(info);
            } else {
                previous(info);
            }
        }));
    });
}

fn note(info: &PanicHookInfo<'_>) {
    if record::is_abandoned() {
        return;
    }
    let message = panic_message(info.payload());
    if is_last_words(&message) {
        // A destructor panicked while a panic was unwinding: the process is about to end. The failure goes out first,
        // from a thread with a stack of its own.
        record::print_failure();
    } else if record::is_asking_loom() {
        // Caught where loom was asked. The place does not tell: much of loom names its caller's.
    } else if info.location().is_some_and(|place| is_loom(place.file())) {
        // Found between executions, or by the switch of stacks: no thread of the model is left to catch it.
        record::send_failure(&Evidence::Loom(message));
    } else {
        note_panic(&message, info);
    }
}

fn note_panic(message: &str, info: &PanicHookInfo<'_>) {
    let place = kept::place_of(info);
    record::with(|recorder| {
        let lane = recorder.execution.running;
        recorder.execution.panic = Some((lane, message.to_string(), place));
        recorder.execution.trace.events.push(Event {
            written: Some(message.lines().next().unwrap_or_default().to_string()),
            location: place,
            ..Event::new(lane, Operation::Panic)
        });
    });
}

/// Whether a file belongs to loom or to the coroutines under it.
fn is_loom(file: &str) -> bool {
    ["loom-", "generator-"].iter().any(|name| {
        file.split(['/', '\\']).any(|part| {
            part.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
    })
}

/// What std says before it ends the process for a panic in a destructor.
fn is_last_words(message: &str) -> bool {
    message.contains("panic in a destructor during cleanup")
        || message.contains("panic in a function that cannot unwind")
}
