//! Makes starting files from solutions, and verifies the whole course.
//!
//! ```text
//! cargo run -q -p solutions -- starters            write starting files and joining tests
//! cargo run -q -p solutions -- verify threads      prove what the exercises of a topic promise
//! ```
//!
//! | module | what it does |
//! |---|---|
//! | [`plan`] | reads an exercise: its solution, variants, and what its cases promise |
//! | [`header`], [`patch`] | a variant's file |
//! | [`crates`], [`workshop`] | compile all answers to an exercise into one test binary per engine |
//! | [`verify`] | runs every test of every answer, each in its own process |
//! | [`findings`] | decides what is not as promised |
//! | [`table`] | says it |
//! | [`starters`] | writes the files that are made from solutions |

mod crates;
mod findings;
mod header;
#[allow(dead_code, reason = "soon used by a command that keeps patches alive")]
mod patch;
mod plan;
mod starters;
mod table;
mod verify;
mod workshop;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;

use clap::{Parser, Subcommand, ValueEnum};
use serde_json::json;

use crate::verify::Effort;

/// Makes starting files from solutions, and verifies the whole course.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: What,
}

#[derive(Subcommand)]
enum What {
    /// Writes `exercises/TOPIC/NN_name.rs` and the joining tests from the solutions
    Starters {
        /// Topics or exercises; all without any
        which: Vec<String>,
        /// Only tells what differs
        #[arg(long)]
        check: bool,
        /// Writes over starting files that were edited
        #[arg(long, conflicts_with = "check")]
        force: bool,
    },
    /// Proves that starts fail as stated, right answers pass and wrong ones are caught
    Verify {
        /// Topics or exercises; all without any
        which: Vec<String>,
        /// Also requires that generated files and patches are up to date
        #[arg(long)]
        maintainer: bool,
        /// Leaves loom out, which takes long to build at first
        #[arg(long)]
        without_loom: bool,
        /// How the findings are written
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
        /// Runs that compute at the same time
        #[arg(long)]
        jobs: Option<usize>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    judge::supervise::serve_if_asked();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(PathBuf::from)
        .unwrap_or_default();
    let well = match Arguments::parse().command {
        What::Starters {
            which,
            check,
            force,
        } => starters(&root, &which, check, force)?,
        What::Verify {
            which,
            maintainer,
            without_loom,
            format,
            jobs,
        } => {
            let jobs =
                jobs.unwrap_or_else(|| thread::available_parallelism().map_or(2, Into::into));
            verify(
                &root,
                &which,
                maintainer,
                format,
                Effort {
                    jobs,
                    loom: !without_loom,
                },
            )?
        }
    };
    Ok(if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn starters(
    root: &Path,
    which: &[String],
    check: bool,
    force: bool,
) -> Result<bool, Box<dyn Error>> {
    let mut well = true;
    for exercise in plan::exercises(root, which)? {
        let told = if check {
            let told = starters::drift(root, &exercise);
            well &= matches!(&told, Ok(sentences) if sentences.is_empty());
            told
        } else {
            starters::write(root, &exercise, force, |path| is_committed(root, path))
        };
        match told {
            Ok(sentences) => sentences.iter().for_each(|sentence| println!("{sentence}")),
            Err(sentence) => {
                well = false;
                eprintln!("{sentence}");
            }
        }
    }
    Ok(well)
}

/// Whether a file stands as git knows it: then nobody's work is lost when it is made anew.
fn is_committed(root: &Path, path: &Path) -> bool {
    let git = |arguments: &[&str]| {
        Command::new("git")
            .current_dir(root)
            .args(arguments)
            .arg(path)
            .output()
    };
    git(&["status", "--porcelain", "--"])
        .is_ok_and(|done| done.status.success() && done.stdout.is_empty())
}

fn verify(
    root: &Path,
    which: &[String],
    maintainer: bool,
    format: Format,
    effort: Effort,
) -> Result<bool, Box<dyn Error>> {
    let exercises = plan::exercises(root, which)?;
    let (rows, mut misses) = verify::verify(root, &exercises, effort)?;
    if maintainer {
        for exercise in &exercises {
            let sentences =
                starters::drift(root, exercise).unwrap_or_else(|sentence| vec![sentence]);
            misses.extend(sentences.into_iter().map(|sentence| findings::Miss {
                exercise: exercise.id(),
                what: "made files".to_string(),
                sentence,
                output: String::new(),
            }));
        }
    }
    match format {
        Format::Table => {
            println!("{}", table::table(&rows));
            print!("{}", table::misses(&misses));
            println!("{} exercises, {} misses", rows.len(), misses.len());
        }
        Format::Json => println!(
            "{}",
            serde_json::to_string_pretty(&json!({ "exercises": rows, "misses": misses }))?
        ),
    }
    Ok(misses.is_empty())
}
