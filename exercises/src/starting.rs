//! Starting files: made from solutions, handed out, given again, and renewed, without ever losing what a learner wrote.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::{fs, io};

use judge::course::{Course, Exercise};
use judge::starter::starting_file;

use crate::guide::{Fault, Guide};
use crate::state::{State, fingerprint, now, replace};

/// The starting file of `exercise`, from its solution.
///
/// # Errors
///
/// If the solution cannot be read, or has no region for the learner.
pub fn text(exercise: &Exercise) -> io::Result<String> {
    let path = exercise.solution();
    let solution = fs::read_to_string(&path).map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("{} cannot be read: {error}", path.display()),
        )
    })?;
    starting_file(&solution, &exercise.topic, &exercise.name)
        .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}

/// Remembers which starting files the learner has, where that is not known yet. What cannot be read or kept is passed over:
/// then `update` treats the file as edited.
pub fn note_what_was_handed_out(course: &Course, state: &mut State) {
    let mut fresh = Vec::new();
    for exercise in course.exercises() {
        if state.progress(exercise).started_from.is_some() {
            continue;
        }
        let Ok(start) = text(exercise) else { continue };
        if fs::read_to_string(exercise.file()).is_ok_and(|own| own == start) {
            fresh.push((exercise, fingerprint(&start)));
        }
    }
    if !fresh.is_empty() {
        let _ = state.note_starts(&fresh);
    }
}

/// What a reset did.
#[derive(Debug, PartialEq, Eq)]
pub enum Reset {
    /// The file was the starting file already.
    WasFresh,
    /// The file is the starting file again; what it was is kept here, unless there was none.
    Done(Option<PathBuf>),
}

/// Makes the starting file anew, and keeps what was there.
///
/// # Errors
///
/// If a file cannot be read or written; then the learner's file is as it was.
pub fn reset(exercise: &Exercise, state: &mut State) -> io::Result<Reset> {
    let start = text(exercise)?;
    let file = exercise.file();
    let own = match fs::read(&file) {
        Ok(own) if own == start.as_bytes() => return Ok(Reset::WasFresh),
        Ok(own) => Some(own),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let backup = own.map(|own| back_up(exercise, state, &own)).transpose()?;
    replace(&file, &start)?;
    let print = fingerprint(&start);
    let _ = state.update(exercise, |progress| {
        progress.started_from = Some(print.clone());
    });
    Ok(Reset::Done(backup))
}

fn back_up(exercise: &Exercise, state: &State, own: &[u8]) -> io::Result<PathBuf> {
    let folder = state.folder().join("backups").join(&exercise.topic);
    fs::create_dir_all(&folder)?;
    let stem = format!("{}.{}", exercise.name, now());
    let place = (0..1000)
        .map(|n| match n {
            0 => folder.join(format!("{stem}.rs")),
            n => folder.join(format!("{stem}-{n}.rs")),
        })
        .find(|place| !place.exists())
        .unwrap_or_else(|| folder.join(&stem));
    fs::write(&place, own)?;
    Ok(place)
}

/// What an update did to one exercise.
#[derive(Debug, PartialEq, Eq)]
pub enum Update {
    /// The learner has the newest starting file, or began from it.
    Current,
    /// Never edited: replaced by the new starting file.
    Renewed,
    /// Edited: left alone, and the new starting file laid beside it.
    LaidBeside(PathBuf),
}

/// Brings the newest starting file of `exercise`, without touching one that was edited.
///
/// # Errors
///
/// If a file cannot be read or written.
pub fn update(exercise: &Exercise, state: &mut State) -> io::Result<Update> {
    let start = text(exercise)?;
    let file = exercise.file();
    let own = match fs::read_to_string(&file) {
        Ok(own) => Some(own),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let (print, known) = (fingerprint(&start), state.progress(exercise).started_from);
    let done = match &own {
        Some(own) if *own == start => Update::Current,
        Some(_) if known.as_ref() == Some(&print) => return Ok(Update::Current),
        // Edited before the guide could see what was handed out. If that was this very start, there is nothing new.
        Some(_) if known.is_none() && handed_out(exercise).as_deref() == Some(&start) => {
            Update::Current
        }
        Some(own) if known != Some(fingerprint(own)) => {
            let beside = file.with_extension("rs.new");
            replace(&beside, &start)?;
            return Ok(Update::LaidBeside(beside));
        }
        Some(_) | None => {
            replace(&file, &start)?;
            Update::Renewed
        }
    };
    let _ = state.update(exercise, |progress| {
        progress.started_from = Some(print.clone());
    });
    Ok(done)
}

/// The file of `exercise` as it was committed last; none where git does not know.
fn handed_out(exercise: &Exercise) -> Option<String> {
    let file = exercise.file();
    let name = file.file_name()?.to_str()?;
    let shown = Command::new("git")
        .current_dir(file.parent()?)
        .args(["show", &format!("HEAD:./{name}")])
        .output()
        .ok()?;
    shown
        .status
        .success()
        .then(|| String::from_utf8(shown.stdout).ok())?
}

/// `cargo course reset`: asks, unless told not to.
///
/// # Errors
///
/// If it may not ask, or a file cannot be read or written.
pub fn reset_command(guide: &mut Guide, name: Option<&str>, yes: bool) -> Result<ExitCode, Fault> {
    let exercise = guide.exercise(name)?;
    if !yes {
        if !io::stdin().is_terminal() {
            let sentence =
                "there is no terminal to ask at: `cargo course reset --yes` does not ask";
            return Err(Fault::Misused(sentence.to_string()));
        }
        print!(
            "Bring the starting file of {} back? Yours is kept. [y/N] ",
            exercise.id()
        );
        io::stdout().flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        if !answer.trim().eq_ignore_ascii_case("y") {
            println!("Nothing was changed.");
            return Ok(ExitCode::FAILURE);
        }
    }
    println!(
        "{}",
        sentence(&exercise, &reset(&exercise, &mut guide.state)?)
    );
    Ok(ExitCode::SUCCESS)
}

/// What a reset did, for people.
pub fn sentence(exercise: &Exercise, done: &Reset) -> String {
    match done {
        Reset::WasFresh => format!("{} is as it was at the start.", exercise.id()),
        Reset::Done(None) => format!("{} is there again.", exercise.id()),
        Reset::Done(Some(place)) => {
            format!(
                "{} is as at the start; yours is {}",
                exercise.id(),
                place.display()
            )
        }
    }
}

/// `cargo course update`.
///
/// # Errors
///
/// If a file cannot be read or written.
pub fn update_command(guide: &mut Guide) -> Result<ExitCode, Fault> {
    let mut renewed = 0;
    let mut beside = 0;
    for exercise in guide.course.exercises() {
        match update(exercise, &mut guide.state)? {
            Update::Current => {}
            Update::Renewed => {
                renewed += 1;
                println!("{}: new starting file", exercise.id());
            }
            Update::LaidBeside(place) => {
                beside += 1;
                println!(
                    "{}: you have edited it; the new starting file is {}",
                    exercise.id(),
                    place.display()
                );
            }
        }
    }
    println!("{renewed} renewed, {beside} laid beside yours; nothing that you wrote was touched.");
    Ok(ExitCode::SUCCESS)
}
