//! Builds and runs everything that an exercise's promises are about.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use judge::course::Exercise;
use judge::verdict::Engine;

use crate::builds::build;
use crate::crates::{Crates, Workspace};
use crate::findings::{self, Miss, Row, place};
use crate::plan::{self, Case};
use crate::runs::{Work, run};

/// What a verification may use.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Runs that compute, at once.
    pub jobs: usize,
    /// Whether models run under loom, too.
    pub loom: bool,
    /// How often right answers run on watched threads.
    pub right_runs: usize,
}

/// Everything found out about these exercises.
///
/// # Errors
///
/// If cargo cannot be run, or a topic's crates cannot be built.
pub fn verify(
    root: &Path,
    exercises: &[Exercise],
    effort: Effort,
) -> io::Result<(Vec<Row>, Vec<Miss>)> {
    let workspace = Workspace::open(root)?;
    let cases: Vec<Case> = exercises
        .iter()
        .map(|exercise| plan::case(root, exercise))
        .collect();
    let mut engines = vec![Engine::Watched, Engine::Explored];
    if effort.loom {
        engines.push(Engine::Loom);
    }
    let mut crates: BTreeMap<(String, Engine), Crates> = BTreeMap::new();
    for case in &cases {
        for engine in &engines {
            let key = (case.exercise.topic.clone(), *engine);
            if !crates.contains_key(&key) && case.exercise.solution().exists() {
                eprintln!(
                    "building what {} uses, {}",
                    case.exercise.topic,
                    place(*engine)
                );
                let built = workspace.crates(&case.exercise.topic, &case.exercise.name, *engine)?;
                crates.insert(key, built);
            }
        }
    }
    Ok(prove(
        root,
        &workspace.target,
        &cases,
        &engines,
        &crates,
        effort,
    ))
}

/// Builds and runs the answers of all cases.
fn prove(
    root: &Path,
    target: &Path,
    cases: &[Case],
    engines: &[Engine],
    crates: &BTreeMap<(String, Engine), Crates>,
    effort: Effort,
) -> (Vec<Row>, Vec<Miss>) {
    let builds = build(root, target, cases, engines, crates, effort.jobs);
    let works = cases.iter().zip(builds);
    let mut works: Vec<Work<'_>> = works
        .map(|(case, built)| Work::new(case, built, effort.right_runs))
        .collect();
    run(&mut works, effort.jobs);
    let (mut rows, mut misses) = (Vec::new(), Vec::new());
    for work in works {
        let (row, found) = findings::judge(work.case, &work.tests, &work.evidence);
        rows.push(row);
        misses.extend(work.misses);
        misses.extend(found);
    }
    (rows, misses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, SOLUTION};

    /// All that is found out about the fixture's exercise, which uses no crate.
    fn proven(course: &Fixture) -> (Row, Vec<Miss>) {
        let case = plan::case(course.root(), &course.exercise("01_sum"));
        let crates = Crates {
            externs: Vec::new(),
            search: Vec::new(),
        };
        let crates = BTreeMap::from([(("threads".to_string(), Engine::Watched), crates)]);
        let target = course.root().join("target");
        let (mut rows, misses) = prove(
            course.root(),
            &target,
            &[case],
            &[Engine::Watched],
            &crates,
            Effort {
                jobs: 2,
                loom: false,
                right_runs: crate::runs::RIGHT_RUNS,
            },
        );
        (rows.remove(0), misses)
    }

    #[test]
    fn a_whole_exercise_is_proven_and_built_once() {
        let course = Fixture::new("proven");
        let (row, misses) = proven(&course);
        assert!(misses.is_empty(), "{misses:?}");
        assert_eq!(
            (row.starts, row.right, row.wrong, row.tests),
            (true, (3, 3), (2, 2), 1)
        );

        let binary = course
            .root()
            .join("target/course/threads/01_sum/watched")
            .with_extension(std::env::consts::EXE_EXTENSION);
        let made = || std::fs::metadata(&binary).unwrap().modified().unwrap();
        let before = made();
        proven(&course);
        assert_eq!(made(), before, "nothing has changed");
        course.variant("right/turned", "Idea: It commutes.", "b.wrapping_add(a)");
        proven(&course);
        assert!(made() > before, "a variant has changed");
    }

    #[test]
    fn one_answer_that_does_not_compile_leaves_the_others_alone() {
        let course = Fixture::new("refused");
        course.variant(
            "wrong/typo",
            "Misconception: m\nCaught by: one_and_two\nShows: message: x",
            "a + c",
        );
        course.variant(
            "wrong/moved",
            "Misconception: m\nShows: compile error: E0308",
            "\"a\"",
        );
        // rustc looks for what is borrowed after all types are known to fit.
        course.variant(
            "right/borrowed",
            "Idea: i",
            "let r; { let s = a + b; r = &s; } *r",
        );
        let (row, misses) = proven(&course);
        let misses: Vec<String> = misses
            .iter()
            .map(|miss| format!("{} {}", miss.what, miss.sentence))
            .collect();
        let mut misses = misses;
        misses.sort();
        assert_eq!(
            misses,
            [
                "right/borrowed it does not compile.",
                "wrong/typo it does not compile."
            ]
        );
        assert_eq!(
            (row.starts, row.right, row.wrong),
            (true, (3, 4), (3, 4)),
            "{misses:?}"
        );
    }

    #[test]
    fn a_start_with_a_warning_is_a_miss() {
        let course = Fixture::new("warning");
        course.put(
            "solutions/threads/01_sum.rs",
            &SOLUTION.replace("todo!()", "todo!();\n    // STARTER: 1"),
        );
        let (row, misses) = proven(&course);
        assert!(!row.starts);
        assert!(
            misses
                .iter()
                .any(|miss| miss.sentence.contains("warns") && miss.output.contains("unreachable")),
            "{misses:?}"
        );
    }

    #[test]
    fn a_wrong_answer_in_the_place_of_the_solution_is_found() {
        let course = Fixture::new("wrong");
        course.put(
            "solutions/threads/01_sum.rs",
            &SOLUTION.replace("a + b", "a * b"),
        );
        let (row, misses) = proven(&course);
        assert_eq!(row.right.0, 0);
        assert!(
            misses
                .iter()
                .any(|miss| miss.what == "the solution"
                    && miss.sentence.contains("in 20 of 20 runs")),
            "{misses:?}"
        );
    }
}
