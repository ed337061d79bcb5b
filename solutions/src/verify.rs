//! Builds and runs everything that an exercise's promises are about.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{io, thread};

use judge::course::Exercise;
use judge::run::{Cancel, Limits, run_test};
use judge::verdict::{Engine, Outcome};

use crate::crates::{Crates, Workspace};
use crate::findings::{self, ENGINES, Evidence, Miss, Row, Run};
use crate::header::Kind;
use crate::plan::{self, Answer, Case, Made, Role};
use crate::workshop::{Built, Workshop};

/// How often right answers run on watched threads: what fails once in a while must show.
const RIGHT_RUNS: usize = 20;
/// How often wrong answers run.
const WRONG_RUNS: usize = 5;
/// A wrong answer that runs into its limit does nothing else for so long; two runs of it are enough.
const ENDLESS_RUNS: usize = 2;
/// The limit for answers that are expected to reach it.
const ENDLESS: Duration = Duration::from_secs(3);
/// Runs that mostly wait, per core.
const WAITING_PER_CORE: usize = 4;

/// What a verification may use.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Runs that compute, at once.
    pub jobs: usize,
    /// Whether models run under loom, too.
    pub loom: bool,
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
        effort.jobs,
    ))
}

/// Builds and runs the answers of all cases.
fn prove(
    root: &Path,
    target: &Path,
    cases: &[Case],
    engines: &[Engine],
    crates: &BTreeMap<(String, Engine), Crates>,
    jobs: usize,
) -> (Vec<Row>, Vec<Miss>) {
    let builds = build(root, target, cases, engines, crates, jobs);
    let works = cases.iter().zip(builds);
    let mut works: Vec<Work<'_>> = works.map(|(case, built)| Work::new(case, built)).collect();
    run(&mut works, jobs);
    let (mut rows, mut misses) = (Vec::new(), Vec::new());
    for work in works {
        let (row, found) = findings::judge(work.case, &work.tests, &work.evidence);
        rows.push(row);
        misses.extend(work.misses);
        misses.extend(found);
    }
    (rows, misses)
}

/// What building one exercise's answers came to.
#[derive(Default)]
struct Builds {
    by_engine: BTreeMap<Engine, Built>,
    /// Answers that were compiled alone: whether rustc refused them is all that counts.
    alone: BTreeMap<String, crate::workshop::Refusal>,
    failures: Vec<(Engine, String)>,
}

fn build(
    root: &Path,
    target: &Path,
    cases: &[Case],
    engines: &[Engine],
    crates: &BTreeMap<(String, Engine), Crates>,
    jobs: usize,
) -> Vec<Builds> {
    let mut orders = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        for engine in engines.iter().rev() {
            if *engine != Engine::Watched && !case.cases.contains("models!") {
                continue;
            }
            if let Some(crates) = crates.get(&(case.exercise.topic.clone(), *engine)) {
                orders.push((index, case, *engine, crates));
            }
        }
    }
    let builds: Vec<Mutex<Builds>> = cases.iter().map(|_| Mutex::default()).collect();
    in_parallel(jobs, orders.len(), |n| {
        let (index, case, engine, crates) = orders[n];
        let workshop = Workshop::new(root, target, case);
        let together: Vec<&Answer> = case
            .answers
            .iter()
            .filter(|answer| runs_on(&answer.role, engine))
            .collect();
        let built = workshop.build(engine, &case.cases, &together, crates);
        // Unwrap: no thread panics while it holds the lock.
        let keep = |error: io::Error| {
            builds[index]
                .lock()
                .unwrap()
                .failures
                .push((engine, error.to_string()));
        };
        match built {
            Ok(built) => {
                builds[index]
                    .lock()
                    .unwrap()
                    .by_engine
                    .insert(engine, built);
            }
            Err(error) => keep(error),
        }
        if engine != Engine::Watched {
            return;
        }
        for answer in case.answers.iter().filter(|answer| alone(&answer.role)) {
            match workshop.refusal(&case.cases, answer, crates) {
                Ok(Some(refusal)) => {
                    builds[index]
                        .lock()
                        .unwrap()
                        .alone
                        .insert(answer.module.clone(), refusal);
                }
                Ok(None) => {}
                Err(error) => keep(error),
            }
        }
    });
    builds
        .into_iter()
        .map(|builds| builds.into_inner().unwrap())
        .collect()
}

/// Answers that must not compile.
fn alone(role: &Role) -> bool {
    match role {
        Role::Wrong(header) => header.shows.kind == Kind::CompileError,
        Role::Made(made) => *made == Made::Empty,
        Role::Start | Role::Solution | Role::Right => false,
    }
}

fn runs_on(role: &Role, engine: Engine) -> bool {
    let cheap = engine != Engine::Loom;
    match role {
        Role::Start | Role::Made(_) => cheap && !alone(role),
        Role::Wrong(_) => !alone(role),
        Role::Solution | Role::Right => true,
    }
}

/// One exercise on its way through the runs.
struct Work<'a> {
    case: &'a Case,
    /// The solution's tests.
    tests: BTreeMap<Engine, BTreeSet<String>>,
    evidence: Vec<Evidence>,
    jobs: Vec<Job>,
    misses: Vec<Miss>,
}

/// Some runs of some tests of one answer, one after the other.
struct Job {
    /// The place of the answer in the evidence.
    answer: usize,
    runs: Vec<(Engine, PathBuf, String)>,
    limits: Limits,
    /// Whether a failure is all that is asked for.
    until_failure: bool,
    /// Whether it is expected to wait rather than to compute.
    waits: bool,
}

impl<'a> Work<'a> {
    fn new(case: &'a Case, mut built: Builds) -> Work<'a> {
        let exercise = case.exercise.id();
        let misses = built.failures.drain(..).map(|(engine, output)| {
            let sentence = "rustc fails, and not because of one answer.".to_string();
            Miss {
                exercise: exercise.clone(),
                what: format!("the build for {engine:?}"),
                sentence,
                output,
            }
        });
        let mut work = Work {
            case,
            tests: BTreeMap::new(),
            evidence: Vec::new(),
            jobs: Vec::new(),
            misses: misses.collect(),
        };
        for (engine, built) in &built.by_engine {
            let tests = built.tests.get("solution").into_iter().flatten();
            work.tests
                .insert(*engine, tests.map(|(name, _)| name.clone()).collect());
        }
        for answer in &case.answers {
            let of = |built: &BTreeMap<String, _>| built.get(&answer.module).cloned();
            let mut refused: BTreeMap<_, _> = built
                .by_engine
                .iter()
                .filter_map(|(engine, built)| Some((*engine, of(&built.refused)?)))
                .collect();
            refused.extend(
                built
                    .alone
                    .get(&answer.module)
                    .map(|refusal| (Engine::Watched, refusal.clone())),
            );
            let warnings = built
                .by_engine
                .values()
                .filter_map(|built| built.warnings.get(&answer.module))
                .flatten();
            work.evidence.push(Evidence {
                answer: answer.clone(),
                refused,
                warnings: warnings.cloned().collect(),
                runs: Vec::new(),
            });
            work.plan(answer, work.evidence.len() - 1, &built);
        }
        work
    }

    fn plan(&mut self, answer: &Answer, place: usize, built: &Builds) {
        let mut made = Vec::new();
        for engine in ENGINES {
            let Some(built) = built.by_engine.get(&engine) else {
                continue;
            };
            let (Some(binary), Some(tests)) = (&built.binary, built.tests.get(&answer.module))
            else {
                continue;
            };
            for (name, full) in tests {
                let run = (engine, binary.clone(), full.clone());
                let (times, waits, limits) = match &answer.role {
                    Role::Start
                        if self
                            .case
                            .start
                            .as_ref()
                            .is_some_and(|start| start.test == *name) =>
                    {
                        (1, false, limits(None))
                    }
                    Role::Start => continue,
                    Role::Made(_) => {
                        made.push(run);
                        continue;
                    }
                    Role::Solution | Role::Right if engine == Engine::Watched => {
                        (RIGHT_RUNS, false, limits(None))
                    }
                    Role::Solution | Role::Right => (1, false, limits(None)),
                    Role::Wrong(header) => {
                        let catches = header.caught_by.contains(name);
                        let kind = header.shows.kind;
                        let waits =
                            catches && matches!(kind, Kind::Deadlock | Kind::Still | Kind::Limit);
                        let times = match engine {
                            Engine::Loom if !catches => continue,
                            Engine::Loom => 1,
                            _ if catches && kind == Kind::Limit => ENDLESS_RUNS,
                            // The explorer goes the same way each time.
                            Engine::Explored if !catches => 1,
                            _ => WRONG_RUNS,
                        };
                        (
                            times,
                            waits,
                            limits((catches && kind == Kind::Limit).then_some(ENDLESS)),
                        )
                    }
                };
                for _ in 0..times {
                    self.jobs.push(Job {
                        answer: place,
                        runs: vec![run.clone()],
                        limits,
                        until_failure: false,
                        waits,
                    });
                }
            }
        }
        if !made.is_empty() {
            self.jobs.push(Job {
                answer: place,
                runs: made,
                limits: limits(Some(ENDLESS)),
                until_failure: true,
                waits: true,
            });
        }
    }
}

fn limits(run: Option<Duration>) -> Limits {
    Limits {
        run: run.unwrap_or(Duration::from_secs(60)),
        ..Limits::default()
    }
}

fn run(work: &mut [Work<'_>], jobs: usize) {
    let mut lanes: [Vec<(usize, Job)>; 2] = Default::default();
    for (index, work) in work.iter_mut().enumerate() {
        for job in work.jobs.drain(..) {
            lanes[usize::from(job.waits)].push((index, job));
        }
    }
    let results: Vec<Mutex<Vec<(usize, Run)>>> = work.iter().map(|_| Mutex::default()).collect();
    let [computing, waiting] = lanes;
    let one = |jobs: &[(usize, Job)], n: usize| {
        let (index, job) = &jobs[n];
        for (engine, binary, test) in &job.runs {
            let report = run_test(binary, test, &job.limits, &Cancel::new());
            let failed = report.outcome != Outcome::Passed;
            results[*index].lock().unwrap().push((
                job.answer,
                Run {
                    engine: *engine,
                    report,
                },
            ));
            if failed && job.until_failure {
                break;
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| in_parallel(jobs * WAITING_PER_CORE, waiting.len(), |n| one(&waiting, n)));
        in_parallel(jobs, computing.len(), |n| one(&computing, n));
    });
    for (work, results) in work.iter_mut().zip(results) {
        for (answer, run) in results.into_inner().unwrap() {
            work.evidence[answer].runs.push(run);
        }
    }
}

/// Calls `one` with 0, 1, … `count - 1` from `threads` threads.
fn in_parallel(threads: usize, count: usize, one: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..threads.min(count) {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed); // Relaxed: each number is given once; nothing else is shared by it.
                    if n >= count {
                        break;
                    }
                    one(n);
                }
            });
        }
    });
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
            2,
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
