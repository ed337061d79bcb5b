//! Whether every part of an exercise stands on disk, and is what it should be.

use std::path::Path;
use std::{fs, io};

use judge::course::{Exercise, TOPICS};
use judge::describe::route;

use crate::folders::{names, numbered, shown};
use crate::starters;

/// What is not as it should be: `(what, sentence)`. Starting files are left out, because learners edit them.
pub fn flaws(root: &Path, exercise: &Exercise) -> Vec<(String, String)> {
    let mut flaws = Vec::new();
    let mut flaw = |what: &str, sentence: String| flaws.push((what.to_string(), sentence));
    match fs::read_to_string(exercise.hints()) {
        Ok(text) => {
            for sentence in hints(&text) {
                flaw("the hints", sentence);
            }
        }
        Err(error) => flaw(
            "the hints",
            format!("{}: {error}", shown(root, &exercise.hints())),
        ),
    }
    if let Ok(text) = fs::read_to_string(exercise.solution()) {
        for sentence in task(root, &text) {
            flaw("the task", sentence);
        }
    }
    if !exercise.file().exists() {
        flaw(
            "the starting file",
            format!(
                "{} does not exist: `starters` writes it",
                shown(root, &exercise.file())
            ),
        );
    }
    for made in starters::made(root, exercise).into_iter().flatten().skip(1) {
        if fs::read_to_string(&made.path).is_ok_and(|text| text == made.text) {
            continue;
        }
        let path = shown(root, &made.path);
        flaw(
            "the tests",
            format!("{path} does not join the file with its cases: `starters` writes it"),
        );
    }
    flaws
}

/// Parts that belong to no exercise: `(topic, sentence)`.
///
/// # Errors
///
/// If a folder cannot be read.
pub fn strays(root: &Path, exercises: &[Exercise]) -> io::Result<Vec<(String, String)>> {
    let mut strays = Vec::new();
    for topic in TOPICS {
        let solved = |name: &str| {
            exercises
                .iter()
                .any(|one| one.topic == topic && one.name == name && one.solution().exists())
        };
        for (folder, ending) in [
            ("exercises/{}", ".rs"),
            ("exercises/{}/hints", ".md"),
            ("exercises/{}/tests", ".rs"),
            ("exercises/{}/tests/cases", ".rs"),
            ("solutions/{}/tests", ".rs"),
            ("solutions/{}/wrong", ""),
            ("solutions/{}/right", ""),
        ] {
            let folder = root.join(folder.replace("{}", topic));
            for name in numbered(&folder, ending)?
                .iter()
                .filter(|name| !solved(name))
            {
                let path = shown(root, &folder.join(format!("{name}{ending}")));
                strays.push((topic.to_string(), format!("{path} belongs to no solution")));
            }
        }
    }
    Ok(strays)
}

fn hints(text: &str) -> Vec<String> {
    let mut flaws = Vec::new();
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("# ")).collect();
    if headings != ["# 1", "# 2", "# 3"] {
        flaws.push(format!(
            "their headings are [{}]; they should be # 1, # 2 and # 3",
            headings.join(", ")
        ));
    }
    let mut body = text
        .split("\n# ")
        .map(|part| part.split_once('\n').map_or("", |(_, body)| body));
    if body.any(|body| body.trim().is_empty()) {
        flaws.push("one of them is empty".to_string());
    }
    flaws
}

fn task(root: &Path, solution: &str) -> Vec<String> {
    let mut flaws = Vec::new();
    let doc: Vec<&str> = solution
        .lines()
        .take_while(|line| line.starts_with("//!"))
        .collect();
    if !doc.first().is_some_and(|line| line.starts_with("//! # ")) {
        flaws.push("it does not begin with a title, `//! # …`".to_string());
    }
    if !doc.get(2).is_some_and(|line| is_route(line)) {
        flaws.push(
            "its third line is not such as `//! Route: core, 15 minutes.` (core, more or advanced)"
                .to_string(),
        );
    }
    if solution.contains("crate::") {
        flaws.push("it uses a `crate::` path, but it is a module of many crates".to_string());
    }
    let known = known_names(root);
    let mentioned = doc
        .iter()
        .flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    let is_name = |word: &&str| {
        let mut letters = word.chars();
        let digits = letters
            .by_ref()
            .take(2)
            .filter(char::is_ascii_digit)
            .count();
        digits == 2
            && letters.next() == Some('_')
            && letters.next().is_some_and(|c| c.is_ascii_lowercase())
    };
    for name in mentioned
        .filter(is_name)
        .filter(|name| !known.iter().any(|known| known == name))
    {
        flaws.push(format!(
            "it mentions `{name}`, which is neither a lesson nor an exercise"
        ));
    }
    flaws
}

fn is_route(line: &str) -> bool {
    line.strip_prefix("//! Route: ").and_then(route).is_some()
}

/// Lessons and exercises of all topics.
fn known_names(root: &Path) -> Vec<String> {
    let folders = TOPICS.iter().flat_map(|topic| {
        let lessons = root.join(topic).join("examples");
        [
            lessons,
            root.join("exercises").join(topic),
            root.join("solutions").join(topic),
        ]
    });
    // A lesson of several files is a folder.
    folders
        .flat_map(|folder| {
            let mut found = names(&folder, ".rs").unwrap_or_default();
            found.extend(names(&folder, "").unwrap_or_default());
            found
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, SOLUTION};

    fn found(course: &Fixture) -> Vec<String> {
        let flaws = flaws(course.root(), &course.exercise("01_sum"));
        flaws
            .into_iter()
            .map(|(what, sentence)| format!("{what}: {sentence}"))
            .collect()
    }

    #[test]
    fn a_whole_exercise_has_no_flaw() {
        let course = Fixture::new("whole");
        assert_eq!(found(&course), [""; 0]);
        assert_eq!(
            strays(course.root(), &[course.exercise("01_sum")]).unwrap(),
            []
        );
    }

    #[test]
    fn each_missing_part_is_named() {
        for part in [
            "exercises/threads/01_sum.rs",
            "exercises/threads/hints/01_sum.md",
            "exercises/threads/tests/01_sum.rs",
            "solutions/threads/tests/01_sum.rs",
        ] {
            let course = Fixture::new("missing");
            course.remove(part);
            let found = found(&course);
            assert!(
                found.len() == 1 && found[0].contains(part),
                "{part}: {found:?}"
            );
        }
    }

    #[test]
    fn hints_are_three_and_none_is_empty() {
        assert_eq!(hints("# 1\n\na\n\n# 2\n\nb\n\n# 3\n\nc\n"), [""; 0]);
        assert_eq!(hints("# 1\n\na\n\n# 2\n\nb\n").len(), 1);
        assert_eq!(hints("# 1\n\na\n\n# 2\n\n# 3\n\nc\n").len(), 1);
    }

    #[test]
    fn the_task_has_title_route_and_true_names() {
        let course = Fixture::new("task");
        let of = |from: &str, to: &str| task(course.root(), &SOLUTION.replace(from, to));
        assert_eq!(of("Add them", "Add them as in `01_sum`"), [""; 0]);
        assert_eq!(of("# Sum", "Sum").len(), 1);
        assert_eq!(of("core,", "easy,").len(), 1);
        assert_eq!(of("5 minutes", "soon").len(), 1);
        assert_eq!(of("Add them", "Add them as in `09_lost_update`").len(), 1);
        assert_eq!(of("u8", "crate::Byte").len(), 1);
    }

    #[test]
    fn what_belongs_to_no_solution_is_named() {
        let course = Fixture::new("strays");
        course.put("exercises/threads/hints/02_gone.md", "");
        course.put("solutions/threads/wrong/02_gone/a.patch", "");
        let strays = strays(course.root(), &[course.exercise("01_sum")]).unwrap();
        let sentences: Vec<&str> = strays
            .iter()
            .map(|(_, sentence)| sentence.as_str())
            .collect();
        assert_eq!(
            sentences,
            [
                "exercises/threads/hints/02_gone.md belongs to no solution",
                "solutions/threads/wrong/02_gone belongs to no solution"
            ]
        );
    }
}
