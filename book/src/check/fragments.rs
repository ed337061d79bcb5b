//! The few lines of Rust that stand in the text itself are compiled: those that must work as doc-tests, those that must not
//! compile by the error that they promise.
//!
//! They go into a small package below `target`, which depends on the crates that they may use. The error is read from what
//! rustc says in JSON: a doc-test marked `compile_fail` passes on stable Rust whatever the error is.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::{fs, io};

use serde::Deserialize;

use super::Report;
use super::sources::{self, Block, Chapter};
use crate::Course;

/// Checks every block of Rust in the text.
///
/// # Errors
///
/// If the package cannot be written, or cargo cannot be called.
pub fn check(course: &Course, chapters: &[Chapter], report: &mut Report) -> io::Result<()> {
    let blocks: Vec<Block> = chapters
        .iter()
        .flat_map(sources::blocks)
        .filter(Block::is_rust)
        .collect();
    report.count(blocks.len(), "fragments of Rust");
    if blocks.is_empty() {
        return Ok(());
    }
    let folder = course.root.join("target/book-fragments");
    write(course, &folder, &blocks)?;
    if blocks.iter().any(|block| !block.must_fail()) {
        works(&folder, report)?;
    }
    if blocks.iter().any(Block::must_fail) {
        fails(&folder, &blocks, report)?;
    }
    Ok(())
}

fn write(course: &Course, folder: &Path, blocks: &[Block]) -> io::Result<()> {
    // What a chapter no longer holds must not be compiled.
    for part in ["src", "examples"] {
        let part = folder.join(part);
        if part.is_dir() {
            fs::remove_dir_all(&part)?;
        }
        fs::create_dir_all(part)?;
    }
    let crates: String = ["threads", "sync/interleave"]
        .map(|path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            format!(
                "{name} = {{ path = '{}' }}\n",
                course.root.join(path).display()
            )
        })
        .concat();
    let manifest = format!(
        "[workspace]\n\n[package]\nname = \"fragments\"\nedition = \"2024\"\n\n[dependencies]\nrayon = \"1\"\n{crates}"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::copy(course.root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let mut library = String::new();
    for block in blocks {
        let name = name(block);
        let code = block.code.join("\n");
        if block.must_fail() {
            let hidden = code.replace("\n# ", "\n");
            let code = hidden.strip_prefix("# ").unwrap_or(&hidden);
            let code = if code.contains("fn main()") {
                code.to_string()
            } else {
                format!("fn main() {{\n{code}\n}}")
            };
            fs::write(folder.join(format!("examples/{name}.rs")), code)?;
        } else {
            fs::write(
                folder.join(format!("src/{name}.md")),
                format!("```{}\n{code}\n```\n", block.kind),
            )?;
            let _ = writeln!(
                library,
                "#[doc = include_str!(\"{name}.md\")]\npub mod {name} {{}}"
            );
        }
    }
    fs::write(folder.join("src/lib.rs"), library)
}

/// `chapters/threads/06_moving.md`, line 7, as the name of a module.
fn name(block: &Block) -> String {
    let file = block.place.file().to_string_lossy().replace(".md", "");
    let file: String = file
        .chars()
        .map(|it| if it.is_alphanumeric() { it } else { '_' })
        .collect();
    format!("{file}_line_{}", block.place.line)
}

fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(folder)
        .args(arguments)
        .args(["--offline", "--quiet"])
        .env("CARGO_TARGET_DIR", folder.join("target"));
    command
}

fn works(folder: &Path, report: &mut Report) -> io::Result<()> {
    let done = cargo(folder, &["test", "--doc"]).output()?;
    if !done.status.success() {
        let told = [done.stdout, done.stderr].concat();
        let told = String::from_utf8_lossy(&told).into_owned();
        report.faults.push(format!(
            "fragments of Rust in the text do not work:\n{told}"
        ));
    }
    Ok(())
}

#[derive(Deserialize)]
struct Line {
    target: Option<Target>,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Message {
    code: Option<Code>,
    level: String,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

fn fails(folder: &Path, blocks: &[Block], report: &mut Report) -> io::Result<()> {
    let done = cargo(
        folder,
        &[
            "check",
            "--examples",
            "--keep-going",
            "--message-format=json",
        ],
    )
    .output()?;
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&done.stdout).lines() {
        // Other lines of cargo's have other shapes.
        let Ok(Line {
            target: Some(target),
            message: Some(message),
        }) = serde_json::from_str(line)
        else {
            continue;
        };
        if let (Some(code), "error") = (message.code, message.level.as_str()) {
            errors.entry(target.name).or_default().push(code.code);
        }
    }
    for block in blocks.iter().filter(|block| block.must_fail()) {
        let found = errors.remove(&name(block)).unwrap_or_default();
        let promised = block.kind.split(',').find(|word| word.starts_with('E'));
        let fault = match promised {
            None => Some("expected an error code, as in `rust,compile_fail,E0382`".to_string()),
            Some(code) if found.iter().any(|found| found == code) => None,
            Some(code) if found.is_empty() => Some(format!(
                "expected {code}; it compiles, or fails without a code"
            )),
            Some(code) => Some(format!("expected {code}, found {}", found.join(", "))),
        };
        report
            .faults
            .extend(fault.map(|fault| block.place.fault(fault).to_string()));
    }
    Ok(())
}
