//! Verdicts for machines: JSON, and the XML that `JUnit` made common.

use std::fmt::Write;

use judge::course::Course;
use judge::describe::Description;
use judge::paint::Paint;
use judge::say;
use judge::verdict::{Outcome, TestReport, Verdict};
use serde::Serialize;
use serde_json::Value;

use crate::guide::Fault;

/// The version of the JSON's form.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    exercises: usize,
    passed: usize,
    results: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    #[serde(flatten)]
    description: Option<Description>,
    passed: bool,
    #[serde(flatten)]
    verdict: &'a Verdict,
}

/// All of `verdicts`, in their order:
///
/// ```json
/// { "version": 1, "exercises": 14, "passed": 2, "results": [
///     { "exercise": "threads/00_hello", "title": "…", "route": "core", "minutes": 5, "task": "…", "lessons": ["…"],
///       "passed": true, "notes": [], "stages": [
///         { "engine": "watched", "command": "cargo test …", "build_seconds": 0.2, "warnings": "", "obstacle": null,
///           "tests": [ { "name": "…", "outcome": { "kind": "passed" }, "seconds": 0.003, "output": "" } ] } ] } ] }
/// ```
///
/// # Errors
///
/// If a text cannot be written as JSON.
pub fn json(course: &Course, verdicts: &[Verdict]) -> Result<String, Fault> {
    let results: Vec<One> = verdicts
        .iter()
        .map(|verdict| One {
            description: course
                .find(&verdict.exercise)
                .ok()
                .and_then(|it| it.describe().ok()),
            passed: verdict.passed(),
            verdict,
        })
        .collect();
    let report = Report {
        version: VERSION,
        exercises: verdicts.len(),
        passed: verdicts.iter().filter(|verdict| verdict.passed()).count(),
        results,
    };
    let mut report = serde_json::to_value(&report).map_err(std::io::Error::from)?;
    without_colours(&mut report);
    let mut text = serde_json::to_string_pretty(&report).map_err(std::io::Error::from)?;
    text.push('\n');
    Ok(text)
}

/// rustc colours what it says, for the screen. Programs want the words.
fn without_colours(value: &mut Value) {
    match value {
        Value::String(text) => *text = judge::paint::without_colours(text),
        Value::Array(values) => values.iter_mut().for_each(without_colours),
        Value::Object(fields) => fields.values_mut().for_each(without_colours),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A test suite per exercise, a test case per test; what keeps the tests from running is a case of its own, called `build`.
pub fn junit(verdicts: &[Verdict]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"happens-before\">\n",
    );
    for verdict in verdicts {
        let cases: Vec<Case> = verdict.stages.iter().flat_map(cases).collect();
        let failures = cases.iter().filter(|case| case.failure.is_some()).count();
        let seconds: f64 = cases.iter().map(|case| case.seconds).sum();
        let _ = writeln!(
            text,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"{seconds:.3}\">",
            escaped(&verdict.exercise),
            cases.len(),
        );
        for case in &cases {
            text += &case.xml(&verdict.exercise);
        }
        text += "  </testsuite>\n";
    }
    text + "</testsuites>\n"
}

struct Case {
    name: String,
    seconds: f64,
    /// The message, and all that is to be told.
    failure: Option<(String, String)>,
}

fn cases(stage: &judge::verdict::Stage) -> Vec<Case> {
    let mut cases: Vec<Case> = stage.tests.iter().map(case).collect();
    if let Some(obstacle) = &stage.obstacle {
        let text = say::obstacle_text(obstacle, Paint::Plain);
        let first = text
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("not built");
        cases.push(Case {
            name: "build".to_string(),
            seconds: stage.build_time.as_secs_f64(),
            failure: Some((first.trim().to_string(), text.clone())),
        });
    }
    cases
}

fn case(test: &TestReport) -> Case {
    let failure = (test.outcome != Outcome::Passed).then(|| {
        let message = match &test.outcome {
            Outcome::Failed { message } => message.clone(),
            outcome => say::in_short(outcome).to_string(),
        };
        (message, say::ending(test))
    });
    Case {
        name: test.name.clone(),
        seconds: test.time.as_secs_f64(),
        failure,
    }
}

impl Case {
    fn xml(&self, suite: &str) -> String {
        let head = format!(
            "    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3}\"",
            escaped(suite),
            escaped(&self.name),
            self.seconds
        );
        match &self.failure {
            None => head + "/>\n",
            Some((message, text)) => format!(
                "{head}>\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                escaped(message),
                escaped(text)
            ),
        }
    }
}

/// As XML 1.0 allows it: markup escaped, and characters that it has no form for replaced.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\n' => safe += "&#10;",
            '\t' => safe += "&#9;",
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            c if c.is_control() => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(
            escaped("a<b & \"c\">\n\u{1b}[31m\0"),
            "a&lt;b &amp; &quot;c&quot;&gt;&#10;\u{fffd}[31m\u{fffd}"
        );
    }
}
