//! Questions: `{{#quiz TOPIC/NN_name}}`.
//!
//! The build fails if an answer is not true: what interleavings can lead to is computed by the explorer, what a lesson
//! prints is the line that it promises.

pub mod format;
mod render;
mod verify;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::fault::unknown;
use crate::{Course, Fault, Place};

use format::{File, Question};

/// Fewest and most questions of a quiz.
pub const QUESTIONS: std::ops::RangeInclusive<usize> = 2..=5;

/// A quiz as it was read.
#[derive(Clone, Debug)]
pub struct Quiz {
    /// `threads/09_lost_update`.
    pub name: String,
    /// Each with the line that it begins in.
    pub questions: Vec<(Place, Question)>,
}

/// The quiz called `argument`, as a form.
///
/// # Errors
///
/// If there is no such quiz, or it cannot be read, or claims what is not so.
pub fn render(argument: &str, at: &Place, course: &Course) -> Result<String, Fault> {
    let folder = course.book().join("quizzes");
    if !folder.join(format!("{argument}.toml")).is_file() {
        return Err(at.fault(unknown("quiz", argument, names(&folder))));
    }
    let quiz = read(argument, course)?;
    for (place, question) in &quiz.questions {
        verify::verify(question, place, course)?;
    }
    Ok(render::form(&quiz))
}

/// Every quiz of the book.
///
/// # Errors
///
/// Every fault of every quiz: what [`render`] would say, and an id that occurs twice.
pub fn all(course: &Course) -> Result<Vec<Quiz>, Vec<Fault>> {
    let mut quizzes = Vec::new();
    let mut faults = Vec::new();
    let mut ids: BTreeMap<String, Place> = BTreeMap::new();
    for name in names(&course.book().join("quizzes")) {
        let quiz = match read(&name, course) {
            Ok(quiz) => quiz,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        for (place, question) in &quiz.questions {
            faults.extend(verify::verify(question, place, course).err());
            if let Some(first) = ids.insert(question.id().to_string(), place.clone()) {
                let message = format!("the id `{}` stands at {first} already", question.id());
                faults.push(place.fault(message));
            }
        }
        quizzes.push(quiz);
    }
    if faults.is_empty() {
        Ok(quizzes)
    } else {
        Err(faults)
    }
}

fn read(name: &str, course: &Course) -> Result<Quiz, Fault> {
    let file = format!("quizzes/{name}.toml");
    let path = course.book().join(&file);
    let text = fs::read_to_string(&path)
        .map_err(|error| Place::new(&file, 1).fault(format!("cannot be read: {error}")))?;
    parse(name, &file, &text)
}

fn parse(name: &str, file: &str, text: &str) -> Result<Quiz, Fault> {
    let line_of = |offset: usize| text[..offset].matches('\n').count() + 1;
    let parsed: File = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(span.start));
        Place::new(file, line).fault(error.message().trim().to_string())
    })?;
    let mut questions = Vec::new();
    for table in parsed.questions {
        let place = Place::new(file, line_of(table.span().start));
        let question = table
            .into_inner()
            .try_into()
            .map_err(|error| place.fault(error.message().trim().to_string()))?;
        questions.push((place, question));
    }
    if !QUESTIONS.contains(&questions.len()) {
        let (least, most) = (QUESTIONS.start(), QUESTIONS.end());
        let message = format!("{} questions, expected {least} to {most}", questions.len());
        return Err(Place::new(file, 1).fault(message));
    }
    Ok(Quiz {
        name: name.to_string(),
        questions,
    })
}

/// The quizzes below `folder`: `threads/09_lost_update`.
fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&below)) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = below.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                names.push(path.with_extension("").to_string_lossy().into_owned());
            }
        }
    }
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::{all, parse, render, verify};
    use crate::{Course, Place};

    const CHOICE: &str = "[[questions]]\ntype = \"MultipleChoice\"\nid = \"a\"\nprompt.prompt = \"Why?\"\n\
        prompt.distractors = [{ text = \"no\", why = \"since\" }]\nanswer.answer = \"yes\"\ncontext = \"so\"\n";
    const OUTCOMES: &str = "[[questions]]\ntype = \"Outcomes\"\nid = \"b\"\nprompt.prompt = \"Which?\"\n\
        program = \"lost_update/broken\"\nobject = \"counter\"\noffered = [\"0\", \"1\", \"2\"]\n\
        answer.answer = [\"1\", \"2\"]\nwhy = { \"0\" = \"never\" }\ncontext = \"so\"\n";

    fn fault(text: &str) -> String {
        let course = Course::here().unwrap();
        let quiz = match parse("q", "quizzes/q.toml", text) {
            Ok(quiz) => quiz,
            Err(fault) => return fault.to_string(),
        };
        let faults = quiz
            .questions
            .iter()
            .filter_map(|(place, question)| verify::verify(question, place, &course).err());
        let faults: Vec<String> = faults.map(|fault| fault.to_string()).collect();
        faults.join("\n")
    }

    #[test]
    fn what_is_right_is_taken() {
        assert_eq!(fault(&format!("{CHOICE}\n{OUTCOMES}")), "");
    }

    #[test]
    fn malformed_quizzes_are_refused_with_the_line() {
        let told = fault(&format!(
            "{CHOICE}\n{}",
            OUTCOMES.replace("offered", "offers")
        ));
        assert!(
            told.starts_with("book/quizzes/q.toml:9: ") && told.contains("unknown field `offers`"),
            "{told}"
        );
        let told = fault(&CHOICE.replace("MultipleChoice", "MultiChoice"));
        assert!(
            told.contains("unknown variant `MultiChoice`, expected one of `MultipleChoice`"),
            "{told}"
        );
        let told = fault(&CHOICE.replace("= \"a\"", "= a"));
        assert!(told.starts_with("book/quizzes/q.toml:3: "), "{told}");
        assert!(fault(CHOICE).contains("1 questions, expected 2 to 5"));
    }

    #[test]
    fn a_claim_that_is_not_so_is_refused_with_both() {
        let wrong = OUTCOMES.replace("[\"1\", \"2\"]\nwhy", "[\"2\"]\nwhy");
        let told = fault(&format!("{CHOICE}\n{wrong}"));
        assert!(told.contains("the text says 2; computed: 1, 2"), "{told}");
        let wrong = OUTCOMES.replace(", \"1\", \"2\"]\nanswer", ", \"1\"]\nanswer");
        let told = fault(&format!("{CHOICE}\n{wrong}"));
        assert!(told.contains("`2` is right, but not offered"), "{told}");
    }

    #[test]
    fn a_wrong_choice_without_a_reason_is_refused() {
        let told = fault(&format!(
            "{CHOICE}\n{}",
            OUTCOMES.replace("{ \"0\" = \"never\" }", "{}")
        ));
        assert!(told.contains("no `why` for the wrong choice `0`"), "{told}");
        let told = fault(&format!("{}\n{OUTCOMES}", CHOICE.replace("since", " ")));
        assert!(
            told.contains("no `why` for the wrong choice `no`"),
            "{told}"
        );
        let told = fault(&format!(
            "{}\n{OUTCOMES}",
            CHOICE.replace("\"no\"", "\"yes\"")
        ));
        assert!(told.contains("`yes` is both right and wrong"), "{told}");
    }

    #[test]
    fn the_quizzes_of_the_book_are_true() {
        let course = Course::here().unwrap();
        if let Err(faults) = all(&course) {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            panic!("{}", faults.join("\n"));
        }
    }

    #[test]
    fn the_right_answer_does_not_always_stand_in_the_same_place() {
        let course = Course::here().unwrap();
        let mut places = [0; 3];
        for quiz in all(&course).unwrap() {
            for (_, question) in &quiz.questions {
                if let Some(place) = render::place_of_the_one_right_choice(question) {
                    places[place.min(2)] += 1;
                }
            }
        }
        let most = places.iter().max().copied().unwrap_or_default();
        let sum: usize = places.iter().sum();
        assert!(
            sum < 10 || most * 3 <= sum * 2,
            "first, second, later: {places:?}"
        );
    }

    #[test]
    fn an_unknown_quiz_is_told_with_the_nearest() {
        let course = Course::here().unwrap();
        let fault =
            render("threads/09_lost", &Place::new("chapters/a.md", 2), &course).unwrap_err();
        assert!(
            fault
                .to_string()
                .starts_with("book/chapters/a.md:2: there is no quiz"),
            "{fault}"
        );
    }
}
