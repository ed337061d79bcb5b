//! For each kind of miss: outcomes that come to it, beside a whole exercise that has none.

use std::time::Duration;

use super::*;
use crate::header;

/// An exercise with the tests `a` and `b` on watched threads and the model `m`, and what its answers came to.
struct Trial {
    case: Case,
    tests: BTreeMap<Engine, BTreeSet<String>>,
    evidence: Vec<Evidence>,
}

const PASSED: Outcome = Outcome::Passed;

fn failed() -> Outcome {
    Outcome::Failed {
        message: String::new(),
    }
}

fn stuck() -> Outcome {
    Outcome::Stuck {
        report: String::new(),
    }
}

fn run(engine: Engine, test: &str, outcome: Outcome, output: &str) -> Run {
    let report = TestReport {
        name: test.to_string(),
        outcome,
        time: Duration::ZERO,
        output: output.to_string(),
    };
    Run { engine, report }
}

fn evidence(module: &str, role: Role, runs: Vec<Run>) -> Evidence {
    let answer = Answer {
        module: module.to_string(),
        role,
        text: String::new(),
    };
    Evidence {
        answer,
        refused: BTreeMap::new(),
        warnings: Vec::new(),
        runs,
    }
}

fn all_pass() -> Vec<Run> {
    let watched =
        (0..20).flat_map(|_| ["a", "b"].map(|test| run(Engine::Watched, test, PASSED, "")));
    let models = [Engine::Explored, Engine::Loom].map(|engine| run(engine, "m", PASSED, ""));
    watched.chain(models).collect()
}

/// Five runs of each test, of which those on `caught` fail with this output.
fn caught(test: &str, outcome: &Outcome, output: &str) -> Vec<Run> {
    let runs = (0..5).flat_map(|_| {
        [
            (Engine::Watched, "a"),
            (Engine::Watched, "b"),
            (Engine::Explored, "m"),
        ]
    });
    let mut runs: Vec<Run> = runs
        .map(|(engine, name)| run(engine, name, PASSED, ""))
        .collect();
    for run in runs.iter_mut().filter(|run| run.report.name == test) {
        run.report.outcome = outcome.clone();
        run.report.output = output.to_string();
    }
    runs
}

fn wrong(caught_by: &str, shows: &str) -> Role {
    let text = format!("Misconception: m\n{caught_by}\nShows: {shows}");
    Role::Wrong(header::wrong(&text).unwrap())
}

impl Trial {
    fn new() -> Trial {
        let start = Start {
            test: "a".to_string(),
            phrase: "not yet".to_string(),
        };
        let case = Case {
            exercise: judge::course::Exercise::new(std::path::Path::new("."), "threads", "01_sum"),
            cases: String::new(),
            answers: Vec::new(),
            start: Some(start),
            sequential_passes: None,
            flaws: Vec::new(),
        };
        let set = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let tests = BTreeMap::from([
            (Engine::Watched, set(&["a", "b"])),
            (Engine::Explored, set(&["m"])),
            (Engine::Loom, set(&["m"])),
        ]);
        let mut model = caught("m", &failed(), "lost one");
        model.push(run(Engine::Loom, "m", failed(), "lost one"));
        let evidence = vec![
            evidence(
                "start",
                Role::Start,
                vec![run(Engine::Watched, "a", failed(), "not\n   yet")],
            ),
            evidence("solution", Role::Solution, all_pass()),
            evidence("right_x", Role::Right, all_pass()),
            evidence("right_y", Role::Right, all_pass()),
            evidence(
                "wrong_a",
                wrong("Caught by: a", "message: a sum"),
                caught("a", &failed(), "panicked: a\n  sum"),
            ),
            evidence(
                "wrong_b",
                wrong("Caught by: b", "deadlock: waits for"),
                caught("b", &stuck(), "main waits for it"),
            ),
            evidence("wrong_m", wrong("Caught by: m", "model: lost one"), model),
            evidence(
                "made_todo",
                Role::Made(Made::Todo),
                vec![run(Engine::Watched, "a", failed(), "")],
            ),
        ];
        Trial {
            case,
            tests,
            evidence,
        }
    }

    fn of(&mut self, module: &str) -> &mut Evidence {
        self.evidence
            .iter_mut()
            .find(|one| one.answer.module == module)
            .unwrap()
    }

    fn drop(&mut self, module: &str) {
        self.evidence.retain(|one| one.answer.module != module);
    }

    fn row(&self) -> Row {
        judge(&self.case, &self.tests, &self.evidence).0
    }

    /// The first miss has these words; what follows from it may come after.
    fn expect(&self, what: &str, words: &str) {
        let (_, misses) = judge(&self.case, &self.tests, &self.evidence);
        let found = misses
            .iter()
            .any(|miss| miss.what == what && miss.sentence.contains(words));
        assert!(found, "“{what}: … {words} …” is not among {misses:#?}");
    }
}

#[test]
fn a_whole_exercise_has_no_miss() {
    let trial = Trial::new();
    let (row, misses) = judge(&trial.case, &trial.tests, &trial.evidence);
    assert_eq!(misses, []);
    assert!(row.starts);
    assert_eq!(
        (row.right, row.wrong, row.distinct, row.tests, row.models),
        ((3, 3), (3, 3), 3, 2, 1)
    );
}

#[test]
fn what_is_missing_on_disk_is_a_miss() {
    let mut trial = Trial::new();
    trial
        .case
        .flaws
        .push(("the hints".to_string(), "there are none".to_string()));
    trial.expect("the hints", "there are none");
}

#[test]
fn a_start_must_compile_without_warnings_and_fail_as_stated() {
    let mut trial = Trial::new();
    trial.of("start").warnings.push("unused".to_string());
    trial.expect("the starting file", "warns");
    let mut trial = Trial::new();
    trial
        .of("start")
        .refused
        .insert(Engine::Explored, Refusal::default());
    trial.expect("the starting file", "does not compile on the explorer");
    let mut trial = Trial::new();
    trial.of("start").runs[0].report.outcome = PASSED;
    trial.expect("the starting file", "`a` passes");
    let mut trial = Trial::new();
    trial.of("start").runs[0].report.output = "something else".to_string();
    trial.expect("the starting file", "does not show “not yet”");
    let mut trial = Trial::new();
    trial.of("start").runs.clear();
    trial.expect("the starting file", "no such test");
    assert!(!trial.row().starts);
}

#[test]
fn a_right_answer_that_fails_once_in_twenty_runs_is_a_miss() {
    for (module, title) in [("solution", "the solution"), ("right_x", "right/x")] {
        let mut trial = Trial::new();
        trial.of(module).runs[7].report.outcome = failed();
        trial.expect(title, "in 1 of 20 runs");
        assert_eq!(trial.row().right, (2, 3));
    }
}

#[test]
fn a_right_answer_on_which_a_test_was_not_run_is_a_miss() {
    let mut trial = Trial::new();
    trial
        .of("right_x")
        .runs
        .retain(|run| run.engine != Engine::Loom);
    trial.expect("right/x", "`m` was not run under loom");
}

#[test]
fn a_right_answer_that_does_not_compile_is_a_miss() {
    let mut trial = Trial::new();
    trial
        .of("right_x")
        .refused
        .insert(Engine::Loom, Refusal::default());
    trial.expect("right/x", "does not compile under loom");
}

#[test]
fn a_wrong_answer_that_passes_or_fails_only_sometimes_is_a_miss() {
    for (passes, words) in [(5, "5 of 5"), (1, "1 of 5")] {
        let mut trial = Trial::new();
        let runs = trial.of("wrong_a").runs.iter_mut();
        runs.filter(|run| run.report.name == "a")
            .take(passes)
            .for_each(|run| run.report.outcome = PASSED);
        trial.expect("wrong/a", words);
        assert_eq!(trial.row().wrong, (2, 3));
        // And so no proven answer is caught by the test.
        trial.expect("a", "no wrong variant");
    }
}

#[test]
fn a_wrong_answer_that_fails_in_another_test_is_a_miss_unless_its_header_says_so() {
    let mut trial = Trial::new();
    trial.of("wrong_a").runs[1].report.outcome = failed();
    trial.expect(
        "wrong/a",
        "`b` refuses it too on watched threads, in 1 of 5 runs",
    );
    trial.of("wrong_a").answer.role = wrong("Caught by: a\nMay also fail: b", "message: a sum");
    assert_eq!(trial.row().wrong, (3, 3));
}

#[test]
fn a_wrong_answer_that_shows_another_phrase_or_kind_is_a_miss() {
    let mut trial = Trial::new();
    trial.of("wrong_a").runs[12].report.output = "panicked: nothing".to_string();
    trial.expect("wrong/a", "does not show “a sum”");
    let mut trial = Trial::new();
    trial.of("wrong_a").runs[12].report.outcome = stuck();
    trial.expect("wrong/a", "should show a message");
    let mut trial = Trial::new();
    trial.of("wrong_b").answer.role = wrong("Caught by: b", "limit: waits for");
    trial.expect("wrong/b", "should show a limit");
    let mut trial = Trial::new();
    trial.of("wrong_m").answer.role = wrong("Caught by: m", "deadlock: lost one");
    trial.expect("wrong/m", "only models catch it");
    let mut trial = Trial::new();
    trial.of("wrong_a").answer.role = wrong("Caught by: a", "model: a sum");
    trial.expect("wrong/a", "names no model");
}

#[test]
fn a_wrong_answer_is_caught_by_tests_that_exist() {
    let mut trial = Trial::new();
    trial.of("wrong_a").answer.role = wrong("Caught by: a, gone", "message: a sum");
    trial.expect("wrong/a", "no such test");
    let mut trial = Trial::new();
    trial.of("wrong_a").answer.role = wrong("Caught by: a\nMay also fail: gone", "message: a sum");
    trial.expect("wrong/a", "no such test");
}

#[test]
fn what_the_explorer_refuses_loom_refuses_too_unless_the_header_says_why_not() {
    let mut trial = Trial::new();
    trial.of("wrong_m").runs.last_mut().unwrap().report.outcome = PASSED;
    trial.expect("wrong/m", "not under loom");
    trial.of("wrong_m").answer.role = wrong(
        "Caught by: m\nLoom: it knows no time limits",
        "model: lost one",
    );
    assert_eq!(trial.row().wrong, (3, 3));
}

#[test]
fn a_compile_error_has_the_code_that_the_header_says() {
    let compile_error = |codes: &[&str]| {
        let mut trial = Trial::new();
        let mut one = evidence("wrong_c", wrong("", "compile error: E0382"), Vec::new());
        if !codes.is_empty() {
            let codes = codes.iter().map(ToString::to_string).collect();
            one.refused.insert(
                Engine::Watched,
                Refusal {
                    codes,
                    rendered: String::new(),
                },
            );
        }
        trial.evidence.push(one);
        trial
    };
    assert_eq!(compile_error(&["E0382"]).row().wrong, (4, 4));
    compile_error(&["E0277"]).expect("wrong/c", "by [E0277], not by E0382");
    compile_error(&[]).expect("wrong/c", "it compiles");
}

#[test]
fn a_wrong_answer_that_should_run_must_compile() {
    let mut trial = Trial::new();
    trial
        .of("wrong_a")
        .refused
        .insert(Engine::Watched, Refusal::default());
    trial.expect("wrong/a", "does not compile.");
}

#[test]
fn two_that_fail_alike_count_as_one() {
    let mut trial = Trial::new();
    let mut twin = trial.of("wrong_a").clone();
    twin.answer.module = "wrong_twin".to_string();
    trial.evidence.push(twin);
    trial.expect("wrong/a", "just as wrong/twin");
    assert_eq!((trial.row().wrong, trial.row().distinct), ((4, 4), 3));
}

#[test]
fn two_wrong_and_two_right_answers_are_needed() {
    let mut trial = Trial::new();
    trial.drop("wrong_a");
    trial.drop("wrong_b");
    trial.expect("wrong variants", "1 ways of failing");
    let mut trial = Trial::new();
    trial.drop("right_x");
    trial.expect("right variants", "1 stand beside");
}

#[test]
fn a_test_that_catches_nothing_is_a_miss() {
    for (module, test) in [("wrong_a", "a"), ("wrong_m", "m")] {
        let mut trial = Trial::new();
        trial.drop(module);
        trial.expect(test, "no wrong variant");
    }
}

#[test]
fn an_answer_that_is_made_fails() {
    let mut trial = Trial::new();
    trial.of("made_todo").runs[0].report.outcome = PASSED;
    trial.expect("`todo!()` in every region", "accept it");
    let mut trial = Trial::new();
    trial.of("made_todo").runs = Vec::new();
    trial
        .of("made_todo")
        .refused
        .insert(Engine::Watched, Refusal::default());
    assert_eq!(
        judge(&trial.case, &trial.tests, &trial.evidence).1,
        [],
        "what does not compile fails"
    );
}

#[test]
fn an_answer_without_threads_passes_only_where_the_cases_say_so() {
    let with = |outcome: Outcome, because: Option<&str>| {
        let mut trial = Trial::new();
        trial.case.sequential_passes = because.map(str::to_string);
        trial.evidence.push(evidence(
            "made_sequential",
            Role::Made(Made::Sequential),
            vec![run(Engine::Watched, "a", outcome, "")],
        ));
        trial
    };
    let misses = |trial: Trial| judge(&trial.case, &trial.tests, &trial.evidence).1.len();
    assert_eq!(misses(with(stuck(), None)), 0);
    assert_eq!(misses(with(PASSED, Some("of this"))), 0);
    with(PASSED, None).expect("the solution without threads", "accept it");
    with(stuck(), Some("of this")).expect("the solution without threads", "but it does not");
}
