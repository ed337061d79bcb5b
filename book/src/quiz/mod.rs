//! Questions: `{{#quiz TOPIC/NN_name}}`.
//!
//! The build fails if an answer is not true: what interleavings can lead to is computed by the explorer, what a lesson
//! prints is the line that it promises.

pub mod format;
mod read;
mod render;
mod verify;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use toml::Spanned;

use crate::fault::unknown;
use crate::{Course, Fault, Place, files};

use format::Question;
use read::Source;
use verify::{Truth, verify};

/// A quiz as it was read.
#[derive(Clone, Debug)]
pub struct Quiz {
    /// `threads/09_lost_update`.
    pub name: String,
    /// In the order in which they are asked.
    pub questions: Vec<Spanned<Question>>,
    source: Source,
}

/// Lines of Rust that a question shows, and what it says that they print.
#[derive(Clone, Debug)]
pub struct Fragment {
    /// Where the code stands.
    pub place: Place,
    /// The question's.
    pub id: String,
    /// What stands in `main`.
    pub code: String,
    /// All that it prints, without the space around it.
    pub stdout: String,
}

/// The quiz called `argument`, as a form.
///
/// # Errors
///
/// If there is no such quiz, or it cannot be read, or claims what is not so.
pub fn render(argument: &str, at: &Place, course: &Course) -> Result<String, Fault> {
    let names = names(course);
    if !names.iter().any(|name| name == argument) {
        return Err(at.fault(unknown("quiz", argument, names)));
    }
    let quiz = read(argument, course)?;
    match faults(&quiz, &Truth::of(course)).into_iter().next() {
        Some(fault) => Err(fault),
        None => Ok(render::form(&quiz)),
    }
}

/// Every quiz of the book.
///
/// # Errors
///
/// Every fault of every quiz: what [`render`] would say, and an id that occurs twice.
pub fn all(course: &Course) -> Result<Vec<Quiz>, Vec<Fault>> {
    let names = names(course);
    together(names.iter().map(|name| read(name, course)), course)
}

/// The lines of Rust in the questions of `quiz`, which `check` runs.
pub fn fragments_of(quiz: &Quiz) -> impl Iterator<Item = Fragment> {
    quiz.questions.iter().filter_map(|question| {
        let Question::Tracing {
            id, code, answer, ..
        } = question.get_ref()
        else {
            return None;
        };
        let code = code.as_ref()?;
        Some(Fragment {
            place: quiz.source.place(&code.span()),
            id: id.get_ref().clone(),
            code: code.get_ref().clone(),
            stdout: answer.stdout.get_ref().trim().to_string(),
        })
    })
}

fn together(
    read: impl Iterator<Item = Result<Quiz, Fault>>,
    course: &Course,
) -> Result<Vec<Quiz>, Vec<Fault>> {
    let truth = Truth::of(course);
    let mut quizzes = Vec::new();
    let mut found = Vec::new();
    let mut ids: BTreeMap<String, Place> = BTreeMap::new();
    for quiz in read {
        let quiz = match quiz {
            Ok(quiz) => quiz,
            Err(fault) => {
                found.push(fault);
                continue;
            }
        };
        found.extend(faults(&quiz, &truth));
        for question in &quiz.questions {
            let id = question.get_ref().id();
            let place = quiz.source.place(&id.span());
            let id = id.get_ref();
            if let Some(first) = ids.get(id) {
                found.push(place.fault(format!("the id `{id}` stands at {first} already")));
            } else {
                ids.insert(id.clone(), place);
            }
        }
        quizzes.push(quiz);
    }
    if found.is_empty() {
        Ok(quizzes)
    } else {
        Err(found)
    }
}

fn faults(quiz: &Quiz, truth: &Truth) -> Vec<Fault> {
    let questions = quiz.questions.iter();
    let faults = questions.map(|question| verify(question.get_ref(), &quiz.source, truth));
    faults.filter_map(Result::err).collect()
}

fn read(name: &str, course: &Course) -> Result<Quiz, Fault> {
    let file = format!("quizzes/{name}.toml");
    let path = course.book().join(&file);
    let text = fs::read_to_string(&path)
        .map_err(|error| Place::new(&file, 1).fault(format!("cannot be read: {error}")))?;
    read::parse(name, &file, &text)
}

/// The quizzes that there are: `threads/09_lost_update`.
fn names(course: &Course) -> Vec<String> {
    // A folder that cannot be read holds no quiz that anybody could ask for.
    let files = files::below(&course.book().join("quizzes"), "toml").unwrap_or_default();
    let name = |file: &PathBuf| file.with_extension("").to_string_lossy().into_owned();
    files.iter().map(name).collect()
}

#[cfg(test)]
mod tests;
