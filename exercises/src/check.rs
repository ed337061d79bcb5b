//! Checks exercises and says what came out.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use judge::cases::has_models;
use judge::check::{Event, Settings};
use judge::course::Exercise;
use judge::paint::Paint;
use judge::run::Cancel;
use judge::say;
use judge::verdict::{Engine, Verdict};

use crate::cli::Format;
use crate::guide::{Fault, Guide};
use crate::state::State;
use crate::{report, solution, starting, watch};

/// Without a command: the screen, or without a terminal one check of where the learner is.
///
/// # Errors
///
/// If the exercise cannot be read.
pub fn here(guide: &mut Guide) -> Result<ExitCode, Fault> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return watch(guide, None);
    }
    crate::browse::where_you_are(guide)?;
    check(guide, None, Format::Plain, None)
}

/// The screen, beginning at `name`.
///
/// # Errors
///
/// If no exercise has that name.
pub fn watch(guide: &mut Guide, name: Option<&str>) -> Result<ExitCode, Fault> {
    let start = name.map(|name| guide.exercise(Some(name))).transpose()?;
    let start = start.unwrap_or_else(|| guide.here());
    let desk = Desk {
        root: guide.course.root.clone(),
    };
    Ok(watch::watch(
        &guide.course,
        &mut guide.state,
        &desk,
        Some(&start),
        guide.paint,
    ))
}

/// What the screen asks the guide for.
struct Desk {
    root: PathBuf,
}

impl watch::Library for Desk {
    fn solution(&self, exercise: &Exercise, paint: Paint) -> io::Result<String> {
        solution::text(exercise, paint)
    }

    fn reset(&self, exercise: &Exercise) -> io::Result<String> {
        // A state of its own: every change is made on what is on disk.
        let done = starting::reset(exercise, &mut State::open(&self.root))?;
        Ok(starting::sentence(exercise, &done))
    }
}

impl watch::Memory for State {
    fn has_passed(&self, exercise: &Exercise) -> bool {
        self.progress(exercise).passed.is_some()
    }

    fn hints_seen(&self, exercise: &Exercise) -> usize {
        self.progress(exercise).hints
    }

    fn remember_pass(&mut self, exercise: &Exercise, own: &str) -> io::Result<()> {
        self.note_pass(exercise, own)
    }

    fn remember_hints(&mut self, exercise: &Exercise, seen: usize) -> io::Result<()> {
        self.update(exercise, |progress| {
            progress.hints = progress.hints.max(seen);
        })
    }

    fn remember_visit(&mut self, exercise: &Exercise) -> io::Result<()> {
        self.visit(exercise)
    }
}

/// Checks the exercise called `name`, or `all`, and says it in `format`, on standard output or in the file `output`.
///
/// # Errors
///
/// If no exercise has that name, or the file cannot be written.
pub fn check(
    guide: &mut Guide,
    name: Option<&str>,
    format: Format,
    output: Option<&Path>,
) -> Result<ExitCode, Fault> {
    let exercises: Vec<Exercise> = match name {
        Some("all") => guide.course.exercises().cloned().collect(),
        name => vec![guide.exercise(name)?],
    };
    if let [exercise] = &exercises[..] {
        let kept = guide.state.visit(exercise);
        guide.keep(kept);
    }
    let streamed = format == Format::Plain && output.is_none();
    let mut verdicts = Vec::new();
    let mut text = String::new();
    for exercise in &exercises {
        let paint = if streamed { guide.paint } else { Paint::Plain };
        let verdict = check_one(
            guide,
            exercise,
            Settings::default().up_to,
            streamed.then_some(paint),
        );
        if format == Format::Plain && !streamed {
            text += &say::verdict(&verdict, Paint::Plain);
        }
        verdicts.push(verdict);
    }
    match format {
        Format::Plain => {}
        Format::Json => text = report::json(&guide.course, &verdicts)?,
        Format::Junit => text = report::junit(&verdicts),
    }
    match output {
        Some(file) => fs::write(file, text).map_err(|error| {
            Fault::Broken(format!("{} cannot be written: {error}", file.display()))
        })?,
        None => print!("{text}"),
    }
    let passed = verdicts.iter().filter(|verdict| verdict.passed()).count();
    if streamed && exercises.len() > 1 {
        println!("\n{passed} of {} exercises passed", exercises.len());
    }
    Ok(ExitCode::from(u8::from(passed < verdicts.len())))
}

/// Checks the models of a topic, of an exercise, or of all, under loom as well.
///
/// # Errors
///
/// If nothing has that name.
pub fn loom(guide: &mut Guide, name: Option<&str>) -> Result<ExitCode, Fault> {
    let topic = guide
        .course
        .topics
        .iter()
        .find(|topic| Some(&topic.name[..]) == name);
    let exercises: Vec<Exercise> = match (topic, name) {
        (Some(topic), _) => topic.exercises.clone(),
        (None, Some(name)) => vec![guide.course.find(name)?.clone()],
        (None, None) => guide.course.exercises().cloned().collect(),
    };
    let modelled = |exercise: &&Exercise| {
        fs::read_to_string(exercise.cases()).is_ok_and(|cases| has_models(&cases))
    };
    let modelled: Vec<&Exercise> = exercises.iter().filter(modelled).collect();
    if modelled.is_empty() {
        println!("no models: nothing to check under loom");
        return Ok(ExitCode::SUCCESS);
    }
    println!("loom is built once, optimised: about a minute");
    let mut failed = false;
    for exercise in modelled {
        let paint = guide.paint;
        failed |= !check_one(guide, exercise, Engine::Loom, Some(paint)).passed();
    }
    Ok(ExitCode::from(u8::from(failed)))
}

/// Checks `exercise`, tells how it goes if `paint` is given, and remembers a pass.
fn check_one(
    guide: &mut Guide,
    exercise: &Exercise,
    up_to: Engine,
    paint: Option<Paint>,
) -> Verdict {
    let settings = Settings {
        up_to,
        ..Settings::default()
    };
    // Read before: what is edited during the check has not passed.
    let own = fs::read_to_string(exercise.file()).unwrap_or_default();
    if let Some(paint) = paint {
        println!("\n{}", paint.strong(&exercise.id()));
    }
    let verdict = judge::check::check(exercise, &settings, &Cancel::new(), &mut |event| {
        if let Some(paint) = paint {
            tell(&event, paint);
        }
    });
    if let Some(paint) = paint {
        print!("{}", say::conclusion(&verdict, paint));
    }
    let kept = if verdict.passed() {
        guide.state.note_pass(exercise, &own)
    } else {
        Ok(())
    };
    guide.keep(kept);
    verdict
}

fn tell(event: &Event, paint: Paint) {
    match event {
        Event::StageStarted { .. } | Event::TestStarted { .. } => {}
        Event::Built {
            engine,
            time,
            foreign_crates,
        } => println!(
            "{}",
            say::stage_line(*engine, *time, *foreign_crates, paint)
        ),
        Event::TestEnded { report, .. } => println!("{}", say::test_lines(report, paint)),
    }
}
