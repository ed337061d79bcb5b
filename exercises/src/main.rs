//! The guide: `cargo course`.
//!
//! | module | what it does |
//! |---|---|
//! | [`cli`] | the command line |
//! | [`guide`] | what every command needs: the course, the learner's state, colours |
//! | [`check`], [`report`] | checks exercises, for people and for machines |
//! | [`browse`] | list, next, hint, lesson |
//! | [`solution`] | the solution beside the learner's own, and the classic mistakes |
//! | [`starting`] | starting files: handed out, given again, renewed |
//! | [`output`] | what if nobody reads what is printed |
//! | [`state`] | what is remembered of the learner |
//! | [`doctor`] | what a machine lacks |
//! | [`watch`] | the screen |

mod browse;
mod check;
mod cli;
mod doctor;
mod guide;
mod output;
mod report;
mod solution;
mod starting;
mod state;
mod watch;

use std::process::{Command, ExitCode};

use clap::Parser;

use cli::{Arguments, Command as Asked};
use guide::{Fault, Guide};

fn main() -> ExitCode {
    judge::supervise::serve_if_asked();
    output::end_when_nobody_reads();
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("{fault}");
            fault.exit_code()
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Fault> {
    let mut guide = Guide::open(arguments.color)?;
    let done = command(&mut guide, arguments.command);
    guide.say_notes();
    done
}

fn command(guide: &mut Guide, asked: Option<Asked>) -> Result<ExitCode, Fault> {
    Ok(match asked {
        None => check::here(guide)?,
        Some(Asked::Watch { name }) => check::watch(guide, name.as_deref())?,
        Some(Asked::List { filter, json }) => browse::list(guide, filter.as_deref(), json)?,
        Some(Asked::Next { all }) => browse::next(guide, all)?,
        Some(Asked::Check {
            name,
            format,
            output,
        }) => check::check(guide, name.as_deref(), format, output.as_deref())?,
        Some(Asked::Hint { name, all }) => browse::hint(guide, name.as_deref(), all)?,
        Some(Asked::Lesson { name, run }) => browse::lesson(guide, name.as_deref(), run)?,
        Some(Asked::Solution { name, force }) => solution::show(guide, name.as_deref(), force)?,
        Some(Asked::Reset { name, yes }) => starting::reset_command(guide, name.as_deref(), yes)?,
        Some(Asked::Update) => starting::update_command(guide)?,
        Some(Asked::Loom { name }) => check::loom(guide, name.as_deref())?,
        Some(Asked::Report { format, output }) => {
            check::check(guide, Some("all"), format, output.as_deref())?
        }
        Some(Asked::Verify { arguments }) => solutions(guide, "verify", &arguments)?,
        Some(Asked::Variant { arguments }) => solutions(guide, "variant", &arguments)?,
        Some(Asked::Book) => book(guide)?,
        Some(Asked::Doctor) => doctor::examine(guide),
    })
}

/// Builds the book and serves it. A program of its own, so that the guide is built sooner.
fn book(guide: &Guide) -> Result<ExitCode, Fault> {
    run_package(guide, "book", &[])
}

/// Runs the program that knows all solutions. It is not part of the guide, so that the guide is built sooner.
fn solutions(guide: &Guide, command: &str, arguments: &[String]) -> Result<ExitCode, Fault> {
    let arguments: Vec<&str> = [command]
        .into_iter()
        .chain(arguments.iter().map(String::as_str))
        .collect();
    run_package(guide, "solutions", &arguments)
}

fn run_package(guide: &Guide, package: &str, arguments: &[&str]) -> Result<ExitCode, Fault> {
    let status = Command::new("cargo")
        .current_dir(&guide.course.root)
        .args(["run", "-q", "-p", package, "--"])
        .args(arguments)
        .status()
        .map_err(|error| Fault::Broken(format!("cargo cannot be run: {error}")))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}
