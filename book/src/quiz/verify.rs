//! Whether what a question claims is so, and whether it has what a question must have.

use std::collections::BTreeSet;
use std::fmt::Display;

use mdbook_markdown::pulldown_cmark::{Event, Parser, Tag};
use toml::Spanned;

use super::format::{Answer, Distractor, Question};
use super::read::Source;
use crate::fault::unknown;
use crate::{Course, Fault, explorer};

/// A text and where it stands.
type Text = Spanned<String>;

/// Gives what some interleaving of a program leaves in an object: [`explorer::outcomes`].
pub type Outcomes = fn(&str, &str) -> Result<BTreeSet<String>, String>;

/// What questions are held to.
pub struct Truth<'a> {
    /// Its lessons say what they print.
    pub course: &'a Course,
    /// All that interleavings can lead to.
    pub outcomes: Outcomes,
}

impl<'a> Truth<'a> {
    /// What the explorer computes, and what the lessons of `course` promise.
    pub fn of(course: &'a Course) -> Self {
        Truth {
            course,
            outcomes: explorer::outcomes,
        }
    }
}

/// Holds `question`, which stands in `source`, to what is computed, and to what a question must have.
///
/// # Errors
///
/// The first thing that is wrong.
pub fn verify(question: &Question, source: &Source, truth: &Truth) -> Result<(), Fault> {
    let check = Check {
        id: question.id().get_ref(),
        source,
        truth,
    };
    check.text(question.id(), "id")?;
    check.markdown(question.prompt(), "prompt")?;
    check.begins_with_a_paragraph(question.prompt())?;
    check.markdown(question.context(), "context")?;
    match question {
        Question::MultipleChoice { prompt, answer, .. } => {
            check.choices(&prompt.distractors, answer)
        }
        Question::Outcomes { .. } => check.outcomes(question),
        Question::ShortAnswer { answer, .. } => {
            let mut accepted = std::iter::once(&answer.answer).chain(&answer.alternatives);
            accepted.try_for_each(|text| check.text(text, "answer"))
        }
        Question::Tracing {
            program,
            code,
            answer,
            ..
        } => {
            check.text(&answer.stdout, "stdout")?;
            match (program, code) {
                (Some(program), None) => check.prints(program, &answer.stdout),
                (None, Some(code)) => check.text(code, "code"),
                _ => check.fault(&answer.stdout, "expected either `program` or `code`"),
            }
        }
    }
}

struct Check<'a> {
    id: &'a str,
    source: &'a Source,
    truth: &'a Truth<'a>,
}

impl Check<'_> {
    fn fault<T>(&self, at: &Spanned<T>, message: impl Display) -> Result<(), Fault> {
        let place = self.source.place(&at.span());
        Err(place.fault(format!("question `{}`: {message}", self.id)))
    }

    fn text(&self, text: &Text, part: &str) -> Result<(), Fault> {
        if text.get_ref().trim().is_empty() {
            return self.fault(text, format!("its {part} is empty"));
        }
        Ok(())
    }

    /// A type with its parameters, outside of code, would be read as HTML and not be seen.
    fn markdown(&self, text: &Text, part: &str) -> Result<(), Fault> {
        self.text(text, part)?;
        for event in Parser::new(text.get_ref()) {
            if let Event::Html(html) | Event::InlineHtml(html) = event {
                let html = html.trim();
                return self.fault(
                    text,
                    format!("`{html}` in its {part} would be HTML: expected Markdown, types in backquotes"),
                );
            }
        }
        Ok(())
    }

    /// It becomes the legend.
    fn begins_with_a_paragraph(&self, text: &Text) -> Result<(), Fault> {
        match Parser::new(text.get_ref()).next() {
            Some(Event::Start(Tag::Paragraph)) => Ok(()),
            _ => self.fault(text, "expected a paragraph at the beginning of its prompt"),
        }
    }

    fn no_reason(&self, at: &Text, choice: &str) -> Result<(), Fault> {
        self.fault(at, format!("no `why` for the wrong choice `{choice}`"))
    }

    fn choices(&self, wrong: &[Distractor], answer: &Answer) -> Result<(), Fault> {
        let right = answer.answer.get_ref().all();
        if wrong.is_empty() || right.is_empty() {
            let message = "expected something right and something wrong to choose from";
            return self.fault(&answer.answer, message);
        }
        let mut seen = BTreeSet::new();
        for text in right {
            let text = Spanned::new(answer.answer.span(), text.clone());
            self.markdown(&text, "answer")?;
            if !seen.insert(text.get_ref().clone()) {
                return self.fault(&text, format!("`{}` is there twice", text.get_ref()));
            }
        }
        for Distractor { text, why } in wrong {
            self.markdown(text, "distractor")?;
            if right.contains(text.get_ref()) {
                return self.fault(
                    text,
                    format!("`{}` is both right and wrong", text.get_ref()),
                );
            }
            if !seen.insert(text.get_ref().clone()) {
                return self.fault(text, format!("`{}` is there twice", text.get_ref()));
            }
            if why.get_ref().trim().is_empty() {
                return self.no_reason(why, text.get_ref());
            }
            self.markdown(why, "why")?;
        }
        Ok(())
    }

    fn outcomes(&self, question: &Question) -> Result<(), Fault> {
        let Question::Outcomes {
            program,
            object,
            offered,
            answer,
            why,
            ..
        } = question
        else {
            return Ok(());
        };
        let computed = match (self.truth.outcomes)(program.get_ref(), object) {
            Ok(computed) => computed,
            Err(told) => return self.fault(program, told),
        };
        let listed = answer.answer.get_ref().all();
        let claimed: BTreeSet<String> = listed.iter().cloned().collect();
        if claimed != computed || claimed.len() != listed.len() {
            let computed: Vec<String> = computed.into_iter().collect();
            let (claimed, computed) = (listed.join(", "), computed.join(", "));
            let message = format!("the text says {claimed}; computed: {computed}");
            return self.fault(&answer.answer, message);
        }
        let mut seen = BTreeSet::new();
        for choice in offered {
            let text = choice.get_ref();
            self.markdown(choice, "choice")?;
            if !seen.insert(text) {
                return self.fault(choice, format!("`{text}` is offered twice"));
            }
            match why.get(text) {
                Some(why) if computed.contains(text) => {
                    let message = format!("`why` speaks of `{text}`, which is no wrong choice");
                    return self.fault(why, message);
                }
                Some(why) if why.get_ref().trim().is_empty() => return self.no_reason(why, text),
                Some(why) => self.markdown(why, "why")?,
                None if !computed.contains(text) => return self.no_reason(choice, text),
                None => {}
            }
        }
        if let Some(missing) = computed.iter().find(|right| !seen.contains(right)) {
            let message = format!("`{missing}` is right, but not offered");
            return self.fault(&answer.answer, message);
        }
        if let Some((choice, why)) = why.iter().find(|(choice, _)| !seen.contains(choice)) {
            let message = format!("`why` speaks of `{choice}`, which is no wrong choice");
            return self.fault(why, message);
        }
        Ok(())
    }

    fn prints(&self, program: &Text, stdout: &Text) -> Result<(), Fault> {
        let lessons = &self.truth.course.lessons;
        let Some(lesson) = lessons.get(program.get_ref()) else {
            let message = unknown("lesson", program.get_ref(), lessons.keys().cloned());
            return self.fault(program, message);
        };
        if !lesson.prints.contains(stdout.get_ref()) {
            let (program, stdout_text) = (program.get_ref(), stdout.get_ref());
            let message = format!(
                "the text says `{stdout_text}`; {program} prints `{}`",
                lesson.prints
            );
            return self.fault(stdout, message);
        }
        Ok(())
    }
}
