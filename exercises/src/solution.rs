//! The solution beside the learner's own, the ideas of other right answers, and the classic mistakes.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use judge::course::Exercise;
use judge::paint::Paint;
use judge::say::sentence;
use judge::variant::{self, Header};
use similar::{ChangeTag, TextDiff};

use crate::guide::{Fault, Guide, Standing};

/// `cargo course solution`: only after the exercise has passed, unless `force`.
///
/// # Errors
///
/// If a file cannot be read.
pub fn show(guide: &Guide, name: Option<&str>, force: bool) -> Result<ExitCode, Fault> {
    let exercise = guide.exercise(name)?;
    if guide.standing(&exercise) == Standing::Pending && !force {
        println!(
            "{} has not passed yet. `cargo course hint {}` helps; `--force` shows the solution all the same.",
            exercise.id(),
            exercise.name
        );
        return Ok(ExitCode::FAILURE);
    }
    print!("{}", text(&exercise, guide.paint)?);
    Ok(ExitCode::SUCCESS)
}

/// All that is worth seeing after a pass.
///
/// # Errors
///
/// If a file cannot be read.
pub fn text(exercise: &Exercise, paint: Paint) -> io::Result<String> {
    let own = fs::read_to_string(exercise.file())?;
    let solution = without_markers(&fs::read_to_string(exercise.solution())?);
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}\n",
        paint.strong("From yours (-) to the solution (+)")
    );
    text += &difference(&without_frame(&own), &without_frame(&solution), paint);
    let ideas: Vec<String> = headers(&exercise.right(), "Idea")
        .into_iter()
        .map(|(idea, _)| idea)
        .collect();
    if !ideas.is_empty() {
        let _ = writeln!(text, "\n{}\n", paint.strong("Other right answers"));
        for idea in ideas {
            let _ = writeln!(text, "  - {idea}");
        }
    }
    let mistakes = headers(&exercise.wrong(), "Misconception");
    if !mistakes.is_empty() {
        let _ = writeln!(
            text,
            "\n{}\n",
            paint.strong("What others thought, and what refuses it")
        );
        for (mistake, tests) in mistakes {
            let _ = writeln!(text, "  - {mistake}");
            let _ = writeln!(text, "    {}", paint.quiet(&tests));
        }
    }
    Ok(text)
}

/// Without the marks for the region that learners write.
fn without_markers(solution: &str) -> String {
    let marks = ["// BEGIN SOLUTION", "// END SOLUTION", "// STARTER:"];
    let kept = solution
        .lines()
        .filter(|line| !marks.iter().any(|mark| line.trim_start().starts_with(mark)));
    kept.fold(String::new(), |text, line| text + line + "\n")
}

/// Without the doc at the top and the attribute of starting files, which differ for reasons of the course.
fn without_frame(text: &str) -> String {
    let mut in_attribute = false;
    let kept = text.lines().filter(|line| {
        in_attribute |= line.starts_with("#![allow(");
        let keep = !in_attribute && !line.starts_with("//!");
        in_attribute &= !line.ends_with(")]");
        keep
    });
    let text = kept.fold(String::new(), |text, line| text + line + "\n");
    text.trim_start_matches('\n').to_string()
}

fn difference(own: &str, solution: &str, paint: Paint) -> String {
    let diff = TextDiff::from_lines(own, solution);
    let mut text = String::new();
    for group in diff.grouped_ops(3) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = change.value().trim_end_matches('\n');
            let _ = match change.tag() {
                ChangeTag::Equal => writeln!(text, "  {line}"),
                ChangeTag::Delete => writeln!(text, "{}", paint.bad(&format!("- {line}"))),
                ChangeTag::Insert => writeln!(text, "{}", paint.good(&format!("+ {line}"))),
            };
        }
        text += "\n";
    }
    if text.is_empty() {
        text += "  Yours is the solution, to the letter.\n";
    }
    text
}

/// The field `label` of each variant in a folder, and what catches it: the tests as sentences, or the compiler.
fn headers(folder: &Path, label: &str) -> Vec<(String, String)> {
    let told = |patch: String| {
        let header = Header::of(&patch);
        let tests = match header.get("Caught by") {
            Some(tests) => sentence(tests),
            None => header.get("Shows").unwrap_or_default().to_string(),
        };
        Some((header.get(label)?.to_string(), tests))
    };
    variant::texts(folder)
        .into_iter()
        .filter_map(told)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{difference, without_frame, without_markers};
    use judge::paint::Paint;

    #[test]
    fn a_learner_sees_only_what_differs_in_the_answer() {
        let solution = "//! # Two\n\npub fn two() -> u32 {\n    // BEGIN SOLUTION -> todo!(\"two\")\n    2\n    // END SOLUTION\n}\n";
        let own = "//! # Two\n//!\n//! Check: it\n\n#![allow(\n    dead_code,\n    reason = \"x\"\n)]\n\npub fn two() -> u32 {\n    1 + 1\n}\n";
        let shown = difference(
            &without_frame(own),
            &without_frame(&without_markers(solution)),
            Paint::Plain,
        );
        assert_eq!(
            shown,
            "  pub fn two() -> u32 {\n-     1 + 1\n+     2\n  }\n\n"
        );
    }
}
