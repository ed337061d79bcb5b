//! Builds every answer: those that run into one binary per exercise and engine, those that must not compile alone.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{io, thread};

use judge::cases::has_models;
use judge::verdict::Engine;

use crate::crates::Crates;
use crate::header::Kind;
use crate::plan::{Answer, Case, Made, Role};
use crate::workshop::{Built, Refusal, Workshop};

/// What building one exercise's answers came to.
#[derive(Default)]
pub struct Builds {
    /// The test binary for each engine.
    pub by_engine: BTreeMap<Engine, Built>,
    /// Answers that were compiled alone: whether rustc refused them is all that counts.
    pub alone: BTreeMap<String, Refusal>,
    /// Builds that failed for a reason that is in no answer.
    pub failures: Vec<(Engine, String)>,
}

/// Builds the answers of all cases, each exercise by itself, so many at a time.
pub fn build(
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
            if *engine != Engine::Watched && !has_models(&case.cases) {
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

/// Calls `one` with 0, 1, … `count - 1` from `threads` threads.
pub fn in_parallel(threads: usize, count: usize, one: impl Fn(usize) + Sync) {
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
