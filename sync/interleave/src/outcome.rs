//! What a check of a model ends in: [`Passed`] or [`Failure`].

use std::fmt;
use std::time::Duration;

use crate::Model;
use crate::timeline;
use crate::trace::{Location, Trace};

/// No execution failed. That is not a proof: [`not_explored`](Passed::not_explored) says what was left out.
#[derive(Clone, Debug)]
pub struct Passed {
    /// How many executions were run. The explorer counts interleavings, of which it runs those that reach a new state.
    pub executions: u64,
    /// The most threads alive in one execution, the model's main thread included.
    pub threads: usize,
    /// Wall time of the check.
    pub elapsed: Duration,
    /// What this engine, with these settings, did not look at; each a short phrase.
    pub not_explored: Vec<String>,
}

impl fmt::Display for Passed {
    /// `no failure in 9 executions (3 threads, 0.4 ms; not explored: spurious wake-ups)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "no failure in {} ({}, {:.1} ms",
            count(self.executions, "execution"),
            count(self.threads as u64, "thread"),
            self.elapsed.as_secs_f64() * 1e3
        )?;
        if !self.not_explored.is_empty() {
            write!(f, "; not explored: {}", self.not_explored.join(", "))?;
        }
        write!(f, ")")
    }
}

/// An execution that went wrong, and how.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What went wrong.
    pub kind: FailureKind,
    /// The panic's message, or the engine's own sentence.
    pub message: String,
    /// Where it went wrong, if one place can be named.
    pub location: Option<Location>,
    /// How many executions were run, the failing one included.
    pub executions: u64,
    /// The failing execution.
    pub trace: Trace,
}

/// The ways in which an execution can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "json",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum FailureKind {
    /// An assertion failed, or the code panicked otherwise.
    Panic,
    /// Threads wait for each other, or for something that nobody will do.
    Deadlock,
    /// Two threads touched a plain variable without an order between them, one of them writing.
    DataRace,
    /// Something made in the model was never dropped.
    Leak,
    /// The execution did not end: a thread spins without letting others go on, or others never let it.
    NoProgress,
    /// The model asks for more than the engine can do, such as a sixth thread under loom.
    Limit,
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FailureKind::Panic => "panic",
            FailureKind::Deadlock => "deadlock",
            FailureKind::DataRace => "data race",
            FailureKind::Leak => "leak",
            FailureKind::NoProgress => "no progress",
            FailureKind::Limit => "limit of the engine",
        })
    }
}

impl Failure {
    /// One line: `deadlock in execution 2: main waits for mutex right, held by thread 1; …`
    pub fn headline(&self) -> String {
        format!(
            "{} in execution {}: {}",
            self.kind, self.executions, self.message
        )
    }

    /// Requires that the failing execution shows these steps in this order, with anything between them; each is the
    /// start of a sentence as [`Trace::sentence`] writes it, such as `thread 1: lock left fork`.
    ///
    /// # Panics
    ///
    /// If it does not; the message holds the time line.
    #[track_caller]
    pub fn assert_shows(&self, steps: &[&str]) -> &Self {
        assert!(
            self.trace.shows(steps),
            "the failing execution does not show {steps:#?}\n{self}"
        );
        self
    }
}

impl fmt::Display for Failure {
    /// The headline and the time line, at most 40 lines by 120 columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&timeline::render(&self.headline(), &self.trace))
    }
}

/// Says on standard error how a check of `model` ended. libtest captures `println!` but not direct writes: the number of
/// executions is always seen.
///
/// # Panics
///
/// If the check failed, after printing its time line.
#[track_caller]
pub fn report(model: &Model, outcome: Result<Passed, Failure>) {
    let title = model.title();
    match outcome {
        Ok(passed) => say(&format!("model {title}: {passed}\n")),
        Err(failure) => {
            // Title and headline wrap as one: the time line stays within its bounds.
            let headline = format!("model {title}: {}", failure.headline());
            say(&format!(
                "{}\n",
                timeline::render(&headline, &failure.trace)
            ));
            panic!("{}", failure.headline());
        }
    }
}

/// The failure that was required, announced on standard error by its headline, its time line on standard output.
#[track_caller]
pub(crate) fn expect_failure(title: &str, outcome: Result<Passed, Failure>) -> Failure {
    match outcome {
        Ok(passed) => panic!("model {title}: a failure was expected, but there was {passed}"),
        Err(failure) => {
            let headline: Vec<String> = failure
                .headline()
                .lines()
                .map(|line| line.trim().to_string())
                .collect();
            say(&format!(
                "model {title}: fails as it must, {}\n",
                headline.join(", ")
            ));
            // Captured by libtest: seen with `-- --nocapture`, and when the test goes on to fail.
            println!("{failure}");
            failure
        }
    }
}

/// Writes past libtest's capture, in one piece so that parallel tests do not mix.
pub(crate) fn say(text: &str) {
    use std::io::Write;
    // Nothing can be done about a closed standard error, and the verdict does not depend on it.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// `1 thread`, `2 threads`.
pub(crate) fn count(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// The exit code of a process that ended itself because its threads were stuck: none that Rust or a shell uses.
pub const STUCK_EXIT_CODE: i32 = 86;

/// What a panic said, if it was text.
pub(crate) fn panic_message(payload: &(dyn std::any::Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_string()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without text".to_string()
    }
}
