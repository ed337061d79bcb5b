//! What a check can come to.

use std::time::Duration;

use serde::Serialize;

/// What a check of one exercise came to.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// `threads/05_account`.
    pub exercise: String,
    /// Stages in the order of proof, up to the first that failed.
    pub stages: Vec<Stage>,
    /// What a reader should know besides: edited tests, a step that this machine cannot do.
    pub notes: Vec<String>,
}

impl Verdict {
    /// Whether every stage was run and passed.
    pub fn passed(&self) -> bool {
        !self.stages.is_empty() && self.stages.iter().all(Stage::passed)
    }

    /// Whether somebody cancelled the check before its end.
    pub fn was_cancelled(&self) -> bool {
        self.stages
            .iter()
            .any(|stage| stage.obstacle == Some(Obstacle::Cancelled))
    }

    /// The first test that did not pass, and its stage. One that was not run counts only if nothing else failed and
    /// nobody cancelled the check.
    pub fn first_failure(&self) -> Option<(&Stage, &TestReport)> {
        let tests = self
            .stages
            .iter()
            .flat_map(|stage| stage.tests.iter().map(move |test| (stage, test)));
        let failed = tests
            .clone()
            .find(|(_, test)| !matches!(test.outcome, Outcome::Passed | Outcome::NotRun));
        failed.or_else(|| {
            tests
                .filter(|_| !self.was_cancelled())
                .find(|(_, test)| test.outcome == Outcome::NotRun)
        })
    }
}

/// One step of a proof: the words, the compiler, the cases on watched threads, the models.
#[derive(Clone, Debug, Serialize)]
pub struct Stage {
    /// Which engine.
    pub engine: Engine,
    /// The command that does the same by hand, ready to copy.
    pub command: String,
    /// How long the build took.
    #[serde(rename = "build_seconds", serialize_with = "in_seconds")]
    pub build_time: Duration,
    /// What rustc warned of in the exercise, as it shows it; empty if nothing.
    pub warnings: String,
    /// Why no test could be run, if so.
    pub obstacle: Option<Obstacle>,
    /// Each test that was found or should have been, in the order of the file.
    pub tests: Vec<TestReport>,
}

impl Stage {
    /// Whether at least one test ran, and all passed.
    pub fn passed(&self) -> bool {
        self.obstacle.is_none()
            && !self.tests.is_empty()
            && self
                .tests
                .iter()
                .all(|test| test.outcome == Outcome::Passed)
    }
}

/// What stands behind `lab` in a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// Watched threads: no feature.
    Watched,
    /// The explorer of interleavings: feature `explored`.
    Explored,
    /// loom: feature `loom`, profile `loom`.
    Loom,
}

/// Why no test could be run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Obstacle {
    /// The exercise uses what its topic refuses, such as `std::thread` where threads are watched.
    Refused {
        /// One sentence per place: `file:line: std::thread is not watched; say lab::thread`.
        sentences: Vec<String>,
    },
    /// The exercise's file is empty, or cannot be read.
    NoText {
        /// Which file, what is the matter, and what helps.
        sentence: String,
    },
    /// Files of the tests are gone.
    TestsGone {
        /// From the root of the course.
        files: Vec<String>,
    },
    /// Somebody cancelled the check.
    Cancelled,
    /// rustc refused it.
    DoesNotCompile {
        /// rustc's text, coloured if a terminal shows it.
        rendered: String,
        /// The codes of its errors, such as `E0382`; an error without a code gives none.
        codes: Vec<String>,
    },
    /// The build did not end within its limit.
    BuildTooLong {
        /// The limit.
        #[serde(rename = "limit_seconds", serialize_with = "in_seconds")]
        limit: Duration,
    },
    /// cargo itself failed: no disk, no network for a crate, a broken manifest.
    CargoFailed {
        /// What cargo said.
        message: String,
    },
}

/// One test, run in a process of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TestReport {
    /// Its function's name, without the modules before it.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
    /// From the start of its process to the end.
    #[serde(rename = "seconds", serialize_with = "in_seconds")]
    pub time: Duration,
    /// What it printed, standard output and standard error as they came, at most the output limit.
    pub output: String,
}

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outcome {
    /// Ran to its end, and its process too.
    Passed,
    /// A panic: a failed assertion, a model that fails, `todo!()`.
    Failed {
        /// What the panic said.
        message: String,
    },
    /// Watched threads that can never go on.
    Stuck {
        /// The report of who waits for whom.
        report: String,
    },
    /// All threads of the process stood still, by the kernel's account, in waits without a time limit.
    Still {
        /// One line per thread: its name, and the system call in which it waits.
        threads: Vec<String>,
    },
    /// Ran longer than the limit.
    TooLong {
        /// The limit.
        #[serde(rename = "limit_seconds", serialize_with = "in_seconds")]
        limit: Duration,
        /// One line per thread, as far as the system tells: computing, sleeping, waiting in which call.
        threads: Vec<String>,
    },
    /// Printed more than the limit.
    TooMuchOutput {
        /// The limit in bytes.
        limit: usize,
    },
    /// The process ended before the test did: `process::exit`.
    Exited {
        /// Its exit code.
        code: i32,
    },
    /// A signal ended the process.
    Killed {
        /// The signal's name, such as `SIGABRT`.
        signal: String,
        /// Whether Rust's guard page said that a stack overflowed.
        stack_overflow: bool,
    },
    /// Named by the wrong variants, but not in the test binary: deleted or renamed.
    Missing,
    /// Not run: the check was cancelled, the test is marked `#[ignore]`, or its program could not be started.
    NotRun,
}

fn in_seconds<S: serde::Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64())
}
