//! What every command needs: the course, the learner's state, colours, and how a command fails.

use std::fmt;
use std::io::IsTerminal;
use std::process::ExitCode;

use judge::course::{Course, Exercise};
use judge::describe::Route;
use judge::find::NotFound;
use judge::paint::Paint;

use crate::cli::Colour;
use crate::starting::note_what_was_handed_out;
use crate::state::{State, fingerprint};

/// The course, the learner, and the terminal.
pub struct Guide {
    /// The course around the current folder.
    pub course: Course,
    /// What is remembered of the learner.
    pub state: State,
    /// Whether to colour.
    pub paint: Paint,
}

/// Why a command could not be done.
#[derive(Debug)]
pub enum Fault {
    /// It was asked for what does not exist, or in a wrong way.
    Misused(String),
    /// Something does not work.
    Broken(String),
}

/// Whether an exercise is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has not passed.
    Pending,
    /// It has passed as it is.
    Done,
    /// It has passed, and was edited since.
    EditedSince,
}

impl Guide {
    /// The guide for the course around the current folder.
    ///
    /// # Errors
    ///
    /// If there is no course.
    pub fn open(colour: Colour) -> Result<Guide, Fault> {
        let course = Course::locate().map_err(|error| Fault::Misused(error.to_string()))?;
        let mut state = State::open(&course.root);
        note_what_was_handed_out(&course, &mut state);
        let coloured = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::io::stdout().is_terminal()
                    && std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty())
            }
        };
        let paint = if coloured {
            Paint::Coloured
        } else {
            Paint::Plain
        };
        Ok(Guide {
            course,
            state,
            paint,
        })
    }

    /// The exercise called `name`, or the one that the learner is at.
    ///
    /// # Errors
    ///
    /// If no exercise has that name.
    pub fn exercise(&self, name: Option<&str>) -> Result<Exercise, Fault> {
        match name {
            Some(name) => Ok(self.course.find(name)?.clone()),
            None => Ok(self.here()),
        }
    }

    /// Where the learner is: at the exercise last visited, else at the first that has not passed, else at the first.
    pub fn here(&self) -> Exercise {
        let visited = self
            .state
            .current()
            .and_then(|id| self.course.find(id).ok());
        let pending = || self.next_pending(false).or_else(|| self.next_pending(true));
        visited
            .cloned()
            .or_else(pending)
            .or_else(|| self.course.exercises().next().cloned())
            .expect("a course holds exercises: `Course::open` sees to it")
    }

    /// The first exercise that has not passed: of the core route, or of all.
    pub fn next_pending(&self, all: bool) -> Option<Exercise> {
        let mut exercises = self.course.exercises();
        let wanted = |exercise: &&Exercise| {
            let core = exercise.describe().is_ok_and(|it| it.route == Route::Core);
            (all || core) && self.standing(exercise) == Standing::Pending
        };
        exercises.find(wanted).cloned()
    }

    /// Whether `exercise` is done.
    pub fn standing(&self, exercise: &Exercise) -> Standing {
        match self.state.progress(exercise).passed {
            None => Standing::Pending,
            Some(pass) => match std::fs::read_to_string(exercise.file()) {
                Ok(own) if fingerprint(&own) == pass.file => Standing::Done,
                _ => Standing::EditedSince,
            },
        }
    }

    /// Says what the learner should know once, on standard error.
    pub fn say_notes(&mut self) {
        for note in self.state.notes.drain(..) {
            eprintln!("note: {note}");
        }
    }

    /// Notes that something could not be kept. The guide goes on: a course may lie where nothing can be written.
    pub fn keep(&mut self, kept: std::io::Result<()>) {
        if let Err(error) = kept {
            let folder = self.state.folder().display();
            let note = format!("progress cannot be kept in {folder}: {error}");
            if !self.state.notes.contains(&note) {
                self.state.notes.push(note);
            }
        }
    }
}

impl Fault {
    /// 2 for a wrong use, 1 for the rest.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Fault::Misused(_) => ExitCode::from(2),
            Fault::Broken(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Fault::Misused(sentence) | Fault::Broken(sentence)) = self;
        f.write_str(sentence)
    }
}

impl From<NotFound> for Fault {
    fn from(error: NotFound) -> Fault {
        Fault::Misused(error.to_string())
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Fault {
        Fault::Broken(error.to_string())
    }
}
