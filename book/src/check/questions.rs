//! The lines of Rust that questions show are compiled and run, and must print what the questions say.

use std::path::Path;
use std::process::Command;
use std::{fs, io};

use super::Report;
use crate::Course;
use crate::quiz::{Fragment, Quiz, fragments_of};

/// Runs the code of every question.
///
/// # Errors
///
/// If a file cannot be written, or rustc cannot be called.
pub fn check(course: &Course, quizzes: &[Quiz], report: &mut Report) -> io::Result<()> {
    let fragments: Vec<Fragment> = quizzes.iter().flat_map(fragments_of).collect();
    let folder = course.root.join("target/book-fragments/questions");
    for fragment in &fragments {
        report.faults.extend(fault(fragment, &folder)?);
    }
    if !fragments.is_empty() {
        report.count(fragments.len(), "questions run");
    }
    Ok(())
}

/// What is wrong with `fragment`, which is compiled in `folder`.
fn fault(fragment: &Fragment, folder: &Path) -> io::Result<Option<String>> {
    fs::create_dir_all(folder)?;
    let (source, program) = (folder.join("question.rs"), folder.join("question"));
    fs::write(&source, format!("fn main() {{\n{}\n}}\n", fragment.code))?;
    let compiled = Command::new("rustc")
        .args(["--edition", "2024", "--cap-lints", "allow", "-o"])
        .arg(&program)
        .arg(&source)
        .output()?;
    let at = |message: String| {
        let message = format!("question `{}`: {message}", fragment.id);
        Some(fragment.place.fault(message).to_string())
    };
    if !compiled.status.success() {
        let told = String::from_utf8_lossy(&compiled.stderr).into_owned();
        return Ok(at(format!("its code does not compile:\n{told}")));
    }
    let run = Command::new(&program).output()?;
    let printed = String::from_utf8_lossy(&run.stdout);
    let (printed, said) = (printed.trim(), &fragment.stdout);
    if !run.status.success() {
        return Ok(at(format!("its code ends with {}", run.status)));
    }
    if printed != said {
        return Ok(at(format!("the text says `{said}`; it prints `{printed}`")));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::fault;
    use crate::quiz::Fragment;
    use crate::{Course, Place};

    #[test]
    fn code_is_held_to_what_it_prints() {
        let root = Course::here().unwrap().root;
        let folder = root.join(format!("target/book-fragments/test-{}", std::process::id()));
        let told = |code: &str| {
            let fragment = Fragment {
                place: Place::new("quizzes/q.toml", 5),
                id: "a".to_string(),
                code: code.to_string(),
                stdout: "2".to_string(),
            };
            fault(&fragment, &folder).unwrap().unwrap_or_default()
        };
        assert_eq!(told("println!(\"{}\", 1 + 1);"), "");
        assert_eq!(
            told("println!(\"{}\", 1 + 2);"),
            "book/quizzes/q.toml:5: question `a`: the text says `2`; it prints `3`"
        );
        assert!(told("let a: u8 = 256;\nnothing();").contains("does not compile"));
        assert!(
            told("println!(\"2\");\npanic!();").contains("its code ends with exit status: 101")
        );
        std::fs::remove_dir_all(folder).unwrap();
    }
}
