//! What there is to verify: for each exercise its answers, right, wrong and made, and what its cases promise.

use std::fs;
use std::path::{Path, PathBuf};

use judge::course::Exercise;
use judge::starter::{self, Region};
use judge::words;

use crate::folders::{names, shown};
use crate::header::{self, Wrong};
use crate::{parts, patch};

/// One exercise with everything that stands for it on disk.
#[derive(Clone, Debug)]
pub struct Case {
    /// Where its parts are.
    pub exercise: Exercise,
    /// The tests, and what the first lines say.
    pub cases: String,
    /// Texts in place of the exercise.
    pub answers: Vec<Answer>,
    /// The first line of the cases.
    pub start: Option<Start>,
    /// Why an answer without threads passes, if the cases say so.
    pub sequential_passes: Option<String>,
    /// What is not as it should be on disk: `(what, sentence)`.
    pub flaws: Vec<(String, String)>,
}

/// What a fresh start must show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The test that fails.
    pub test: String,
    /// What its output says, with single spaces.
    pub phrase: String,
}

/// One text in place of the exercise.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The name of its module, unique in the exercise.
    pub module: String,
    /// What it is, and what must become of it.
    pub role: Role,
    /// The whole file.
    pub text: String,
}

/// What must become of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The starting file: compiles without warnings and fails as stated.
    Start,
    /// Passes always.
    Solution,
    /// Passes always.
    Right,
    /// Fails as its header says.
    Wrong(Wrong),
    /// Fails somehow.
    Made(Made),
}

/// Answers that nobody has to write by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// An empty file.
    Empty,
    /// Every region is `todo!()`.
    Todo,
    /// Every region is `Default::default()`.
    Constant,
    /// A spawned thread has run before `spawn` returns.
    Sequential,
}

impl Made {
    /// As findings name it.
    pub fn name(self) -> &'static str {
        match self {
            Made::Empty => "the empty file",
            Made::Todo => "`todo!()` in every region",
            Made::Constant => "`Default::default()` in every region",
            Made::Sequential => "the solution without threads",
        }
    }
}

impl Answer {
    /// As findings name it.
    pub fn title(&self) -> String {
        match &self.role {
            Role::Start => "the starting file".to_string(),
            Role::Solution => "the solution".to_string(),
            Role::Right | Role::Wrong(_) => self.module.replacen('_', "/", 1),
            Role::Made(made) => made.name().to_string(),
        }
    }
}

/// Reads everything that belongs to an exercise.
pub fn case(root: &Path, exercise: &Exercise) -> Case {
    let mut case = Case {
        exercise: exercise.clone(),
        cases: String::new(),
        answers: Vec::new(),
        start: None,
        sequential_passes: None,
        flaws: parts::flaws(root, exercise),
    };
    case.cases = case.read(root, &exercise.cases()).unwrap_or_default();
    if !case.cases.is_empty() {
        case.read_first_lines();
    }
    if let Some(solution) = case.read(root, &exercise.solution()) {
        case.add_made(&solution);
        case.add_variants(root, &solution, "wrong", &exercise.wrong());
        case.add_variants(root, &solution, "right", &exercise.right());
    }
    case
}

impl Case {
    fn flaw(&mut self, what: impl Into<String>, sentence: impl Into<String>) {
        self.flaws.push((what.into(), sentence.into()));
    }

    fn read(&mut self, root: &Path, path: &Path) -> Option<String> {
        match fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) => {
                self.flaw(shown(root, path), format!("it cannot be read: {error}"));
                None
            }
        }
    }

    fn read_first_lines(&mut self) {
        let doc = self
            .cases
            .lines()
            .take_while(|line| line.starts_with("//!"));
        let doc: Vec<&str> = doc.map(|line| line[3..].trim()).collect();
        let start = judge::cases::start(&self.cases).map(|(test, phrase)| Start {
            test: test.to_string(),
            phrase: header::one_spaced(phrase),
        });
        let sequential = doc
            .iter()
            .find_map(|line| line.strip_prefix("Sequential: passes, because "));
        self.sequential_passes = sequential.map(str::to_string);
        if start.is_none() {
            self.flaw("the cases", "their first line does not say what a fresh start shows: ``//! Start: `test`: phrase``");
        }
        self.start = start;
    }

    fn add(&mut self, module: &str, role: Role, text: String) {
        let module = module.to_string();
        let answer = Answer { module, role, text };
        if !matches!(answer.role, Role::Made(_)) {
            // The guide looks at the words first: such an answer would never come to its tests.
            let file = format!("{}.rs", self.exercise.name);
            for sentence in words::refused(&answer.text, &file) {
                self.flaw(answer.title(), sentence);
            }
        }
        self.answers.push(answer);
    }

    fn add_made(&mut self, solution: &str) {
        match starter::starting_file(solution, &self.exercise.topic, &self.exercise.name) {
            Ok(text) => self.add("start", Role::Start, text),
            Err(error) => self.flaw("the solution", error.to_string()),
        }
        self.add("solution", Role::Solution, solution.to_string());
        self.add("made_empty", Role::Made(Made::Empty), String::new());
        for (made, module, filling) in [
            (Made::Todo, "made_todo", "todo!()"),
            (Made::Constant, "made_constant", "Default::default()"),
        ] {
            // A region that starts with something else than `todo!()` may be an item or a field: no place for a value.
            let fill = |region: &Region| {
                if region.starter.iter().any(|line| line.contains("todo!(")) {
                    vec![filling.to_string()]
                } else {
                    region.starter.clone()
                }
            };
            if let Ok(text) = starter::with_regions(solution, fill) {
                self.add(module, Role::Made(made), text);
            }
        }
        if let Some(text) = without_threads(solution) {
            self.add("made_sequential", Role::Made(Made::Sequential), text);
        }
    }

    fn add_variants(&mut self, root: &Path, solution: &str, kind: &str, folder: &Path) {
        let found = match names(folder, "") {
            Ok(found) => found,
            Err(error) => return self.flaw(shown(root, folder), error.to_string()),
        };
        for file in found {
            let path: PathBuf = folder.join(&file);
            let title = format!("{kind}/{file}");
            let Some(name) = file.strip_suffix(".patch") else {
                self.flaw(title, "variants are files that end in `.patch`");
                continue;
            };
            let Some(text) = self.read(root, &path) else {
                continue;
            };
            let (header, diff) = patch::split(&text);
            let role = match kind {
                "wrong" => header::wrong(header).map(Role::Wrong),
                _ => header::right(header).map(|_| Role::Right),
            };
            if !name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            {
                self.flaw(
                    title,
                    "its name is not words in small letters joined by `_`",
                );
                continue;
            }
            match (role, patch::apply(solution, diff)) {
                (Ok(role), Ok(changed)) => self.add(&format!("{kind}_{name}"), role, changed),
                (role, changed) => {
                    for sentence in [role.err(), changed.err()].into_iter().flatten() {
                        self.flaw(title.clone(), sentence);
                    }
                }
            }
        }
    }
}

/// The solution with a `lab::thread` that runs each closure before `spawn` returns; nothing if it starts no threads.
fn without_threads(solution: &str) -> Option<String> {
    let code = || {
        solution
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
    };
    if !code().any(|line| line.contains("thread")) || !code().any(|line| line.contains("lab::")) {
        return None;
    }
    Some(format!(
        "{solution}\n/// In place of the crate.\nmod lab {{\n    pub use ::lab::*;\n    pub use ::lab::sequential as thread;\n}}\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{CASES, Fixture, SOLUTION};

    fn of(course: &Fixture) -> Case {
        case(course.root(), &course.exercise("01_sum"))
    }

    fn flaws(course: &Fixture) -> Vec<String> {
        let flaws = of(course).flaws.into_iter();
        flaws
            .map(|(what, sentence)| format!("{what}: {sentence}"))
            .collect()
    }

    #[test]
    fn an_answer_may_not_use_words_that_the_guide_refuses() {
        let course = Fixture::new("words");
        let body = "{ let _ = std::sync::Mutex::new(0); a + b }";
        course.variant("right/returned", "Idea: It locks.", body);
        let flaws = flaws(&course);
        let [flaw] = &flaws[..] else {
            panic!("{flaws:?}")
        };
        assert!(
            flaw.starts_with("right/returned: 01_sum.rs:") && flaw.contains("say lab::sync"),
            "{flaw}"
        );
    }

    #[test]
    fn an_exercise_has_its_variants_and_the_answers_that_are_made() {
        let case = of(&Fixture::new("answers"));
        let modules: Vec<&str> = case
            .answers
            .iter()
            .map(|answer| answer.module.as_str())
            .collect();
        assert_eq!(
            modules,
            [
                "start",
                "solution",
                "made_empty",
                "made_todo",
                "made_constant",
                "wrong_one_side",
                "wrong_too_far",
                "right_returned",
                "right_turned"
            ]
        );
        assert_eq!(
            case.start.unwrap(),
            Start {
                test: "one_and_two".into(),
                phrase: "not yet implemented".into()
            }
        );
        assert_eq!(case.flaws, []);
        let constant = case
            .answers
            .iter()
            .find(|answer| answer.module == "made_constant");
        assert!(
            constant
                .unwrap()
                .text
                .contains("u8 {\n    Default::default()\n}")
        );
    }

    #[test]
    fn a_solution_with_threads_is_tried_without() {
        assert!(without_threads(SOLUTION).is_none());
        assert!(without_threads("// lab::thread\n").is_none());
        let made = without_threads("use lab::{Peak, thread};\n").unwrap();
        assert!(made.contains("lab::sequential as thread"));
    }

    #[test]
    fn a_missing_solution_or_case_is_named() {
        for part in [
            "solutions/threads/01_sum.rs",
            "exercises/threads/tests/cases/01_sum.rs",
        ] {
            let course = Fixture::new("unsolved");
            course.remove(part);
            assert!(
                flaws(&course).iter().any(|flaw| flaw.starts_with(part)),
                "{part}: {:?}",
                flaws(&course)
            );
        }
    }

    #[test]
    fn cases_that_promise_nothing_of_the_start_are_a_flaw() {
        let course = Fixture::new("promise");
        course.put(
            "exercises/threads/tests/cases/01_sum.rs",
            &CASES.replace("Start:", "Begin:"),
        );
        assert_eq!(flaws(&course).len(), 1);
    }

    #[test]
    fn a_variant_that_cannot_be_used_is_a_flaw() {
        let course = Fixture::new("variants");
        course.put("solutions/threads/wrong/01_sum/notes.txt", "");
        course.put(
            "solutions/threads/right/01_sum/no_diff.patch",
            "Idea: An idea.\n",
        );
        course.variant("right/no_header", "", "b + a");
        course.variant("right/Odd-Name", "Idea: An idea.", "b + a");
        let flaws = flaws(&course);
        assert_eq!(flaws.len(), 4, "{flaws:?}");
        let solution = SOLUTION.replace("a + b", "a.wrapping_add(b)");
        course.put("solutions/threads/01_sum.rs", &solution);
        assert!(
            self::flaws(&course)
                .iter()
                .any(|flaw| flaw.starts_with("wrong/one_side") && flaw.contains("does not fit"))
        );
    }
}
