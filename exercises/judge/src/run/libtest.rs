//! What a libtest process says by its exit code, its output and its log.

use std::process::ExitStatus;

use super::sign::WARNING;
use crate::verdict::Outcome;

/// The exit code of a process that `interleave` has ended because its watched threads can never go on. The same number as
/// `interleave::STUCK_EXIT_CODE`, which would cost the judge a dependency.
pub const STUCK_EXIT_CODE: i32 = 86;

/// The exit code with which libtest says that a test failed.
const TEST_FAILED: i32 = 101;

/// How a test ended whose process ended by itself. `sign` is its line in libtest's log, empty if there is none.
pub(super) fn outcome(status: ExitStatus, output: &str, sign: &str, full_name: &str) -> Outcome {
    let sign = match sign.split_once(' ') {
        // A comma and the reason may follow.
        Some((word, _)) if word.starts_with("ignored") => "ignored",
        Some((word, name)) if name == full_name => word,
        _ => "",
    };
    let Some(code) = status.code() else {
        return Outcome::Killed {
            signal: signal(status),
            stack_overflow: output.contains("has overflowed its stack"),
        };
    };
    match (code, sign) {
        // What was printed is not asked: a thread that outlives the test may print into the middle of libtest's lines.
        (0, "ok") => Outcome::Passed,
        (0, "") if cfg!(not(unix)) && says_passed(output) => Outcome::Passed,
        (0, "") if body(output).starts_with("\nrunning 0 tests\n") => Outcome::Missing,
        (0, "ignored") => Outcome::NotRun,
        (TEST_FAILED, "failed") => Outcome::Failed {
            message: message(output, full_name),
        },
        (STUCK_EXIT_CODE, "") => match stuck_report(output) {
            Some(report) => Outcome::Stuck { report },
            None => Outcome::Exited { code },
        },
        _ => Outcome::Exited { code },
    }
}

/// What was printed after libtest's warning.
fn body(output: &str) -> &str {
    output.strip_prefix(WARNING).unwrap_or(output)
}

fn says_passed(output: &str) -> bool {
    output
        .lines()
        .any(|line| line.starts_with("test result: ok. 1 passed; 0 failed;"))
}

/// The last report of threads that can never go on, or of a model's run that did not end.
fn stuck_report(output: &str) -> Option<String> {
    let is_headline = |line: &str| {
        line.starts_with("deadlock")
            || line.starts_with("stuck")
            || (line.starts_with("model ") && line.contains("did not end"))
    };
    let lines: Vec<&str> = output.lines().collect();
    let from = lines.iter().rposition(|line| is_headline(line))?;
    Some(lines[from..].join("\n").trim_end().to_string())
}

/// What the panic said that failed the test; if the test only passed on the panic of a thread, what that one said.
fn message(output: &str, full_name: &str) -> String {
    let panics = panics(output);
    let own = panics.iter().rfind(|panic| panic.thread == full_name);
    let first = panics.first();
    match (own, first) {
        (Some(own), Some(first)) if is_echo(&own.message) => first.message.clone(),
        (Some(own), _) => own.message.clone(),
        (None, Some(first)) => first.message.clone(),
        // A test that returned an error, or did not panic as it should.
        (None, None) => output
            .lines()
            .find(|line| line.starts_with("Error: ") || line.starts_with("note: "))
            .unwrap_or("the test failed without a panic")
            .to_string(),
    }
}

/// A panic because of another thread's panic: `handle.join().unwrap()`, `thread::scope`.
fn is_echo(message: &str) -> bool {
    message.contains("Any { .. }") || message == "a scoped thread panicked"
}

struct Panic<'a> {
    thread: &'a str,
    message: String,
}

/// Each panic in the output: `thread 'NAME' (ID) panicked at FILE:LINE:COLUMN:`, then the message.
fn panics(output: &str) -> Vec<Panic<'_>> {
    let mut panics = Vec::new();
    let mut lines = output.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(thread) = panicking_thread(line) else {
            continue;
        };
        let mut message = Vec::new();
        while let Some(line) = lines.next_if(|line| !ends_message(line)) {
            message.push(line);
        }
        panics.push(Panic {
            thread,
            message: message.join("\n").trim_end().to_string(),
        });
    }
    panics
}

fn panicking_thread(line: &str) -> Option<&str> {
    let (thread, rest) = line.strip_prefix("thread '")?.split_once('\'')?;
    rest.contains("panicked at ").then_some(thread)
}

fn ends_message(line: &str) -> bool {
    line.starts_with("note: run with `RUST_BACKTRACE")
        || line == "FAILED"
        || line == "failures:"
        || panicking_thread(line).is_some()
}

/// What the test itself printed: without libtest's lines before and after.
pub(super) fn without_frame(output: &str, full_name: &str) -> String {
    let text = body(output);
    let text = text.strip_prefix("\nrunning 1 test\n").unwrap_or(text);
    let text = match text.strip_prefix(&format!("test {full_name}")) {
        // Its line may say more: ` - should panic ... `.
        Some(rest) => rest.split_once("... ").map_or(rest, |(_, rest)| rest),
        None => text,
    };
    let end = ["ok\n\ntest result: ", "FAILED\n\nfailures:\n"]
        .iter()
        .find_map(|mark| text.rfind(mark));
    text[..end.unwrap_or(text.len())].to_string()
}

/// Its name, such as `SIGABRT`.
#[cfg(unix)]
fn signal(status: ExitStatus) -> String {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt;
    let number = status.signal().unwrap_or_default();
    let names = [
        (Signal::ABORT, "SIGABRT"),
        (Signal::BUS, "SIGBUS"),
        (Signal::FPE, "SIGFPE"),
        (Signal::HUP, "SIGHUP"),
        (Signal::ILL, "SIGILL"),
        (Signal::INT, "SIGINT"),
        (Signal::KILL, "SIGKILL"),
        (Signal::PIPE, "SIGPIPE"),
        (Signal::SEGV, "SIGSEGV"),
        (Signal::TERM, "SIGTERM"),
        (Signal::TRAP, "SIGTRAP"),
        (Signal::XCPU, "SIGXCPU"),
    ];
    let name = names.iter().find(|(signal, _)| signal.as_raw() == number);
    name.map_or_else(
        || format!("signal {number}"),
        |(_, name)| (*name).to_string(),
    )
}

/// There are no signals here.
#[cfg(not(unix))]
fn signal(_: ExitStatus) -> String {
    "an exception".to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_that_of_the_test_itself() {
        let output = "\nthread 'worker' (7) panicked at a.rs:1:1:\nfirst\nnote: run with `RUST_BACKTRACE=1` …\n\n\
                      thread 'cases::t' (6) panicked at b.rs:2:2:\nsecond\n\nwith a picture\nFAILED\n\nfailures:\n";
        assert_eq!(message(output, "cases::t"), "second\n\nwith a picture");
    }

    #[test]
    fn a_panic_passed_on_by_join_keeps_its_own_message() {
        let output = "thread 'worker' (7) panicked at a.rs:1:1:\nfirst\nthread 't' (6) panicked at b.rs:2:2:\n\
                      called `Result::unwrap()` on an `Err` value: Any { .. }\nFAILED\n";
        assert_eq!(message(output, "t"), "first");
    }

    #[test]
    fn only_the_output_of_the_test_is_kept() {
        let output = format!(
            "{WARNING}\nrunning 1 test\ntest t ... hello\nok\n\ntest result: ok. 1 passed; 0 failed; …\n"
        );
        assert_eq!(without_frame(&output, "t"), "hello\n");
    }
}
