//! The crates that exercises of a topic use, built by cargo, as rustc wants them named.
//!
//! Answers are compiled by rustc itself against what cargo has built for `solutions-TOPIC`: no package has to be written
//! for them, nothing is built twice, and one answer that does not compile leaves the others alone.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use judge::run::{Cancel, run_command};
use judge::verdict::Engine;
use serde_json::Value;

/// What rustc needs beside the sources.
#[derive(Clone, Debug)]
pub struct Crates {
    /// Name in the source, and the library.
    pub externs: Vec<(String, PathBuf)>,
    /// Arguments for `-L`.
    pub search: Vec<String>,
}

/// The workspace as cargo sees it.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    /// Where cargo builds.
    pub target: PathBuf,
    metadata: Value,
}

/// The longest build of all crates, from nothing.
const BUILD: Duration = Duration::from_secs(1800);

impl Workspace {
    /// Asks cargo for the workspace under `root`.
    ///
    /// # Errors
    ///
    /// If cargo cannot be run or says no.
    pub fn open(root: &Path) -> io::Result<Workspace> {
        let mut command = cargo(root);
        command.args(["metadata", "--format-version", "1", "--all-features"]);
        let done = run_command(&mut command, BUILD, &Cancel::new(), &mut |_| {});
        if !done.success() {
            return Err(io::Error::other(done.stderr));
        }
        let metadata: Value = serde_json::from_str(&done.stdout)?;
        let target = metadata["target_directory"]
            .as_str()
            .unwrap_or("target")
            .into();
        Ok(Workspace {
            root: root.to_path_buf(),
            target,
            metadata,
        })
    }

    /// Builds what exercises of `topic` use on this engine. `test` is one test of the topic's solutions.
    ///
    /// # Errors
    ///
    /// If a crate cannot be built.
    pub fn crates(&self, topic: &str, test: &str, engine: Engine) -> io::Result<Crates> {
        let package = format!("solutions-{topic}");
        let mut command = cargo(&self.root);
        command.args([
            "test",
            "--no-run",
            "--message-format=json-render-diagnostics",
        ]);
        command.args(["-p", &package, "--test", test]);
        command.args(engine_arguments(engine));
        let done = run_command(&mut command, BUILD, &Cancel::new(), &mut |_| {});

        let mut libraries: BTreeMap<String, PathBuf> = BTreeMap::new();
        let profile = if engine == Engine::Loom {
            "loom"
        } else {
            "debug"
        };
        let mut search = vec![format!(
            "dependency={}",
            self.target.join(profile).join("deps").display()
        )];
        for line in done.stdout.lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            let id = message["package_id"]
                .as_str()
                .unwrap_or_default()
                .to_string();
            if message["reason"] == "build-script-executed" {
                let paths = message["linked_paths"].as_array().into_iter().flatten();
                search.extend(paths.filter_map(Value::as_str).map(str::to_string));
            } else if let Some(library) = library(&message) {
                libraries.insert(id, library);
            }
        }
        let mut externs = Vec::new();
        for (name, id) in self.dependencies(&package) {
            match libraries.get(&id) {
                Some(library) => externs.push((name, library.clone())),
                // A crate for another system is never built here; a crate that failed is what cargo has to say.
                None if !done.success() => return Err(io::Error::other(done.stderr)),
                None => {}
            }
        }
        Ok(Crates { externs, search })
    }

    /// Names in the source and package ids.
    fn dependencies(&self, package: &str) -> Vec<(String, String)> {
        let packages = self.metadata["packages"].as_array().into_iter().flatten();
        let id = packages
            .filter(|found| found["name"] == package)
            .map(|found| &found["id"])
            .next();
        let nodes = self.metadata["resolve"]["nodes"]
            .as_array()
            .into_iter()
            .flatten();
        let node = nodes
            .filter(|node| Some(&node["id"]) == id)
            .filter_map(|node| node["deps"].as_array());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        node.flatten()
            .map(|dep| (text(&dep["name"]), text(&dep["pkg"])))
            .collect()
    }
}

/// What cargo is told for an engine.
fn engine_arguments(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Watched => &[],
        // Optimised: half of the time of `verify` is the explorer's own. A learner's single check would not win back the build.
        Engine::Explored => &[
            "--features",
            "explored",
            "--config",
            "profile.dev.package.interleave.opt-level=2",
        ],
        Engine::Loom => &["--features", "loom", "--profile", "loom"],
    }
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

fn library(message: &Value) -> Option<PathBuf> {
    let kinds = message["target"]["kind"].as_array()?;
    let is_library = kinds
        .iter()
        .any(|kind| kind == "lib" || kind == "rlib" || kind == "proc-macro");
    if message["reason"] != "compiler-artifact" || !is_library {
        return None;
    }
    let files = message["filenames"]
        .as_array()?
        .iter()
        .filter_map(Value::as_str);
    files
        .map(PathBuf::from)
        .find(|file| file.extension().is_some_and(|end| end != "rmeta"))
}
