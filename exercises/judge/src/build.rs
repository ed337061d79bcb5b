//! Compiles the tests of one exercise, by cargo, or by repeating what cargo called.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;

use crate::course::Exercise;
use crate::repeat::Call;
use crate::run::{Cancel, Finished, run_command};
use crate::verdict::{Engine, Obstacle};

/// A test binary, ready to run.
#[derive(Clone, Debug)]
pub struct Built {
    /// The binary.
    pub binary: PathBuf,
    /// How many crates from elsewhere were compiled for it.
    pub foreign_crates: usize,
    /// What rustc warned of in the exercise, as it shows it; empty if nothing.
    pub warnings: String,
}

/// Remembers how rustc was called for each exercise, so that a check after the first is faster. Clones share what they
/// remember. Meant for one process that checks again and again while only exercises change.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<HashMap<(String, Engine), Remembered>>>);

#[derive(Clone, Debug)]
struct Remembered {
    call: Call,
    out: PathBuf,
}

/// The command that a learner may copy: builds and runs the tests of `exercise` on `engine`.
pub fn command_line(exercise: &Exercise, engine: Engine) -> String {
    let mut words = vec!["cargo".to_string()];
    words.extend(arguments(exercise, engine));
    words.join(" ")
}

fn arguments(exercise: &Exercise, engine: Engine) -> Vec<String> {
    let package = exercise.package();
    let mut words = vec!["test", "-p", &package, "--test", &exercise.name];
    match engine {
        Engine::Watched => {}
        Engine::Explored => words.extend(["--features", "explored"]),
        Engine::Loom => words.extend(["--features", "loom", "--profile", "loom"]),
    }
    words.into_iter().map(str::to_string).collect()
}

/// Builds the tests of `exercise` for `engine`. `target` is the folder to build in, if not cargo's own choice.
///
/// # Errors
///
/// What stands in the way, as the learner should read it.
pub fn build(
    exercise: &Exercise,
    engine: Engine,
    limit: Duration,
    target: Option<&Path>,
    memory: Option<&Memory>,
    cancel: &Cancel,
) -> Result<Built, Obstacle> {
    let key = (exercise.id(), engine);
    if let Some(memory) = memory
        && let Some(known) = memory.get(&key)
        && let Some(result) = repeat(exercise, &known, limit, cancel)
    {
        return result;
    }
    let mut command = Command::new("cargo");
    command
        .current_dir(exercise.root())
        .args(arguments(exercise, engine))
        // -v tells how rustc is called.
        .args(["--no-run", "-v"])
        .arg("--message-format=json-diagnostic-rendered-ansi");
    if let Some(target) = target {
        command.env("CARGO_TARGET_DIR", target);
    }
    let done = run_command(&mut command, limit, cancel, &mut |_| {});
    let told = Told::read(&done.stdout, exercise);
    if done.success()
        && let Some(binary) = told.binary
    {
        let call = Call::told_by_cargo(&done.stderr, &exercise.name, exercise.root());
        if let Some(memory) = memory
            && let Some(call) = call
            && let Some(out) = folder_for_repeats(&binary, engine)
        {
            memory.put(key, Remembered { call, out });
        }
        return Ok(Built {
            binary,
            foreign_crates: told.foreign_crates,
            warnings: told.warnings,
        });
    }
    Err(obstacle(&done, told.errors, limit))
}

/// `None` if cargo should be asked after all.
fn repeat(
    exercise: &Exercise,
    known: &Remembered,
    limit: Duration,
    cancel: &Cancel,
) -> Option<Result<Built, Obstacle>> {
    if !known.call.is_current() || fs::create_dir_all(&known.out).is_err() {
        return None;
    }
    let mut command = known.call.command(&known.out);
    let done = run_command(&mut command, limit, cancel, &mut |_| {});
    let told = Told::read(&done.stderr, exercise);
    if done.success() {
        return Some(Ok(Built {
            binary: known.call.program(&known.out),
            foreign_crates: 0,
            warnings: told.warnings,
        }));
    }
    // A failure without an error in the text is none of the learner's: a missing library, a full disk. cargo knows more.
    let explained = !told.errors.is_empty() || done.cancelled || done.timed_out;
    explained.then(|| Err(obstacle(&done, told.errors, limit)))
}

fn obstacle(done: &Finished, errors: Vec<Diagnostic>, limit: Duration) -> Obstacle {
    if done.cancelled {
        Obstacle::Cancelled
    } else if done.timed_out {
        Obstacle::BuildTooLong { limit }
    } else if errors.is_empty() {
        Obstacle::CargoFailed {
            message: without_calls(&done.stderr),
        }
    } else {
        let mut codes: Vec<String> = errors.iter().filter_map(Diagnostic::code).collect();
        codes.sort();
        codes.dedup();
        Obstacle::DoesNotCompile {
            rendered: errors.into_iter().filter_map(|it| it.rendered).collect(),
            codes,
        }
    }
}

/// What cargo said, without the lines that only `-v` adds.
fn without_calls(stderr: &str) -> String {
    let calls = ["Running `", "Fresh ", "Compiling ", "Dirty "];
    stderr
        .lines()
        .filter(|line| !calls.iter().any(|call| line.trim_start().starts_with(call)))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Beside cargo's own `deps`, in the same target folder.
fn folder_for_repeats(binary: &Path, engine: Engine) -> Option<PathBuf> {
    let name = match engine {
        Engine::Watched => "watched",
        Engine::Explored => "explored",
        Engine::Loom => "loom",
    };
    let profile = binary.parent()?.parent()?;
    Some(profile.join("course").join(name))
}

impl Memory {
    /// Whether a build needs no cargo, as things are.
    pub(crate) fn knows(&self, exercise: &Exercise, engine: Engine) -> bool {
        self.get(&(exercise.id(), engine))
            .is_some_and(|known| known.call.is_current())
    }

    fn get(&self, key: &(String, Engine)) -> Option<Remembered> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).cloned()
    }

    fn put(&self, key: (String, Engine), remembered: Remembered) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(key, remembered);
    }
}

/// What cargo or rustc told in JSON, a message a line.
#[derive(Debug, Default)]
struct Told {
    binary: Option<PathBuf>,
    foreign_crates: usize,
    errors: Vec<Diagnostic>,
    warnings: String,
}

/// A line of cargo's, or a diagnostic of rustc's.
#[derive(Deserialize)]
struct Line {
    reason: Option<String>,
    message: Option<serde_json::Value>,
    executable: Option<PathBuf>,
    package_id: Option<String>,
    fresh: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Diagnostic {
    level: String,
    rendered: Option<String>,
    code: Option<Code>,
    spans: Vec<Span>,
}

#[derive(Debug, Deserialize)]
struct Span {
    /// From the root of the workspace.
    file_name: PathBuf,
    is_primary: bool,
}

#[derive(Debug, Deserialize)]
struct Code {
    code: String,
}

impl Diagnostic {
    fn code(&self) -> Option<String> {
        self.code.as_ref().map(|code| code.code.clone())
    }

    /// Whether it is about the file that the learner edits.
    fn is_about(&self, exercise: &Exercise) -> bool {
        let same = |span: &Span| {
            let place = fs::canonicalize(exercise.root().join(&span.file_name));
            place.is_ok_and(|place| fs::canonicalize(exercise.file()).is_ok_and(|own| own == place))
        };
        self.spans.iter().any(|span| span.is_primary && same(span))
    }
}

impl Told {
    fn read(text: &str, exercise: &Exercise) -> Told {
        let mut told = Told::default();
        for text in text.lines().filter(|line| line.starts_with('{')) {
            let Ok(line) = serde_json::from_str::<Line>(text) else {
                continue;
            };
            match line.reason.as_deref() {
                Some("compiler-artifact") => {
                    told.binary = line.executable.or(told.binary);
                    let id = line.package_id.unwrap_or_default();
                    if line.fresh == Some(false) && id.starts_with("registry+") {
                        told.foreign_crates += 1;
                    }
                }
                Some("compiler-message") => {
                    let message = line.message.and_then(|it| serde_json::from_value(it).ok());
                    told.diagnose(message, exercise);
                }
                Some(_) => {}
                // rustc's own.
                None => told.diagnose(serde_json::from_str(text).ok(), exercise),
            }
        }
        told
    }

    fn diagnose(&mut self, diagnostic: Option<Diagnostic>, exercise: &Exercise) {
        let Some(diagnostic) = diagnostic else { return };
        match diagnostic.level.as_str() {
            // Errors without a place count errors: "aborting due to …".
            "error" if !diagnostic.spans.is_empty() || diagnostic.code.is_some() => {
                self.errors.push(diagnostic);
            }
            "warning" if diagnostic.is_about(exercise) => {
                self.warnings.extend(diagnostic.rendered);
            }
            _ => {}
        }
    }
}
