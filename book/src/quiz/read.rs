//! Reads a quiz, so that every fault is told with the line that it stands in.
//!
//! Serde's internally tagged enums forget where their fields stood. So each table is read as the variant that its `type` names.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::Quiz;
use super::format::Question;
use crate::{Fault, Place};

/// Fewest and most questions of a quiz.
const QUESTIONS: std::ops::RangeInclusive<usize> = 2..=5;

/// Finds the lines of a file.
#[derive(Clone, Debug)]
pub struct Source {
    file: String,
    /// Where each line begins.
    begins: Vec<usize>,
}

impl Source {
    fn new(file: &str, text: &str) -> Self {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        Source {
            file: file.to_string(),
            begins: std::iter::once(0).chain(after).collect(),
        }
    }

    /// Where `span` begins.
    pub fn place(&self, span: &Range<usize>) -> Place {
        let line = self.begins.partition_point(|begin| *begin <= span.start);
        Place::new(&self.file, line)
    }

    fn fault(&self, error: &toml::de::Error) -> Fault {
        let span = error.span().unwrap_or_default();
        self.place(&span).fault(error.message().trim())
    }
}

/// The quiz in `text`, which is that of `file`, a path from the folder `book`.
///
/// # Errors
///
/// The first thing that is no TOML, or not as the format says.
pub fn parse(name: &str, file: &str, text: &str) -> Result<Quiz, Fault> {
    let source = Source::new(file, text);
    let table = DeTable::parse(text).map_err(|error| source.fault(&error))?;
    let mut questions = Vec::new();
    for (key, value) in table.into_inner() {
        let place = source.place(&key.span());
        let (name, DeValue::Array(tables)) = (key.get_ref(), value.into_inner()) else {
            return Err(place.fault(format!("`{}`: expected `[[questions]]`", key.get_ref())));
        };
        if name != "questions" {
            return Err(place.fault(format!("`{name}`: expected `questions`")));
        }
        for table in tables {
            questions.push(question(table, &source)?);
        }
    }
    if !QUESTIONS.contains(&questions.len()) {
        let (least, most) = (QUESTIONS.start(), QUESTIONS.end());
        let message = format!("{} questions, expected {least} to {most}", questions.len());
        return Err(source.place(&(0..0)).fault(message));
    }
    Ok(Quiz {
        name: name.to_string(),
        source,
        questions,
    })
}

fn question(table: Spanned<DeValue>, source: &Source) -> Result<Spanned<Question>, Fault> {
    let span = table.span();
    let place = source.place(&span);
    let DeValue::Table(mut fields) = table.into_inner() else {
        return Err(place.fault("expected a table"));
    };
    let Some(kind) = fields.remove("type") else {
        return Err(place.fault("missing field `type`"));
    };
    let kind_span = kind.span();
    let DeValue::String(kind) = kind.into_inner() else {
        return Err(source.place(&kind_span).fault("expected a text as `type`"));
    };
    let mut variant = DeTable::new();
    variant.insert(
        Spanned::new(kind_span, kind),
        Spanned::new(span.clone(), DeValue::Table(fields)),
    );
    let variant = Spanned::new(span.clone(), DeValue::Table(variant));
    let question = Question::deserialize(ValueDeserializer::from(variant))
        .map_err(|error| source.fault(&error))?;
    Ok(Spanned::new(span, question))
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn lines_are_counted_from_one() {
        let source = Source::new("a", "one\ntwo\n");
        let lines: Vec<usize> = [0, 3, 4, 7, 8]
            .map(|at| source.place(&(at..at)).line)
            .to_vec();
        assert_eq!(lines, [1, 1, 2, 2, 3]);
    }
}
