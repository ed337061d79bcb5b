//! What a report says, and how sentences speak of it.

use std::fmt::Write;

use judge::verdict::{Engine, Outcome, TestReport};

use crate::header::one_spaced;

/// Whether the reader of a report sees the phrase, however the lines wrap.
pub(super) fn shows(report: &TestReport, phrase: &str) -> bool {
    one_spaced(&said(report)).contains(phrase)
}

/// All that a report says.
pub(super) fn said(report: &TestReport) -> String {
    let mut text = report.output.clone();
    match &report.outcome {
        Outcome::Failed { message: more } | Outcome::Stuck { report: more }
            if !text.contains(more.trim()) =>
        {
            let _ = write!(text, "\n{more}");
        }
        Outcome::Still { threads } | Outcome::TooLong { threads, .. } => {
            let _ = write!(text, "\n{}", threads.join("\n"));
        }
        _ => {}
    }
    text
}

/// As sentences name an engine.
pub fn place(engine: Engine) -> &'static str {
    match engine {
        Engine::Watched => "on watched threads",
        Engine::Explored => "on the explorer",
        Engine::Loom => "under loom",
    }
}

pub(super) fn outcome_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => "it passes".to_string(),
        Outcome::Failed { .. } => "it fails".to_string(),
        Outcome::Stuck { .. } => "its threads can never go on".to_string(),
        Outcome::Still { .. } => "its threads stand still".to_string(),
        Outcome::TooLong { limit, .. } => format!("it runs longer than {limit:?}"),
        Outcome::TooMuchOutput { limit } => format!("it prints more than {limit} bytes"),
        Outcome::Exited { code } => format!("its process exits with code {code}"),
        Outcome::Killed { signal, .. } => format!("{signal} ends its process"),
        Outcome::Missing => "it is not there".to_string(),
        Outcome::NotRun => "it was not run".to_string(),
    }
}
