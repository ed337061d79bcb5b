//! All answers to an exercise as modules of one test crate, compiled once per engine.
//!
//! Under `target/course/TOPIC/NAME/` each answer has a folder with its text and a copy of the cases, so that what rustc
//! says about either names the answer. An answer that does not compile is taken out, and the rest compiled again.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{fs, io};

use judge::run::{Cancel, list_tests, run_command};
use judge::verdict::Engine;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::crates::Crates;
use crate::plan::{Answer, Case};

/// The longest compilation of one crate.
const BUILD: Duration = Duration::from_secs(300);

/// How often answers are taken out before the crate is given up: rustc looks for errors in stages.
const PASSES: usize = 8;

/// Where one exercise's answers are compiled.
#[derive(Clone, Debug)]
pub struct Workshop {
    folder: PathBuf,
    manifest: PathBuf,
    name: String,
}

/// A test binary of many answers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Built {
    stamp: String,
    /// `None` if no answer compiled.
    pub binary: Option<PathBuf>,
    /// What rustc said against answers, by module.
    pub refused: BTreeMap<String, Refusal>,
    /// What rustc warned of, by module.
    pub warnings: BTreeMap<String, Vec<String>>,
    /// The tests by module: name without modules, and full name.
    #[serde(skip)]
    pub tests: BTreeMap<String, Vec<(String, String)>>,
}

/// Why an answer does not compile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The codes of rustc's errors.
    pub codes: BTreeSet<String>,
    /// What rustc said.
    pub rendered: String,
}

impl Workshop {
    /// In `target`, the folder that cargo builds in, for an exercise of the course under `root`.
    pub fn new(root: &Path, target: &Path, case: &Case) -> Workshop {
        let exercise = &case.exercise;
        Workshop {
            folder: target
                .join("course")
                .join(&exercise.topic)
                .join(&exercise.name),
            manifest: root.join("solutions").join(&exercise.topic),
            name: exercise.name.clone(),
        }
    }

    /// Compiles these answers into one test binary; nothing is done if nothing has changed since.
    ///
    /// # Errors
    ///
    /// If files cannot be written, rustc cannot be run, or it fails for a reason that is in no answer.
    pub fn build(
        &self,
        engine: Engine,
        cases: &str,
        answers: &[&Answer],
        crates: &Crates,
    ) -> io::Result<Built> {
        let record = self.folder.join(format!("{}.json", label(engine)));
        let command = self.rustc(engine, crates, &self.folder);
        let stamp = stamp(&command, cases, answers, crates);
        let known = fs::read(&record).ok();
        let known = known.and_then(|text| serde_json::from_slice::<Built>(&text).ok());
        let fresh = |known: &Built| {
            known.stamp == stamp && known.binary.as_ref().is_none_or(|binary| binary.exists())
        };
        let mut built = if let Some(known) = known.filter(fresh) {
            known
        } else {
            let built = self.compile(engine, cases, answers, crates, stamp)?;
            fs::write(&record, serde_json::to_vec(&built)?)?;
            built
        };
        if let Some(binary) = &built.binary {
            for full in list_tests(binary, &Cancel::new())? {
                let (Some((module, _)), Some((_, test))) =
                    (full.split_once("::"), full.rsplit_once("::"))
                else {
                    continue;
                };
                let tests = built.tests.entry(module.to_string()).or_default();
                tests.push((test.to_string(), full.clone()));
            }
        }
        Ok(built)
    }

    /// What rustc says to one answer alone; `None` if it compiles.
    ///
    /// # Errors
    ///
    /// If files cannot be written, or rustc cannot be run.
    pub fn refusal(
        &self,
        cases: &str,
        answer: &Answer,
        crates: &Crates,
    ) -> io::Result<Option<Refusal>> {
        let engine = Engine::Watched;
        let record = self.folder.join(format!("{}.json", answer.module));
        let command = self.rustc(engine, crates, &self.folder);
        let stamp = stamp(&command, cases, &[answer], crates);
        if let Ok(text) = fs::read(&record)
            && let Ok((known, refusal)) = serde_json::from_slice::<(String, Option<Refusal>)>(&text)
            && known == stamp
        {
            return Ok(refusal);
        }
        self.write(cases, answer)?;
        let source = self.folder.join(format!("{}.rs", answer.module));
        write(&source, &self.crate_text(&[answer]))?;
        let mut command = self.rustc(engine, crates, &source);
        command
            .args(["--emit=metadata", "-o"])
            .arg(self.folder.join(format!("{}.rmeta", answer.module)));
        let done = run_command(&mut command, BUILD, &Cancel::new(), &mut |_| {});
        let mut refusal = None;
        for said in said(&done.stderr).filter(Said::is_error) {
            refusal.get_or_insert_with(Refusal::default).add(&said);
        }
        if !done.success() && refusal.is_none() {
            return Err(io::Error::other(done.stderr));
        }
        fs::write(&record, serde_json::to_vec(&(stamp, &refusal))?)?;
        Ok(refusal)
    }

    fn compile(
        &self,
        engine: Engine,
        cases: &str,
        answers: &[&Answer],
        crates: &Crates,
        stamp: String,
    ) -> io::Result<Built> {
        for answer in answers {
            self.write(cases, answer)?;
        }
        let source = self.folder.join(format!("{}.rs", label(engine)));
        let binary = self
            .folder
            .join(format!("{}{}", label(engine), std::env::consts::EXE_SUFFIX));
        let mut built = Built {
            stamp,
            ..Built::default()
        };
        for _ in 0..PASSES {
            let left: Vec<&Answer> = answers
                .iter()
                .copied()
                .filter(|answer| !built.refused.contains_key(&answer.module))
                .collect();
            if left.is_empty() {
                return Ok(built);
            }
            write(&source, &self.crate_text(&left))?;
            let mut command = self.rustc(engine, crates, &source);
            command.arg("-o").arg(&binary);
            let done = run_command(&mut command, BUILD, &Cancel::new(), &mut |_| {});
            let before = built.refused.len();
            built.warnings.clear();
            for said in said(&done.stderr) {
                let Some(module) = self.module(&said) else {
                    continue;
                };
                if said.is_error() {
                    built.refused.entry(module).or_default().add(&said);
                } else {
                    built
                        .warnings
                        .entry(module)
                        .or_default()
                        .push(said.rendered);
                }
            }
            if done.success() {
                built.binary = Some(binary);
                return Ok(built);
            }
            if built.refused.len() == before {
                let rendered: String = said(&done.stderr)
                    .filter(Said::is_error)
                    .map(|said| said.rendered)
                    .collect();
                return Err(io::Error::other(if rendered.is_empty() {
                    done.stderr
                } else {
                    rendered
                }));
            }
        }
        Ok(built)
    }

    fn crate_text(&self, answers: &[&Answer]) -> String {
        let mut text = String::new();
        for answer in answers {
            let module = &answer.module;
            let _ = write!(
                text,
                "mod {module} {{\n    #[path = {:?}]\n    mod cases;\n    #[path = {:?}]\n    mod exercise;\n}}\n",
                self.cases_file(module).to_string_lossy(),
                self.exercise_file(module).to_string_lossy()
            );
        }
        text
    }

    // The files keep their names, because messages tell them.
    fn exercise_file(&self, module: &str) -> PathBuf {
        self.folder.join(module).join(format!("{}.rs", self.name))
    }

    fn cases_file(&self, module: &str) -> PathBuf {
        self.folder
            .join(module)
            .join("cases")
            .join(format!("{}.rs", self.name))
    }

    fn write(&self, cases: &str, answer: &Answer) -> io::Result<()> {
        fs::create_dir_all(self.folder.join(&answer.module).join("cases"))?;
        write(&self.exercise_file(&answer.module), &answer.text)?;
        write(&self.cases_file(&answer.module), cases)
    }

    fn rustc(&self, engine: Engine, crates: &Crates, source: &Path) -> Command {
        let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        command
            .current_dir(&self.manifest)
            .env("CARGO_MANIFEST_DIR", &self.manifest);
        command.args([
            "--test",
            "--edition",
            "2024",
            "--crate-name",
            "answers",
            "--error-format=json",
        ]);
        command.args([
            "--check-cfg",
            "cfg(feature, values(\"explored\", \"loom\"))",
        ]);
        command.args(["--check-cfg", "cfg(test)"]);
        match engine {
            Engine::Watched => {}
            Engine::Explored => _ = command.args(["--cfg", "feature=\"explored\""]),
            Engine::Loom => {
                command.args(["--cfg", "feature=\"loom\"", "-C", "opt-level=1"]);
                command.args(["-C", "debug-assertions=on", "-C", "overflow-checks=on"]);
            }
        }
        for path in &crates.search {
            command.args(["-L", path]);
        }
        for (name, library) in &crates.externs {
            command
                .arg("--extern")
                .arg(format!("{name}={}", library.display()));
        }
        command.arg(source);
        command
    }

    /// The answer that a message is about: every answer has its own folder.
    fn module(&self, said: &Said) -> Option<String> {
        said.files.iter().find_map(|file| {
            let below = Path::new(file).strip_prefix(&self.folder).ok()?;
            let module = below.iter().next()?.to_str()?;
            (below.iter().count() > 1).then(|| module.to_string())
        })
    }
}

impl Refusal {
    fn add(&mut self, said: &Said) {
        self.codes.extend(said.code.clone());
        self.rendered.push_str(&said.rendered);
    }
}

/// One message of rustc.
struct Said {
    level: String,
    code: Option<String>,
    rendered: String,
    /// Every file that it points to.
    files: Vec<String>,
}

impl Said {
    fn is_error(&self) -> bool {
        self.level.starts_with("error")
    }
}

fn said(stderr: &str) -> impl Iterator<Item = Said> {
    stderr.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let mut files = Vec::new();
        files_in(&message["spans"], &mut files);
        files_in(&message["children"], &mut files);
        let level = text(&message["level"]);
        // "aborting due to 2 previous errors", "1 warning emitted": about no place.
        let counts = files.is_empty()
            && (level == "warning" || text(&message["message"]).starts_with("aborting due to"));
        (!level.is_empty() && !counts).then(|| Said {
            level,
            code: message["code"]["code"].as_str().map(str::to_string),
            rendered: text(&message["rendered"]),
            files,
        })
    })
}

fn files_in(value: &Value, files: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| files_in(value, files)),
        Value::Object(fields) => {
            files.extend(
                fields
                    .get("file_name")
                    .and_then(Value::as_str)
                    .map(str::to_string),
            );
            fields.values().for_each(|value| files_in(value, files));
        }
        _ => {}
    }
}

/// As files and features are called.
fn label(engine: Engine) -> &'static str {
    match engine {
        Engine::Watched => "watched",
        Engine::Explored => "explored",
        Engine::Loom => "loom",
    }
}

/// What a build depends on.
fn stamp(command: &Command, cases: &str, answers: &[&Answer], crates: &Crates) -> String {
    let mut hasher = DefaultHasher::new();
    format!("{command:?}").hash(&mut hasher);
    cases.hash(&mut hasher);
    for answer in answers {
        (&answer.module, &answer.text).hash(&mut hasher);
    }
    for (_, library) in &crates.externs {
        fs::metadata(library)
            .and_then(|data| data.modified())
            .ok()
            .hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    fs::write(path, text)
}
