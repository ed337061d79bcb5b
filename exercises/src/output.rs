//! What becomes of a command when its output cannot be written.

use std::panic;
use std::process::exit;

/// How the macros of std begin, when they panic since they could not print.
const CANNOT_PRINT: &str = "failed printing to std";

/// What a shell says of a program that a closed pipe ended: 128 + SIGPIPE.
const CLOSED_PIPE: i32 = 141;

/// From now on, a command whose reader has gone (`cargo course list | head -1`) ends at once and quietly, and one that cannot
/// write for another reason ends with a sentence. Without this, both would be a panic.
///
/// The signal itself stays ignored: the guide has pipes of its own, whose ends it wants to be told of.
pub fn end_when_nobody_reads() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        // The macros print with arguments, so the message is a `String`.
        let message = panic.payload().downcast_ref::<String>();
        let Some((_, why)) = message
            .map_or("", String::as_str)
            .strip_prefix(CANNOT_PRINT)
            .and_then(|rest| rest.split_once(": "))
        else {
            return usual(panic);
        };
        if why.starts_with("Broken pipe") {
            exit(CLOSED_PIPE);
        }
        // If standard error is gone, too, there is nobody left to tell.
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("the output cannot be written: {why}\n"),
        );
        exit(1);
    }));
}
