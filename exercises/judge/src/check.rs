//! Checks one exercise, in the order of proof: the words it uses, the compiler, the cases on watched threads, the models
//! under every interleaving. The first stage that fails ends the check.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::ahead::Ahead;
use crate::build::{Built, Memory, build, command_line};
use crate::course::Exercise;
use crate::folder::Folder;
use crate::run::{Cancel, Limits, list_tests, run_test, short};
use crate::variant::{self, Header};
use crate::verdict::{Engine, Obstacle, Outcome, Stage, TestReport, Verdict};
use crate::{cases, words};

/// How many tests run at the same time. Each has a process of its own.
const AT_ONCE: usize = 2;

/// How a check is to be done.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How much it may use.
    pub limits: Limits,
    /// The last stage: [`Engine::Watched`] leaves models out, [`Engine::Loom`] adds loom.
    pub up_to: Engine,
    /// Makes checks after the first faster, in a process that checks again and again.
    pub memory: Option<Memory>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            limits: Limits::default(),
            up_to: Engine::Explored,
            memory: None,
        }
    }
}

/// What happens during a check.
#[derive(Clone, Debug)]
pub enum Event {
    /// A stage begins to compile.
    StageStarted {
        /// Which.
        engine: Engine,
        /// The command that does the same by hand.
        command: String,
    },
    /// It has compiled.
    Built {
        /// Which stage.
        engine: Engine,
        /// How long that took.
        time: Duration,
        /// How many crates from elsewhere had to be compiled.
        foreign_crates: usize,
    },
    /// A test begins.
    TestStarted {
        /// In which stage.
        engine: Engine,
        /// Its function's name.
        name: String,
    },
    /// A test has ended.
    TestEnded {
        /// In which stage.
        engine: Engine,
        /// How.
        report: TestReport,
    },
}

/// Checks `exercise` and tells what happens while it does.
pub fn check(
    exercise: &Exercise,
    settings: &Settings,
    cancel: &Cancel,
    on_event: &mut (dyn FnMut(Event) + Send),
) -> Verdict {
    let mut verdict = Verdict {
        exercise: exercise.id(),
        stages: Vec::new(),
        notes: Vec::new(),
    };
    let edited = thread::spawn({
        let exercise = exercise.clone();
        move || tests_were_edited(&exercise)
    });
    let folder = Folder::find(exercise.root());
    let cases = fs::read_to_string(exercise.cases()).unwrap_or_default();
    let mut check = Check {
        exercise,
        settings,
        cancel,
        target: folder.target.as_deref(),
        expected: expected_tests(exercise, &cases),
        found: BTreeSet::new(),
        cases,
        ahead: None,
    };
    if check.has_models() {
        check.ahead = Ahead::begin(exercise, settings, folder.target.clone(), cancel);
    }
    for engine in [Engine::Watched, Engine::Explored, Engine::Loom] {
        let has_tests = engine == Engine::Watched || check.has_models();
        if engine > settings.up_to || !has_tests {
            continue;
        }
        let stage = check.stage(engine, on_event);
        if stage.obstacle.is_none() && stage.tests.is_empty() {
            continue; // All its tests are models, which come next.
        }
        verdict.stages.push(stage);
        if !verdict.passed() {
            break;
        }
    }
    verdict.notes.extend(folder.note);
    verdict.notes.extend(edited.join().ok().flatten());
    verdict
}

struct Check<'a> {
    exercise: &'a Exercise,
    settings: &'a Settings,
    cancel: &'a Cancel,
    target: Option<&'a Path>,
    /// The text of the cases.
    cases: String,
    /// The build of the models, if it goes on beside the cases.
    ahead: Option<Ahead>,
    /// The tests that there must be.
    expected: BTreeSet<String>,
    /// Those that were found in the stages so far.
    found: BTreeSet<String>,
}

impl Check<'_> {
    fn has_models(&self) -> bool {
        cases::has_models(&self.cases)
    }

    fn stage(&mut self, engine: Engine, on_event: &mut (dyn FnMut(Event) + Send)) -> Stage {
        let started = Instant::now();
        let mut stage = Stage {
            engine,
            command: command_line(self.exercise, engine),
            build_time: Duration::ZERO,
            warnings: String::new(),
            obstacle: None,
            tests: Vec::new(),
        };
        on_event(Event::StageStarted {
            engine,
            command: stage.command.clone(),
        });
        let ahead = match engine {
            Engine::Explored => self.ahead.take().and_then(Ahead::wait),
            _ => None,
        };
        let (built, time) = ahead.unwrap_or_else(|| (self.build(engine), started.elapsed()));
        stage.build_time = time;
        let built = match built {
            Ok(built) => built,
            Err(obstacle) => {
                stage.obstacle = Some(obstacle);
                return stage;
            }
        };
        stage.warnings = built.warnings;
        on_event(Event::Built {
            engine,
            time: stage.build_time,
            foreign_crates: built.foreign_crates,
        });
        let mut names = match list_tests(&built.binary, self.cancel) {
            Ok(names) => names,
            Err(_) if self.cancel.is_cancelled() => {
                stage.obstacle = Some(Obstacle::Cancelled);
                return stage;
            }
            Err(error) => {
                let message = format!("the tests cannot be listed: {error}");
                stage.obstacle = Some(Obstacle::CargoFailed { message });
                return stage;
            }
        };
        names.sort_by_key(|name| self.cases.find(&format!("fn {}(", short(name))));
        stage.tests = self.run(engine, &built.binary, &names, on_event);
        self.found
            .extend(names.iter().map(|name| short(name).to_string()));
        // With models to come, what is not found yet may be one of them.
        let models_follow = engine == Engine::Watched && self.has_models();
        let nothing_ran = names.is_empty() && engine == self.settings.up_to;
        if !models_follow || nothing_ran {
            let missing = self.expected.difference(&self.found);
            stage.tests.extend(missing.map(|name| missing_test(name)));
        }
        if stage.tests.is_empty() && (!models_follow || nothing_ran) {
            let files = vec![self.shown(&self.exercise.cases())];
            stage.obstacle = Some(Obstacle::TestsGone { files });
        }
        if self.cancel.is_cancelled() {
            stage.obstacle = Some(Obstacle::Cancelled);
        }
        stage
    }

    fn build(&self, engine: Engine) -> Result<Built, Obstacle> {
        if engine == Engine::Watched {
            self.look_at_the_files()?;
        }
        build(
            self.exercise,
            engine,
            self.settings.limits.build,
            self.target,
            self.settings.memory.as_ref(),
            self.cancel,
        )
    }

    /// Finds what the compiler would explain badly, or not at all.
    fn look_at_the_files(&self) -> Result<(), Obstacle> {
        let gone: Vec<String> = [self.exercise.cases(), self.exercise.joint()]
            .into_iter()
            .filter(|path| !path.exists())
            .map(|path| self.shown(&path))
            .collect();
        if !gone.is_empty() {
            return Err(Obstacle::TestsGone { files: gone });
        }
        let file = self.exercise.file();
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) => {
                let sentence = format!(
                    "{} cannot be read: {error}; `cargo course reset {}` brings the task back",
                    self.shown(&file),
                    self.exercise.id()
                );
                return Err(Obstacle::NoText { sentence });
            }
        };
        if text.trim().is_empty() {
            let sentence = format!(
                "{} is empty; `cargo course reset {}` brings the task back",
                self.shown(&file),
                self.exercise.id()
            );
            return Err(Obstacle::NoText { sentence });
        }
        let sentences = words::refused(&text, &self.shown(&file));
        if sentences.is_empty() {
            Ok(())
        } else {
            Err(Obstacle::Refused { sentences })
        }
    }

    /// A path as the learner knows it: from the root of the course.
    fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(self.exercise.root()).unwrap_or(path);
        path.display().to_string()
    }

    fn run(
        &self,
        engine: Engine,
        binary: &Path,
        names: &[String],
        on_event: &mut (dyn FnMut(Event) + Send),
    ) -> Vec<TestReport> {
        let next = AtomicUsize::new(0);
        let mut reports: Vec<Option<TestReport>> = vec![None; names.len()];
        thread::scope(|scope| {
            let (sender, told) = mpsc::channel();
            for _ in 0..AT_ONCE {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    loop {
                        // Relaxed: each number goes to one worker, and nothing else is shared.
                        let number = next.fetch_add(1, Relaxed);
                        let Some(name) = names.get(number) else { break };
                        // A receiver that is gone has panicked, and the scope tells.
                        let _ = sender.send((number, None));
                        let report = run_test(binary, name, &self.settings.limits, self.cancel);
                        let _ = sender.send((number, Some(report)));
                    }
                });
            }
            drop(sender);
            for (number, report) in told {
                match report {
                    None => on_event(Event::TestStarted {
                        engine,
                        name: short(&names[number]).to_string(),
                    }),
                    Some(report) => {
                        on_event(Event::TestEnded {
                            engine,
                            report: report.clone(),
                        });
                        reports[number] = Some(report);
                    }
                }
            }
        });
        reports.into_iter().flatten().collect()
    }
}

fn missing_test(name: &str) -> TestReport {
    TestReport {
        name: name.to_string(),
        outcome: Outcome::Missing,
        time: Duration::ZERO,
        output: String::new(),
    }
}

/// The tests that the wrong variants name: each must be there, or a deleted test would pass. `cases` names one itself.
fn expected_tests(exercise: &Exercise, cases: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    names.extend(cases::start(cases).map(|(test, _)| test.to_string()));
    for patch in variant::texts(&exercise.wrong()) {
        names.extend(Header::of(&patch).names("Caught by"));
    }
    names
}

/// A note, if git knows the tests of the exercise otherwise. Without git there is none.
fn tests_were_edited(exercise: &Exercise) -> Option<String> {
    let told = Command::new("git")
        .current_dir(exercise.root())
        .args(["diff", "--name-only", "--relative", "HEAD", "--"])
        .args([exercise.joint(), exercise.cases()])
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let edited = String::from_utf8(told.stdout).ok()?;
    let files: Vec<&str> = edited.lines().collect();
    (told.status.success() && !files.is_empty()).then(|| {
        format!(
            "the tests of this exercise were changed, and judge as they are now; `git checkout HEAD -- {}` brings them back",
            files.join(" ")
        )
    })
}
