//! A check while it goes on.

use std::time::{Duration, Instant};

use judge::check::Event;
use judge::paint::Paint;
use judge::say::{engine_words, sentence, short_time, test_line};
use judge::verdict::{Engine, TestReport};

/// A check of the current exercise.
pub struct Progress {
    began: Instant,
    stages: Vec<Stage>,
    /// Whether it passed, once it has ended.
    pub passed: Option<bool>,
    took: Option<Duration>,
}

struct Stage {
    engine: Engine,
    /// How long the build took, and how many crates from elsewhere it compiled.
    built: Option<(Duration, usize)>,
    tests: Vec<Test>,
}

struct Test {
    name: String,
    report: Option<TestReport>,
}

impl Progress {
    /// One that begins now.
    pub fn new() -> Progress {
        Progress {
            began: Instant::now(),
            stages: Vec::new(),
            passed: None,
            took: None,
        }
    }

    /// How long it has been going on, or took.
    pub fn time(&self) -> Duration {
        self.took.unwrap_or_else(|| self.began.elapsed())
    }

    /// It has ended.
    pub fn end(&mut self, passed: bool) {
        self.passed = Some(passed);
        self.took = Some(self.began.elapsed());
    }

    /// It goes on.
    pub fn add(&mut self, event: Event) {
        match event {
            Event::StageStarted { engine, .. } => self.stages.push(Stage {
                engine,
                built: None,
                tests: Vec::new(),
            }),
            Event::Built {
                engine,
                time,
                foreign_crates,
            } => {
                if let Some(stage) = self.stage(engine) {
                    stage.built = Some((time, foreign_crates));
                }
            }
            Event::TestStarted { engine, name } => {
                if let Some(stage) = self.stage(engine) {
                    stage.tests.push(Test { name, report: None });
                }
            }
            Event::TestEnded { engine, report } => {
                let begun = self.stage(engine).and_then(|stage| {
                    let mut tests = stage.tests.iter_mut();
                    tests.find(|test| test.name == report.name)
                });
                if let Some(test) = begun {
                    test.report = Some(report);
                }
            }
        }
    }

    fn stage(&mut self, engine: Engine) -> Option<&mut Stage> {
        self.stages.iter_mut().find(|stage| stage.engine == engine)
    }

    /// Each test as it ends, a line each.
    pub fn text(&self, paint: Paint) -> String {
        let mut lines = Vec::new();
        for stage in &self.stages {
            let built = match stage.built {
                None => "(compiling …)".to_string(),
                Some((time, 0)) => format!("(built in {})", short_time(time)),
                Some((time, crates)) => {
                    let time = short_time(time);
                    format!("(built in {time}, with {crates} crates from elsewhere)")
                }
            };
            let words = paint.strong(engine_words(stage.engine));
            lines.push(format!("{words} {}", paint.quiet(&built)));
            lines.extend(stage.tests.iter().map(|test| match &test.report {
                None => paint.quiet(&format!("  … {}", sentence(&test.name))),
                Some(report) => test_line(report, paint),
            }));
        }
        lines.join("\n")
    }
}
