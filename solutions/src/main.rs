//! Makes starting files from solutions, and verifies the whole course.
//!
//! ```text
//! cargo run -q -p solutions -- starters            write starting files and joining tests
//! cargo run -q -p solutions -- verify threads      prove what the exercises of a topic promise
//! ```
//!
//! | module | what it does |
//! |---|---|
//! | [`folders`] | finds exercises by their file names |
//! | [`plan`] | reads an exercise: its solution, variants, and what its cases promise |
//! | [`parts`] | looks whether every part is there |
//! | [`header`], [`patch`] | a variant's file |
//! | [`crates`], [`workshop`] | compile all answers to an exercise into one test binary per engine |
//! | [`builds`], [`runs`] | all answers, in parallel; every test in its own process |
//! | [`mod@verify`] | all of it, for some exercises |
//! | [`findings`] | decides what is not as promised |
//! | [`table`] | says it |
//! | [`mod@variant`] | keeps the patches of variants alive |
//! | [`mod@starters`] | writes the files that are made from solutions |

mod builds;
mod crates;
mod findings;
#[cfg(test)]
mod fixture;
mod folders;
mod header;
mod parts;
mod patch;
mod plan;
mod runs;
mod starters;
mod table;
mod variant;
mod verify;
mod workshop;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;

use clap::{Parser, Subcommand, ValueEnum};
use judge::course::Exercise;
use serde_json::json;

use crate::crates::Workspace;
use crate::findings::Miss;
use crate::runs::RIGHT_RUNS;
use crate::variant::{Refreshed, Side};
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
    /// Keeps the patches of wrong and right variants alive
    #[command(subcommand)]
    Variant(Step),
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
        /// How often right answers run on watched threads
        #[arg(long, default_value_t = RIGHT_RUNS)]
        right_runs: usize,
        /// How the findings are written
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
        /// Runs that compute at the same time
        #[arg(long)]
        jobs: Option<usize>,
    },
}

#[derive(Subcommand)]
enum Step {
    /// Makes a header to fill in and a copy of the solution to change
    New {
        /// The exercise
        exercise: String,
        /// Whether tests must refuse it or accept it
        side: Side,
        /// The mistake or the idea in words, joined by `_`
        name: String,
    },
    /// Makes a copy of the solution as a patch changes it
    Edit {
        /// The exercise
        exercise: String,
        /// The patch, without `.patch`
        name: String,
    },
    /// Makes patches of edited copies; lets patches follow solutions that changed
    Refresh {
        /// Topics or exercises; all without any
        which: Vec<String>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

fn main() -> ExitCode {
    judge::supervise::serve_if_asked();
    match run(Arguments::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all is well.
fn run(what: What) -> Result<bool, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(PathBuf::from)
        .unwrap_or_default();
    match what {
        What::Starters {
            which,
            check,
            force,
        } => starters(&root, &which, check, force),
        What::Variant(step) => variant(&root, step),
        What::Verify {
            which,
            maintainer,
            without_loom,
            right_runs,
            format,
            jobs,
        } => {
            let jobs =
                jobs.unwrap_or_else(|| 2 * thread::available_parallelism().map_or(1, usize::from));
            verify(
                &root,
                &which,
                maintainer,
                format,
                Effort {
                    jobs,
                    loom: !without_loom,
                    right_runs,
                },
            )
        }
    }
}

fn starters(
    root: &Path,
    which: &[String],
    check: bool,
    force: bool,
) -> Result<bool, Box<dyn Error>> {
    let mut well = true;
    for exercise in folders::exercises(root, which)? {
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

fn variant(root: &Path, step: Step) -> Result<bool, Box<dyn Error>> {
    let target = Workspace::open(root)?.target;
    let one = |name: String| -> Result<Exercise, Box<dyn Error>> {
        let found = folders::exercises(root, &[name])?;
        match found.as_slice() {
            [one] => Ok(one.clone()),
            _ => Err("name one exercise, not a topic".into()),
        }
    };
    match step {
        Step::New {
            exercise,
            side,
            name,
        } => {
            let [header, copy] = variant::begin(root, &target, &one(exercise)?, side, &name)?;
            println!(
                "fill in  {}\nedit     {}\nthen     variant refresh",
                header.display(),
                copy.display()
            );
        }
        Step::Edit { exercise, name } => {
            let copy = variant::edit(root, &target, &one(exercise)?, &name)?;
            println!("edit     {}\nthen     variant refresh", copy.display());
        }
        Step::Refresh { which } => {
            let mut well = true;
            for exercise in folders::exercises(root, &which)? {
                for (path, refreshed) in variant::refresh(root, &target, &exercise)? {
                    well &= !matches!(refreshed, Refreshed::Failed(_));
                    if refreshed != Refreshed::Same {
                        println!("{path}: {refreshed}");
                    }
                }
            }
            return Ok(well);
        }
    }
    Ok(true)
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
    let exercises = folders::exercises(root, which)?;
    let (rows, mut misses) = verify::verify(root, &exercises, effort)?;
    if which.is_empty() {
        let strays = parts::strays(root, &exercises)?.into_iter();
        misses.extend(strays.map(|(topic, sentence)| Miss::new(&topic, "parts", sentence)));
    }
    if maintainer {
        for exercise in &exercises {
            let sentences =
                starters::drift(root, exercise).unwrap_or_else(|sentence| vec![sentence]);
            let drift = sentences.into_iter();
            misses.extend(drift.map(|sentence| Miss::new(&exercise.id(), "drift", sentence)));
            let stale = variant::stale(root, exercise)?.into_iter();
            misses.extend(stale.map(|path| {
                let sentence =
                    "its lines have moved in the solution: `variant refresh` follows them.";
                Miss::new(&exercise.id(), &path, sentence)
            }));
        }
    }
    match format {
        Format::Table => {
            println!("{}", table::table(&rows));
            print!("{}", table::misses(&misses));
            println!("{}", table::total(&rows, misses.len()));
        }
        Format::Json => println!(
            "{}",
            serde_json::to_string_pretty(&json!({ "exercises": rows, "misses": misses }))?
        ),
    }
    Ok(misses.is_empty())
}
