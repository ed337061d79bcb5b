//! The files that are made from solutions: starting files, and the tests that join a file with its cases.

use std::path::{Path, PathBuf};
use std::{fs, io};

use judge::course::Exercise;
use judge::starter::starting_file;

use crate::folders::shown;

/// A file that is made, not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Where it stands.
    pub path: PathBuf,
    /// What should stand there.
    pub text: String,
}

/// The files that belong to an exercise, the starting file first.
///
/// # Errors
///
/// A sentence, if the solution cannot be read or its markers are not in order.
pub fn made(root: &Path, exercise: &Exercise) -> Result<Vec<Made>, String> {
    let solution = exercise.solution();
    let fail = |error: &dyn std::fmt::Display| format!("{}: {error}", shown(root, &solution));
    let text = fs::read_to_string(&solution).map_err(|error| fail(&error))?;
    let (topic, name) = (&exercise.topic, &exercise.name);
    let start = starting_file(&text, topic, name).map_err(|error| fail(&error))?;
    let join = |what: &str, cases: &str| {
        format!(
            "//! Joins the {what} with its cases.\n\n#[path = \"{cases}\"]\nmod cases;\n#[path = \"../{name}.rs\"]\nmod exercise;\n"
        )
    };
    let tests = |folder: &str| {
        root.join(folder)
            .join(topic)
            .join("tests")
            .join(format!("{name}.rs"))
    };
    let far = format!("../../../exercises/{topic}/tests/cases/{name}.rs");
    Ok(vec![
        Made {
            path: exercise.file(),
            text: start,
        },
        Made {
            path: tests("exercises"),
            text: join("exercise", &format!("cases/{name}.rs")),
        },
        Made {
            path: tests("solutions"),
            text: join("solution", &far),
        },
    ])
}

/// What is not on disk as it is made: one sentence per file.
///
/// # Errors
///
/// As [`made`].
pub fn drift(root: &Path, exercise: &Exercise) -> Result<Vec<String>, String> {
    let differs = |made: &Made| match fs::read_to_string(&made.path) {
        Ok(text) if text == made.text => None,
        Ok(text) => {
            let line = 1 + text
                .lines()
                .zip(made.text.lines())
                .take_while(|(a, b)| a == b)
                .count();
            Some(format!(
                "{} differs from what its solution makes, from line {line}",
                shown(root, &made.path)
            ))
        }
        Err(error) => Some(format!("{}: {error}", shown(root, &made.path))),
    };
    Ok(made(root, exercise)?.iter().filter_map(differs).collect())
}

/// Writes what is not on disk as it is made, and tells which files.
///
/// A starting file that holds something else is left alone unless `force` is given: somebody may have solved it. The same
/// text as some commit's starting file is nobody's work; `is_made` says so.
///
/// # Errors
///
/// As [`made`], or if a file cannot be written.
pub fn write(
    root: &Path,
    exercise: &Exercise,
    force: bool,
    is_made: impl Fn(&Path) -> bool,
) -> Result<Vec<String>, String> {
    let mut told = Vec::new();
    for made in made(root, exercise)? {
        let path = shown(root, &made.path);
        match fs::read_to_string(&made.path) {
            Ok(text) if text == made.text => continue,
            Ok(_) if !force && made.path == exercise.file() && !is_made(&made.path) => {
                told.push(format!(
                    "left   {path}: it was edited; --force writes over it"
                ));
                continue;
            }
            _ => {}
        }
        put(&made.path, &made.text).map_err(|error| format!("{path}: {error}"))?;
        told.push(format!("wrote  {path}"));
    }
    Ok(told)
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, SOLUTION};

    #[test]
    fn drift_is_seen_in_every_made_file_and_mended() {
        let course = Fixture::new("drift");
        let exercise = course.exercise("01_sum");
        let drift = || drift(course.root(), &exercise).unwrap();
        assert_eq!(drift(), [""; 0]);
        for made in made(course.root(), &exercise).unwrap() {
            fs::write(&made.path, made.text.replace("//! ", "//!  ")).unwrap();
            assert!(
                drift().len() == 1 && drift()[0].contains("from line 1"),
                "{:?}",
                drift()
            );
            write(course.root(), &exercise, true, |_| false).unwrap();
            assert_eq!(drift(), [""; 0]);
        }
        course.put(
            "solutions/threads/01_sum.rs",
            &SOLUTION.replace("Add them", "Add both"),
        );
        assert_eq!(drift().len(), 1);
    }

    #[test]
    fn an_edited_start_is_left_alone_unless_forced() {
        let course = Fixture::new("edited");
        let exercise = course.exercise("01_sum");
        fs::write(exercise.file(), "mine").unwrap();
        let mine = || fs::read_to_string(exercise.file()).unwrap() == "mine";
        assert_eq!(
            write(course.root(), &exercise, false, |_| false)
                .unwrap()
                .len(),
            1
        );
        assert!(mine(), "it was edited");
        write(course.root(), &exercise, false, |_| true).unwrap();
        assert!(!mine(), "it stood as committed, so nothing is lost");
        fs::write(exercise.file(), "mine").unwrap();
        write(course.root(), &exercise, true, |_| false).unwrap();
        assert!(!mine(), "it was forced");
    }

    #[test]
    fn a_solution_without_markers_makes_nothing() {
        let course = Fixture::new("unmarked");
        course.put("solutions/threads/01_sum.rs", "//! # Sum\n");
        let error = made(course.root(), &course.exercise("01_sum")).unwrap_err();
        assert!(
            error.starts_with("solutions/threads/01_sum.rs: no region"),
            "{error}"
        );
    }
}
