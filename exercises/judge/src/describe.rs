//! What an exercise says of itself: title, route, task and hints.

use std::{fs, io};

use serde::Serialize;

use crate::course::Exercise;

/// The doc at the top of an exercise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Description {
    /// `An account that threads share`.
    pub title: String,
    /// Who should do it.
    pub route: Route,
    /// How long it takes.
    pub minutes: u32,
    /// What to do, as Markdown, without the lines that are given apart here.
    pub task: String,
    /// The lessons that it builds on, such as `09_lost_update`.
    pub lessons: Vec<String>,
}

/// Which way through the course an exercise belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// For everybody.
    Core,
    /// For those who want more.
    More,
    /// A side branch: nothing later needs it.
    Advanced,
}

impl Route {
    /// As the doc writes it.
    pub fn word(self) -> &'static str {
        match self {
            Route::Core => "core",
            Route::More => "more",
            Route::Advanced => "advanced",
        }
    }
}

impl Exercise {
    /// What the exercise says of itself. A file that the learner has emptied is asked for in vain: then its solution is.
    ///
    /// # Errors
    ///
    /// If neither file has a title and a route.
    pub fn describe(&self) -> io::Result<Description> {
        let own = fs::read_to_string(self.file()).and_then(|text| Description::read(&text));
        own.or_else(|error| self.describe_as_written().map_err(|_| error))
    }

    /// What its author says of it, whatever the learner has made of the file.
    ///
    /// # Errors
    ///
    /// If the solution has no title and no route.
    pub fn describe_as_written(&self) -> io::Result<Description> {
        Description::read(&fs::read_to_string(self.solution())?)
    }

    /// The hints, from a nudge to nearly the answer.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn hint_texts(&self) -> io::Result<Vec<String>> {
        let text = fs::read_to_string(self.hints())?;
        let mut hints: Vec<String> = Vec::new();
        for line in text.lines() {
            if line
                .strip_prefix("# ")
                .is_some_and(|number| number.trim().parse::<u32>().is_ok())
            {
                hints.push(String::new());
            } else if let Some(hint) = hints.last_mut() {
                hint.push_str(line);
                hint.push('\n');
            }
        }
        Ok(hints.iter().map(|hint| hint.trim().to_string()).collect())
    }
}

impl Description {
    fn read(text: &str) -> io::Result<Description> {
        let doc: Vec<&str> = doc_lines(text).collect();
        let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_string());
        let title = doc
            .first()
            .and_then(|line| line.strip_prefix("# "))
            .ok_or_else(|| wrong("the file does not begin with a line `//! # Title`"))?;
        let (route, minutes) = doc
            .iter()
            .find_map(|line| line.strip_prefix("Route: "))
            .and_then(route)
            .ok_or_else(|| wrong("there is no line like `//! Route: core, 15 minutes.`"))?;
        let seen_in = doc.iter().position(|line| line.starts_with("Seen in: "));
        let task = &doc[1..seen_in.unwrap_or(doc.len())];
        let apart = ["Route: ", "Check: "];
        let task: Vec<&str> = task
            .iter()
            .filter(|line| !apart.iter().any(|label| line.starts_with(label)))
            .copied()
            .collect();
        Ok(Description {
            title: title.trim().to_string(),
            route,
            minutes,
            task: task.join("\n").trim().to_string(),
            lessons: lessons(&doc[seen_in.unwrap_or(doc.len())..]),
        })
    }
}

/// The doc at the top of a Rust file, line by line, without its comment signs.
pub fn doc_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
}

/// Reads `core, 15 minutes.`, what stands behind `Route: `.
pub fn route(text: &str) -> Option<(Route, u32)> {
    let (word, minutes) = text.split_once(", ")?;
    let route = [Route::Core, Route::More, Route::Advanced]
        .into_iter()
        .find(|route| route.word() == word)?;
    let minutes = minutes.strip_suffix(" minutes.")?.parse().ok()?;
    (minutes > 0).then_some((route, minutes))
}

/// The names that look like a lesson's, `09_lost_update`, up to the next label or paragraph.
fn lessons(lines: &[&str]) -> Vec<String> {
    let own = lines
        .iter()
        .take_while(|line| !line.is_empty() && !line.starts_with("Check: "));
    let text = own.copied().collect::<Vec<_>>().join(" ");
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| {
            let bytes = word.as_bytes();
            bytes.len() > 3 && bytes[..2].iter().all(u8::is_ascii_digit) && bytes[2] == b'_'
        })
        .map(str::to_string)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Description, Route};

    #[test]
    fn a_doc_is_taken_apart() {
        let text = "//! # An account\n//!\n//! Route: more, 15 minutes.\n//!\n//! Pay in.\n//!\n//! Pay out.\n//!\n\
                    //! Seen in: `cargo run -p threads --example 08_arc_and_mutex`, `09_lost_update`.\n\
                    //! Check: `cargo course check 05_account`\n\nuse lab::thread;\n";
        let description = Description::read(text).expect("it has all parts");
        assert_eq!(description.title, "An account");
        assert_eq!((description.route, description.minutes), (Route::More, 15));
        assert_eq!(description.task, "Pay in.\n\nPay out.");
        assert_eq!(description.lessons, ["08_arc_and_mutex", "09_lost_update"]);
    }

    #[test]
    fn a_missing_part_is_named() {
        let error = Description::read("//! # An account\n").expect_err("no route");
        assert!(error.to_string().contains("Route: core"), "{error}");
        assert!(Description::read("").is_err());
    }
}
