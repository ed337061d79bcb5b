//! Decides, from what the tests of each answer came to, what is not as the course promises.

mod refused;
mod said;

use std::collections::{BTreeMap, BTreeSet};

use judge::verdict::{Engine, Outcome, TestReport};
use serde::Serialize;

use crate::header::Wrong;
use crate::plan::{Answer, Case, Made, Role, Start};
use crate::workshop::Refusal;

pub use said::place;
use said::{outcome_words, said, shows};

/// What is known about one answer after all runs.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The answer.
    pub answer: Answer,
    /// Why it does not compile, by engine.
    pub refused: BTreeMap<Engine, Refusal>,
    /// What rustc warned of.
    pub warnings: Vec<String>,
    /// Each run of each test.
    pub runs: Vec<Run>,
}

/// One run of one test.
#[derive(Clone, Debug)]
pub struct Run {
    /// On which engine.
    pub engine: Engine,
    /// What came out.
    pub report: TestReport,
}

/// Engines in the order in which the course asks them.
pub const ENGINES: [Engine; 3] = [Engine::Watched, Engine::Explored, Engine::Loom];

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// `threads/05_account`.
    pub exercise: String,
    /// The answer or the part.
    pub what: String,
    /// A full sentence.
    pub sentence: String,
    /// What a test or rustc said, if that helps.
    pub output: String,
}

impl Miss {
    /// Without an output.
    pub fn new(exercise: &str, what: &str, sentence: impl Into<String>) -> Miss {
        Miss {
            exercise: exercise.to_string(),
            what: what.to_string(),
            sentence: sentence.into(),
            output: String::new(),
        }
    }
}

/// One exercise in the table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    /// `threads/05_account`.
    pub exercise: String,
    /// Whether a fresh start shows what it should.
    pub starts: bool,
    /// Right answers that were accepted, with the solution, and how many there are.
    pub right: (usize, usize),
    /// Wrong answers that were refused as they say, and how many there are.
    pub wrong: (usize, usize),
    /// Ways in which wrong answers fail.
    pub distinct: usize,
    /// Tests on watched threads.
    pub tests: usize,
    /// Tests for the model checkers.
    pub models: usize,
    /// Of all its tests together, in seconds.
    pub seconds: f64,
}

/// Everything that is found out about one exercise. `tests` are the solution's, by engine.
pub fn judge(
    case: &Case,
    tests: &BTreeMap<Engine, BTreeSet<String>>,
    evidence: &[Evidence],
) -> (Row, Vec<Miss>) {
    let mut court = Court {
        exercise: case.exercise.id(),
        tests,
        misses: Vec::new(),
    };
    for (what, sentence) in &case.flaws {
        court.miss(what, sentence.clone(), "");
    }
    let mut row = Row {
        exercise: case.exercise.id(),
        ..Row::default()
    };
    row.tests = tests.get(&Engine::Watched).map_or(0, BTreeSet::len);
    let models: BTreeSet<_> = [Engine::Explored, Engine::Loom]
        .iter()
        .filter_map(|e| tests.get(e))
        .flatten()
        .collect();
    row.models = models.len();
    let mut proven: Vec<(&Answer, &Wrong)> = Vec::new();
    for one in evidence {
        let times = one.runs.iter().map(|run| run.report.time.as_secs_f64());
        row.seconds += times.sum::<f64>();
        let before = court.misses.len();
        match &one.answer.role {
            Role::Start => court.start(one, case.start.as_ref()),
            Role::Solution | Role::Right => court.accepted(one),
            Role::Wrong(header) => court.refused(one, header),
            Role::Made(made) => court.made(one, *made, case.sequential_passes.as_deref()),
        }
        let good = court.misses.len() == before;
        match &one.answer.role {
            Role::Start => row.starts = good,
            Role::Solution | Role::Right => {
                row.right.0 += usize::from(good);
                row.right.1 += 1;
            }
            Role::Wrong(header) => {
                row.wrong.0 += usize::from(good);
                row.wrong.1 += 1;
                if good {
                    proven.push((&one.answer, header));
                }
            }
            Role::Made(_) => {}
        }
    }
    row.distinct = court.distinct(&proven);
    court.enough(&row);
    court.tests_without_prey(&proven);
    (row, court.misses)
}

struct Court<'a> {
    exercise: String,
    tests: &'a BTreeMap<Engine, BTreeSet<String>>,
    misses: Vec<Miss>,
}

impl Court<'_> {
    fn miss(&mut self, what: &str, sentence: impl Into<String>, output: &str) {
        let exercise = self.exercise.clone();
        self.misses.push(Miss {
            exercise,
            what: what.to_string(),
            sentence: sentence.into(),
            output: output.to_string(),
        });
    }

    /// Says so if an answer that should compile does not.
    fn compiles(&mut self, one: &Evidence) -> bool {
        if let Some((engine, refusal)) = one.refused.first_key_value() {
            let place = match engine {
                Engine::Watched => String::new(),
                other => format!(" {}", place(*other)),
            };
            self.miss(
                &one.answer.title(),
                format!("it does not compile{place}."),
                &refusal.rendered,
            );
        }
        one.refused.is_empty()
    }

    fn start(&mut self, one: &Evidence, start: Option<&Start>) {
        let title = one.answer.title();
        if !self.compiles(one) {
            return;
        }
        if let Some(warning) = one.warnings.first() {
            self.miss(
                &title,
                format!("rustc warns {} times about it.", one.warnings.len()),
                warning,
            );
        }
        let Some(start) = start else { return };
        let runs: Vec<&Run> = one
            .runs
            .iter()
            .filter(|run| run.report.name == start.test)
            .collect();
        if runs.is_empty() {
            self.miss(
                &title,
                format!(
                    "the first line of the cases names `{}`, but there is no such test.",
                    start.test
                ),
                "",
            );
        }
        for run in runs {
            if run.report.outcome == Outcome::Passed {
                self.miss(
                    &title,
                    format!("`{}` passes, but it should fail at the start.", start.test),
                    "",
                );
            } else if !shows(&run.report, &start.phrase) {
                self.miss(
                    &title,
                    format!("`{}` does not show “{}”.", start.test, start.phrase),
                    &said(&run.report),
                );
            }
        }
    }

    fn accepted(&mut self, one: &Evidence) {
        if !self.compiles(one) {
            return;
        }
        let runs = by_test(&one.runs);
        for (engine, tests) in self.tests.clone() {
            for test in tests
                .iter()
                .filter(|test| !runs.contains_key(&(engine, test.as_str())))
            {
                self.miss(
                    &one.answer.title(),
                    format!("`{test}` was not run {}.", place(engine)),
                    "",
                );
            }
        }
        for ((engine, test), runs) in runs {
            let failed: Vec<&&TestReport> = runs
                .iter()
                .filter(|run| run.outcome != Outcome::Passed)
                .collect();
            if let Some(first) = failed.first() {
                let sentence = format!(
                    "`{test}` refuses it {}, in {} of {} runs: {}.",
                    place(engine),
                    failed.len(),
                    runs.len(),
                    outcome_words(&first.outcome)
                );
                self.miss(&one.answer.title(), sentence, &said(first));
            }
        }
    }

    fn made(&mut self, one: &Evidence, made: Made, passes_because: Option<&str>) {
        let title = one.answer.title();
        let passed = one.refused.is_empty()
            && !one.runs.is_empty()
            && one
                .runs
                .iter()
                .all(|run| run.report.outcome == Outcome::Passed);
        match (passed, made, passes_because) {
            (true, Made::Sequential, None) => self.miss(
                &title,
                "all tests accept it: does the exercise ask for threads? A line `//! Sequential: passes, because …` says that it does not.",
                "",
            ),
            (true, Made::Sequential, Some(_)) => {}
            (false, Made::Sequential, Some(_)) => {
                let failed = one.runs.iter().find(|run| run.report.outcome != Outcome::Passed);
                let output = failed.map(|run| said(&run.report)).unwrap_or_default();
                self.miss(&title, "the cases say that it passes, but it does not.", &output);
            }
            (true, ..) => self.miss(&title, "all tests accept it.", ""),
            (false, ..) => {}
        }
    }

    /// How many ways of failing there are; says which answers share one.
    fn distinct(&mut self, proven: &[(&Answer, &Wrong)]) -> usize {
        let mut ways: BTreeMap<_, Vec<String>> = BTreeMap::new();
        for (answer, header) in proven {
            let tests: BTreeSet<&String> = header.caught_by.iter().collect();
            ways.entry((tests, &header.shows))
                .or_default()
                .push(answer.title());
        }
        for alike in ways.values().filter(|answers| answers.len() > 1) {
            self.miss(
                &alike[0],
                format!(
                    "it fails just as {}: they count as one.",
                    alike[1..].join(", ")
                ),
                "",
            );
        }
        ways.len()
    }

    fn enough(&mut self, row: &Row) {
        if row.distinct < 2 {
            self.miss(
                "wrong variants",
                format!(
                    "{} ways of failing are proven; two are needed.",
                    row.distinct
                ),
                "",
            );
        }
        if row.right.1 < 3 {
            let sentence = format!(
                "{} stand beside the solution; two are needed.",
                row.right.1.saturating_sub(1)
            );
            self.miss("right variants", sentence, "");
        }
    }

    fn tests_without_prey(&mut self, proven: &[(&Answer, &Wrong)]) {
        let caught: BTreeSet<&String> = proven
            .iter()
            .flat_map(|(_, header)| &header.caught_by)
            .collect();
        let all: BTreeSet<&String> = self.tests.values().flatten().collect();
        let idle: Vec<String> = all.difference(&caught).map(ToString::to_string).collect();
        for test in idle {
            self.miss(&test, "no wrong variant is caught by this test.", "");
        }
    }

    fn has(&self, engine: Engine, test: &str) -> bool {
        self.tests
            .get(&engine)
            .is_some_and(|tests| tests.contains(test))
    }
}

fn by_test(runs: &[Run]) -> BTreeMap<(Engine, &str), Vec<&TestReport>> {
    let mut found: BTreeMap<(Engine, &str), Vec<&TestReport>> = BTreeMap::new();
    for run in runs {
        found
            .entry((run.engine, run.report.name.as_str()))
            .or_default()
            .push(&run.report);
    }
    found
}

#[cfg(test)]
mod tests;
