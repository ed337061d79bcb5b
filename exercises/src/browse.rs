//! Finding one's way: the list, what comes next, hints and lessons.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use judge::course::Exercise;
use judge::describe::Description;
use serde::Serialize;

use crate::guide::{Fault, Guide, Standing};

/// One line of the list.
#[derive(Serialize)]
struct Entry {
    id: String,
    title: String,
    route: &'static str,
    minutes: u32,
    file: String,
    state: &'static str,
    hints_seen: usize,
}

/// Lists the exercises that `filter` names.
///
/// # Errors
///
/// If the filter names nothing.
pub fn list(guide: &Guide, filter: Option<&str>, json: bool) -> Result<ExitCode, Fault> {
    let entries: Vec<Entry> = guide
        .course
        .exercises()
        .map(|it| entry(guide, it))
        .collect();
    if let Some(filter) = filter
        && !knows(guide, filter)
    {
        let topics: Vec<&str> = guide
            .course
            .topics
            .iter()
            .map(|topic| &topic.name[..])
            .collect();
        return Err(Fault::Misused(format!(
            "there is no filter `{filter}`: core, more, advanced, done, pending, or a topic ({})",
            topics.join(", ")
        )));
    }
    let wanted = |entry: &&Entry| filter.is_none_or(|filter| matches(entry, filter));
    let shown: Vec<&Entry> = entries.iter().filter(wanted).collect();
    if json {
        println!(
            "{}",
            serde_json::to_string_pretty(&shown).map_err(std::io::Error::from)?
        );
        return Ok(ExitCode::SUCCESS);
    }
    let here = guide.here().id();
    let (names, titles) = (
        shown.iter().map(|it| it.id.len()).max().unwrap_or(0),
        shown
            .iter()
            .map(|it| it.title.chars().count())
            .max()
            .unwrap_or(0),
    );
    for entry in &shown {
        let mark = match entry.state {
            "done" => guide.paint.good("✓"),
            "edited since" => guide.paint.good("~"),
            _ => " ".to_string(),
        };
        let at = if entry.id == here { "→" } else { " " };
        println!(
            "{at} {mark} {:names$}  {:titles$}  {:8}  {:>3} min",
            entry.id, entry.title, entry.route, entry.minutes
        );
    }
    let done = entries
        .iter()
        .filter(|entry| entry.state != "pending")
        .count();
    println!(
        "\n{done} of {} done.   → you are here   ✓ passed   ~ passed, edited since",
        entries.len()
    );
    Ok(ExitCode::SUCCESS)
}

fn knows(guide: &Guide, filter: &str) -> bool {
    let words = ["core", "more", "advanced", "done", "pending"];
    words.contains(&filter) || guide.course.topics.iter().any(|topic| topic.name == filter)
}

fn matches(entry: &Entry, filter: &str) -> bool {
    match filter {
        "done" => entry.state != "pending",
        "pending" => entry.state == "pending",
        filter => entry.route == filter || entry.id.split('/').next() == Some(filter),
    }
}

fn entry(guide: &Guide, exercise: &Exercise) -> Entry {
    let description = exercise.describe().ok();
    let description = description.as_ref();
    Entry {
        id: exercise.id(),
        title: description.map_or(String::new(), |it| it.title.clone()),
        route: description.map_or("", |it| it.route.word()),
        minutes: description.map_or(0, |it| it.minutes),
        file: shown_path(guide, &exercise.file()),
        state: match guide.standing(exercise) {
            Standing::Pending => "pending",
            Standing::Done => "done",
            Standing::EditedSince => "edited since",
        },
        hints_seen: guide.state.progress(exercise).hints,
    }
}

fn shown_path(guide: &Guide, path: &std::path::Path) -> String {
    path.strip_prefix(&guide.course.root)
        .unwrap_or(path)
        .display()
        .to_string()
}

/// Says which exercise comes next, and goes there.
///
/// # Errors
///
/// If its file cannot be read.
pub fn next(guide: &mut Guide, all: bool) -> Result<ExitCode, Fault> {
    let Some(exercise) = guide.next_pending(all) else {
        if guide.next_pending(true).is_some() {
            println!("The core route is done. `cargo course next --all` goes on with the others.");
        } else {
            println!("Every exercise has passed.");
        }
        return Ok(ExitCode::SUCCESS);
    };
    let kept = guide.state.visit(&exercise);
    guide.keep(kept);
    introduce(guide, &exercise)?;
    Ok(ExitCode::SUCCESS)
}

/// Says where the learner is.
///
/// # Errors
///
/// If the exercise cannot be read.
pub fn where_you_are(guide: &Guide) -> Result<(), Fault> {
    let all = guide.course.exercises().count();
    let done = guide
        .course
        .exercises()
        .filter(|it| guide.standing(it) != Standing::Pending)
        .count();
    println!(
        "Happens-Before: {done} of {all} exercises done. `cargo course --help` tells what there is."
    );
    introduce(guide, &guide.here())
}

fn introduce(guide: &Guide, exercise: &Exercise) -> Result<(), Fault> {
    let it = describe(exercise)?;
    println!("\n{}: {}", guide.paint.strong(&exercise.id()), it.title);
    println!(
        "{}, {} minutes: edit {}",
        it.route.word(),
        it.minutes,
        shown_path(guide, &exercise.file())
    );
    println!("\n{}\n", it.task);
    println!("check it: cargo course check {}", exercise.name);
    Ok(())
}

fn describe(exercise: &Exercise) -> Result<Description, Fault> {
    exercise
        .describe()
        .map_err(|error| Fault::Broken(format!("{}: {error}", exercise.file().display())))
}

/// Shows the next hint, or all.
///
/// # Errors
///
/// If there are none.
pub fn hint(guide: &mut Guide, name: Option<&str>, all: bool) -> Result<ExitCode, Fault> {
    let exercise = guide.exercise(name)?;
    let hints = exercise
        .hint_texts()
        .map_err(|error| Fault::Broken(format!("{}: {error}", exercise.hints().display())))?;
    let seen = guide.state.progress(&exercise).hints;
    let last = if all {
        hints.len()
    } else {
        (seen + 1).min(hints.len())
    };
    let first = if all { 0 } else { last.saturating_sub(1) };
    for (number, hint) in hints.iter().enumerate().take(last).skip(first) {
        let title = format!("{}: hint {} of {}", exercise.id(), number + 1, hints.len());
        println!("{}\n\n{hint}\n", guide.paint.strong(&title));
    }
    if seen >= hints.len() && !all {
        println!("That was the last one. `cargo course hint --all` shows all again.");
    }
    let kept = guide.state.update(&exercise, |progress| {
        progress.hints = progress.hints.max(last);
    });
    guide.keep(kept);
    Ok(ExitCode::SUCCESS)
}

/// Shows the lessons that an exercise builds on, and runs them if asked.
///
/// # Errors
///
/// If a lesson does not exist, or fails.
pub fn lesson(guide: &Guide, name: Option<&str>, run: bool) -> Result<ExitCode, Fault> {
    let exercise = guide.exercise(name)?;
    let lessons = describe(&exercise)?.lessons;
    if lessons.is_empty() {
        println!("{} builds on no lesson.", exercise.id());
    }
    for lesson in lessons {
        let (topic, source) = source_of(guide, &lesson).ok_or_else(|| {
            Fault::Broken(format!(
                "{} names the lesson `{lesson}`, which does not exist",
                exercise.id()
            ))
        })?;
        println!("{}", guide.paint.strong(&lesson));
        println!("  read: {}", shown_path(guide, &source));
        println!("  run:  cargo run -p {topic} --example {lesson}");
        if run {
            let status = Command::new("cargo")
                .current_dir(&guide.course.root)
                .args(["run", "-q", "-p", &topic, "--example", &lesson])
                .status()
                .map_err(|error| Fault::Broken(format!("cargo cannot be run: {error}")))?;
            if !status.success() {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The topic of a lesson, and its file.
fn source_of(guide: &Guide, lesson: &str) -> Option<(String, PathBuf)> {
    judge::course::TOPICS.iter().find_map(|topic| {
        let source = guide
            .course
            .root
            .join(topic)
            .join("examples")
            .join(format!("{lesson}.rs"));
        source.is_file().then(|| (topic.to_string(), source))
    })
}
