//! `{{#code FILE:ITEM, …}}`: Rust code from the repository.

use crate::items;
use crate::{Course, Fault, Place};

/// The code that `argument` names, as Markdown with a caption: where it stands and, with `run`, the command that runs it.
///
/// # Errors
///
/// If there is no such file or item, or it is not Rust.
pub fn render(
    argument: &str,
    at: &Place,
    course: &Course,
    run: Option<&str>,
) -> Result<String, Fault> {
    let (file, names) = argument.split_once(".rs").ok_or_else(|| {
        at.fault(format!(
            "`{argument}` names no Rust file; expected `{{{{#code threads/src/lost_update.rs:fetch_add}}}}`"
        ))
    })?;
    let file = format!("{file}.rs");
    let names: Vec<&str> = match names.strip_prefix(':') {
        Some(names) => names.split(',').map(str::trim).collect(),
        None if names.is_empty() => Vec::new(),
        None => {
            return Err(at.fault(format!(
                "expected `:` and names after {file}, not `{names}`"
            )));
        }
    };
    let (text, mut pieces) = items::in_file(&file, names, at, course)?;
    if pieces.is_empty() {
        pieces.push(whole(&text));
    }
    Ok(figure(&file, &text, &pieces, run))
}

/// All of a file but the doc at its top.
fn whole(text: &str) -> items::Lines {
    let lines = text.lines().count();
    let code = text
        .lines()
        .position(|line| !line.starts_with("//!") && !line.trim().is_empty());
    code.map_or(1, |at| at + 1)..=lines
}

fn figure(file: &str, text: &str, pieces: &[items::Lines], run: Option<&str>) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut code = String::new();
    for piece in pieces {
        if !code.is_empty() {
            code.push('\n');
        }
        code.push_str(&dedented(&lines[piece.start() - 1..*piece.end()]));
    }
    let places: Vec<String> = pieces
        .iter()
        .map(|piece| piece.start().to_string())
        .collect();
    let run = run.map_or_else(String::new, |run| format!(" · <code>{run}</code>"));
    // More backquotes than any line of the code begins with.
    format!(
        "<figure class=\"code\">\n<figcaption><code>{file}:{}</code>{run}</figcaption>\n\n````rust\n{code}````\n\n</figure>\n",
        places.join(", ")
    )
}

/// Without anchors, and without what all lines are indented by.
fn dedented(lines: &[&str]) -> String {
    let kept = lines.iter().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("// ANCHOR: ") && !line.starts_with("// ANCHOR_END: ")
    });
    let kept: Vec<&str> = kept.copied().collect();
    let indented = |line: &&str| line.len() - line.trim_start().len();
    let common = kept
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(indented)
        .min()
        .unwrap_or(0);
    let mut text = String::new();
    for line in kept {
        text.push_str(line.get(common..).unwrap_or_default());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{dedented, render, whole};
    use crate::{Course, Place};

    #[test]
    fn code_loses_its_common_indentation_and_its_anchors() {
        let lines = [
            "    // ANCHOR: a",
            "    fn f() {",
            "",
            "        g();",
            "    }",
        ];
        assert_eq!(dedented(&lines), "fn f() {\n\n    g();\n}\n");
    }

    #[test]
    fn a_whole_file_begins_after_its_doc() {
        assert_eq!(whole("//! Doc.\n\nuse a;\nfn b() {}\n"), 3..=4);
    }

    #[test]
    fn code_says_where_it_stands_and_how_to_run_it() {
        let course = Course::here().unwrap();
        let at = Place::new("chapters/a.md", 1);
        let argument = "threads/src/lost_update.rs:load_then_store";
        let code = render(argument, &at, &course, Some("cargo run -p threads")).unwrap();
        assert!(code.contains("<code>threads/src/lost_update.rs:"), "{code}");
        assert!(code.contains("<code>cargo run -p threads</code>"), "{code}");
        assert!(code.contains("pub fn load_then_store"), "{code}");
        assert!(!code.contains("pub fn fetch_add"), "{code}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let course = Course::here().unwrap();
        let at = Place::new("chapters/a.md", 7);
        let told = |argument| {
            render(argument, &at, &course, None)
                .unwrap_err()
                .to_string()
        };
        assert!(
            told("threads/src/lost_update.rs:load_and_store")
                .contains("the nearest is `load_then_store`")
        );
        assert!(
            told("threads/src/nothing.rs")
                .starts_with("book/chapters/a.md:7: cannot read threads/src/nothing.rs")
        );
        assert!(told("threads/src").contains("names no Rust file"));
    }
}
