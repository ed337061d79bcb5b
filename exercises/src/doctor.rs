//! What this machine lacks for the course, and what to do about it.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::{fs, io};

use judge::folder::{try_to_write, usual_target};

use crate::guide::Guide;

/// Free space below which a build may fail: all topics and the models under loom together stay below it.
const GIBIBYTES_NEEDED: u64 = 10;

/// One thing that was looked at.
struct Finding {
    what: &'static str,
    /// What was found, or what is wrong and what to do.
    state: Result<String, String>,
}

/// Looks at everything, prints a line for each, and fails if something is missing.
pub fn examine(guide: &Guide) -> ExitCode {
    let root = &guide.course.root;
    let findings = [
        finding("Rust", rust(root)),
        finding("linker", linker()),
        finding("git", git(root)),
        finding("target folder", target_folder(root)),
        finding("free space", free_space(root)),
        finding("progress", progress(guide)),
        finding("hang diagnosis", hang_diagnosis()),
        finding("saves", saves()),
        finding("course", parts(guide)),
    ];
    let width = findings.iter().map(|it| it.what.len()).max().unwrap_or(0);
    let mut healthy = true;
    for Finding { what, state } in &findings {
        let (mark, text) = match state {
            Ok(text) => (guide.paint.good("✓"), text),
            Err(text) => (guide.paint.bad("✗"), text),
        };
        healthy &= state.is_ok();
        println!("{mark} {what:width$}  {text}");
    }
    ExitCode::from(u8::from(!healthy))
}

fn finding(what: &'static str, state: Result<String, String>) -> Finding {
    Finding { what, state }
}

/// The first line that a command prints.
fn first_line(command: &mut Command) -> io::Result<String> {
    let output = command.stdin(Stdio::null()).output()?;
    if !output.status.success() {
        return Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).trim().to_string(),
        ));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().next().unwrap_or_default().to_string())
}

fn rust(root: &Path) -> Result<String, String> {
    let found = first_line(Command::new("rustc").arg("--version").current_dir(root))
        .map_err(|error| format!("rustc cannot be run ({error}): install Rust with rustup"))?;
    let needed = needed_rust(root);
    let version = found.split(' ').nth(1).unwrap_or_default();
    if numbers(version) < numbers(&needed) {
        return Err(format!(
            "{found}, but the course needs {needed}: `rustup update`"
        ));
    }
    Ok(found)
}

/// The field `rust-version` of the workspace.
fn needed_rust(root: &Path) -> String {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let line = manifest
        .lines()
        .find(|line| line.starts_with("rust-version"));
    let version = line.and_then(|line| line.split('"').nth(1));
    version.unwrap_or("0").to_string()
}

fn numbers(version: &str) -> Vec<u32> {
    let plain = version.split('-').next().unwrap_or_default();
    plain
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect()
}

fn linker() -> Result<String, String> {
    if cfg!(windows) {
        return Ok("comes with the tools that rustup asked for".to_string());
    }
    first_line(Command::new("cc").arg("--version"))
        .map_err(|_| "cc is missing: on Debian `apt-get install gcc libc6-dev`, on macOS `xcode-select --install`".to_string())
}

fn git(root: &Path) -> Result<String, String> {
    let found = first_line(Command::new("git").arg("--version")).map_err(|_| {
        "git is missing: without it the guide cannot tell whether tests were changed".to_string()
    })?;
    let status = Command::new("git")
        .current_dir(root)
        .args(["status", "--porcelain", "--", "exercises/*/tests/**"])
        .output()
        .map_err(|error| error.to_string())?;
    if !status.status.success() {
        let why = String::from_utf8_lossy(&status.stderr);
        return Err(format!(
            "whether tests were changed cannot be told: {}",
            why.trim()
        ));
    }
    match String::from_utf8_lossy(&status.stdout).lines().count() {
        0 => Ok(found),
        n => Err(format!(
            "{n} files of the tests were changed: `git status exercises` shows them"
        )),
    }
}

fn target_folder(root: &Path) -> Result<String, String> {
    let target = usual_target(root);
    match try_to_write(&target) {
        Ok(()) => Ok(format!("{} can be written", target.display())),
        Err(error) => Err(format!(
            "{} cannot be written ({error}): checks build in the temporary folder instead",
            target.display()
        )),
    }
}

#[cfg(unix)]
fn free_space(root: &Path) -> Result<String, String> {
    let disk = rustix::fs::statvfs(root).map_err(|error| error.to_string())?;
    let free = (disk.f_bavail * disk.f_frsize) >> 30;
    if free < GIBIBYTES_NEEDED {
        return Err(format!(
            "{free} GiB; builds may need {GIBIBYTES_NEEDED}. `cargo clean` frees some"
        ));
    }
    Ok(format!("{free} GiB"))
}

#[cfg(not(unix))]
fn free_space(_root: &Path) -> Result<String, String> {
    Ok(format!(
        "not looked at here; builds may need {GIBIBYTES_NEEDED} GiB"
    ))
}

fn progress(guide: &Guide) -> Result<String, String> {
    let folder = guide.state.folder();
    match (try_to_write(folder), guide.state.notes.first()) {
        (Err(error), _) => Err(format!("{} cannot be written: {error}", folder.display())),
        (Ok(()), Some(note)) => Err(note.clone()),
        (Ok(()), None) => Ok(format!("kept in {}", folder.join("state.json").display())),
    }
}

fn hang_diagnosis() -> Result<String, String> {
    if !cfg!(target_os = "linux") {
        return Ok(
            "watched threads report themselves; other hangs end at the time limit".to_string(),
        );
    }
    fs::read_to_string("/proc/self/task/self/stat")
        .or_else(|_| fs::read_to_string("/proc/thread-self/stat"))
        .map_err(|error| format!("/proc cannot be read ({error}): hangs end at the time limit"))?;
    let calls = fs::read_to_string("/proc/thread-self/syscall");
    Ok(match calls {
        Ok(_) => "watched threads, and /proc with system calls".to_string(),
        Err(_) => "watched threads, and /proc; system calls are not shown to you".to_string(),
    })
}

fn saves() -> Result<String, String> {
    if !cfg!(target_os = "linux") {
        return Ok("told by the system".to_string());
    }
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").unwrap_or_default();
    match limit.trim().parse::<u64>() {
        Ok(0) => Err("inotify allows no watch: saves are looked for every 200 ms".to_string()),
        Ok(limit) => Ok(format!("told by inotify, up to {limit} files")),
        Err(_) => Ok("inotify does not tell its limit".to_string()),
    }
}

fn parts(guide: &Guide) -> Result<String, String> {
    let mut missing = Vec::new();
    let mut count = 0;
    for exercise in guide.course.exercises() {
        count += 1;
        for part in [
            exercise.joint(),
            exercise.cases(),
            exercise.hints(),
            exercise.solution(),
        ] {
            if !part.is_file() {
                missing.push(
                    part.strip_prefix(&guide.course.root)
                        .unwrap_or(&part)
                        .display()
                        .to_string(),
                );
            }
        }
    }
    if missing.is_empty() {
        Ok(format!(
            "{count} exercises, with their tests, hints and solutions"
        ))
    } else {
        Err(format!(
            "missing: {}; `git status` shows what was deleted",
            missing.join(", ")
        ))
    }
}
