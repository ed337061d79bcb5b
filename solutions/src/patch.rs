//! A variant's file: a header, a blank line, a unified diff against the solution.

use std::fmt::Write;

use diffy::{DiffOptions, Line, Patch};

/// How many lines of context around a change may differ when a diff is carried over to a changed solution.
const MOST_FUZZ: usize = 2;

/// Header and diff of a variant's file.
pub fn split(text: &str) -> (&str, &str) {
    if text.starts_with("--- ") {
        return ("", text);
    }
    match text.find("\n--- ") {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

/// The solution as the diff changes it. Lines may have moved, but must stand there as the diff says.
///
/// # Errors
///
/// A sentence that says which hunk does not fit, or that there is no diff.
pub fn apply(solution: &str, diff: &str) -> Result<String, String> {
    let patch = parse(diff)?;
    diffy::apply(solution, &patch)
        .map_err(|error| format!("the diff does not fit the solution: {error}"))
}

/// Whether every hunk stands at the line that its head tells.
pub fn is_in_place(solution: &str, diff: &str) -> bool {
    let lines: Vec<&str> = solution.split_inclusive('\n').collect();
    let in_place = |hunk: &diffy::Hunk<'_, str>| {
        let old = hunk.lines().iter().filter_map(|line| match line {
            Line::Context(line) | Line::Delete(line) => Some(*line),
            Line::Insert(_) => None,
        });
        let from = hunk.old_range().start().saturating_sub(1);
        lines
            .get(from..)
            .is_some_and(|lines| old.eq(lines.iter().take(hunk.old_range().len()).copied()))
    };
    parse(diff).is_ok_and(|patch| patch.hunks().iter().all(in_place))
}

/// As [`apply`], but where a hunk does not fit, its outer lines of context are passed over.
///
/// # Errors
///
/// If the changed lines themselves are not there any more.
pub fn apply_loosely(solution: &str, diff: &str) -> Result<String, String> {
    let mut last = String::new();
    for fuzz in 0..=MOST_FUZZ {
        match apply(solution, &with_less_context(&parse(diff)?, fuzz)) {
            Ok(text) => return Ok(text),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The diff that makes `changed` from `solution`; both names are `path`.
pub fn diff(solution: &str, changed: &str, path: &str) -> String {
    let mut options = DiffOptions::new();
    options.set_original_filename(path.to_string());
    options.set_modified_filename(path.to_string());
    options.create_patch(solution, changed).to_string()
}

/// The file of a variant.
pub fn join(header: &str, diff: &str) -> String {
    format!("{}\n\n{diff}", header.trim_end())
}

fn parse(diff: &str) -> Result<Patch<'_, str>, String> {
    let patch =
        Patch::from_str(diff).map_err(|error| format!("this is not a unified diff: {error}"))?;
    if patch.hunks().is_empty() {
        return Err("there is no diff after the header".to_string());
    }
    Ok(patch)
}

fn with_less_context(patch: &Patch<'_, str>, fuzz: usize) -> String {
    let mut text = "--- a\n+++ b\n".to_string();
    for hunk in patch.hunks() {
        let lines = hunk.lines();
        let context = |line: &&Line<'_, str>| matches!(line, Line::Context(_));
        let before = lines.iter().take_while(context).count().min(fuzz);
        let after = lines.iter().rev().take_while(context).count().min(fuzz);
        let kept = &lines[before..lines.len() - after];
        let (old, new) = (
            hunk.old_range().start() + before,
            hunk.new_range().start() + before,
        );
        let old_length = kept
            .iter()
            .filter(|line| !matches!(line, Line::Insert(_)))
            .count();
        let new_length = kept
            .iter()
            .filter(|line| !matches!(line, Line::Delete(_)))
            .count();
        let _ = writeln!(text, "@@ -{old},{old_length} +{new},{new_length} @@");
        for line in kept {
            let (sign, line) = match line {
                Line::Context(line) => (' ', line),
                Line::Delete(line) => ('-', line),
                Line::Insert(line) => ('+', line),
            };
            text.push(sign);
            text.push_str(line);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOLUTION: &str = "a\nb\nc\nd\ne\nf\ng\nh\n";
    const CHANGED: &str = "a\nb\nc\nd\nE\nf\ng\nh\n";

    #[test]
    fn header_and_diff_part_at_the_first_file_name() {
        let diff = diff(SOLUTION, CHANGED, "solutions/t/01.rs");
        let file = join("Idea: i.\n", &diff);
        assert!(file.starts_with("Idea: i.\n\n--- solutions/t/01.rs\n+++ solutions/t/01.rs\n@@ "));
        assert_eq!(split(&file), ("Idea: i.\n", diff.as_str()));
        assert_eq!(split("Idea: i.\n"), ("Idea: i.\n", ""));
    }

    #[test]
    fn a_diff_follows_lines_that_moved() {
        let diff = diff(SOLUTION, CHANGED, "p");
        assert_eq!(apply(SOLUTION, &diff).unwrap(), CHANGED);
        assert!(is_in_place(SOLUTION, &diff));
        assert!(!is_in_place(&format!("0\n{SOLUTION}"), &diff));
        assert_eq!(
            apply(&format!("0\n{SOLUTION}"), &diff).unwrap(),
            format!("0\n{CHANGED}")
        );
    }

    #[test]
    fn changed_context_is_passed_over_only_when_asked() {
        let diff = diff(SOLUTION, CHANGED, "p");
        let moved_on = SOLUTION.replace('c', "C");
        assert!(apply(&moved_on, &diff).is_err());
        assert_eq!(
            apply_loosely(&moved_on, &diff).unwrap(),
            CHANGED.replace('c', "C")
        );
    }

    #[test]
    fn a_change_of_the_changed_line_is_refused() {
        let diff = diff(SOLUTION, CHANGED, "p");
        assert!(apply_loosely(&SOLUTION.replace('e', "x"), &diff).is_err());
        assert!(apply(SOLUTION, "no diff").is_err());
        assert!(apply(SOLUTION, "").is_err());
    }
}
