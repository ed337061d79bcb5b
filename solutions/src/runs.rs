//! Runs every test of every answer as often as its promise needs, each in its own process.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use judge::run::{Cancel, Limits, run_test};
use judge::verdict::{Engine, Outcome};

use crate::builds::{Builds, in_parallel};
use crate::findings::{ENGINES, Evidence, Miss, Run};
use crate::header::Kind;
use crate::plan::{Answer, Case, Role};

/// How often right answers run on watched threads, unless asked otherwise: what fails once in a while must show.
pub const RIGHT_RUNS: usize = 20;
/// How often wrong answers run.
const WRONG_RUNS: usize = 5;
/// The explorer goes the same way each time, unless the answer itself does not.
const MODEL_RUNS: usize = 2;
/// A wrong answer that runs into its limit does nothing else for so long; two runs of it are enough.
const ENDLESS_RUNS: usize = 2;
/// The limit for answers that are expected to reach it.
const ENDLESS: Duration = Duration::from_secs(3);
/// Runs that mostly wait, per core.
const WAITING_PER_CORE: usize = 4;

/// One exercise on its way through the runs.
pub struct Work<'a> {
    /// The exercise.
    pub case: &'a Case,
    /// The solution's tests.
    pub tests: BTreeMap<Engine, BTreeSet<String>>,
    /// What is known about each answer.
    pub evidence: Vec<Evidence>,
    jobs: Vec<Job>,
    /// Builds that failed.
    pub misses: Vec<Miss>,
    /// How often right answers run on watched threads.
    right_runs: usize,
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
    /// Plans the runs of all answers that compiled; of right ones on watched threads, `right_runs` each.
    pub fn new(case: &'a Case, mut built: Builds, right_runs: usize) -> Work<'a> {
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
            right_runs,
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
                        (self.right_runs, false, limits(None))
                    }
                    Role::Solution | Role::Right => (1, false, limits(None)),
                    // Whatever it comes to is right.
                    Role::Wrong(header) if header.may_also_fail.contains(name) => continue,
                    Role::Wrong(header) => {
                        let catches = header.caught_by.contains(name);
                        let kind = header.shows.kind;
                        let waits =
                            catches && matches!(kind, Kind::Deadlock | Kind::Still | Kind::Limit);
                        let times = match engine {
                            Engine::Loom if !catches => continue,
                            Engine::Loom => 1,
                            _ if catches && kind == Kind::Limit => ENDLESS_RUNS,
                            Engine::Explored if catches => MODEL_RUNS,
                            Engine::Explored => 1,
                            Engine::Watched => WRONG_RUNS,
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

/// Runs what is planned: so many at a time that compute, and more that wait.
pub fn run(work: &mut [Work<'_>], jobs: usize) {
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
