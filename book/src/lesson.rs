//! What the head of a lesson says of it.

use std::path::Path;
use std::{fs, io};

use judge::describe::doc_lines;

/// A lesson's own words about itself: the doc at the top of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// `threads`.
    pub topic: String,
    /// `09_lost_update`.
    pub name: String,
    /// `Two threads, one counter`.
    pub title: String,
    /// `core, 25 minutes`.
    pub route: String,
    /// The command that runs it.
    pub run: String,
    /// What to look for, as Markdown.
    pub look_for: String,
    /// What to change, as Markdown.
    pub try_this: String,
    /// The line that it prints whatever happens; `…` stands for any text.
    pub prints: String,
}

impl Lesson {
    /// Reads the lesson at `path`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or its head lacks a part.
    pub fn read(topic: &str, path: &Path) -> io::Result<Lesson> {
        let text = fs::read_to_string(path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        Lesson::of(topic, &name, &module_doc(&text)).map_err(|part| {
            let message = format!("{}: the head of the lesson has no {part}", path.display());
            io::Error::new(io::ErrorKind::InvalidData, message)
        })
    }

    fn of(topic: &str, name: &str, doc: &str) -> Result<Lesson, String> {
        let part = |label: &str| part(doc, label).ok_or(format!("`{label}`"));
        let title = doc.lines().find_map(|line| line.strip_prefix("# "));
        let quoted = |text: String| text.trim_matches('`').to_string();
        Ok(Lesson {
            topic: topic.to_string(),
            name: name.to_string(),
            title: title.ok_or("title")?.to_string(),
            route: part("Route:")?.trim_end_matches('.').to_string(),
            run: quoted(part("Run:")?),
            look_for: part("Look for:")?,
            try_this: part("Try:")?,
            prints: quoted(part("Prints:")?),
        })
    }

    /// `09`.
    pub fn number(&self) -> &str {
        self.name.split('_').next().unwrap_or_default()
    }

    /// Its file, from the root of the workspace.
    pub fn file(&self) -> String {
        format!("{}/examples/{}.rs", self.topic, self.name)
    }
}

/// The doc at the top of a Rust file.
fn module_doc(text: &str) -> String {
    doc_lines(text).collect::<Vec<_>>().join("\n")
}

/// What stands behind `label` at the start of a line, up to the next label or an empty line, as one line.
fn part(doc: &str, label: &str) -> Option<String> {
    let labels = ["Route:", "Run:", "Look for:", "Try:", "Prints:"];
    let mut lines = doc.lines().skip_while(|line| !line.starts_with(label));
    let first = lines.next()?[label.len()..].trim();
    let rest = lines
        .take_while(|line| !line.is_empty() && !labels.iter().any(|label| line.starts_with(label)));
    let mut text = first.to_string();
    for line in rest {
        text.push(' ');
        text.push_str(line.trim());
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{Lesson, module_doc};

    const HEAD: &str = "//! # Two threads\n//!\n//! Route: core, 5 minutes.\n//!\n//! What happens?\n//!\n//! Run: `cargo run`\n\
        //! Look for: one\n//! and two.\n//! Try: three.\n//! Prints: `… of 6`\n\nfn main() {}\n";

    #[test]
    fn the_head_is_read_part_by_part() {
        let lesson = Lesson::of("threads", "09_two", &module_doc(HEAD)).unwrap();
        assert_eq!(lesson.title, "Two threads");
        assert_eq!(lesson.route, "core, 5 minutes");
        assert_eq!(lesson.run, "cargo run");
        assert_eq!(lesson.look_for, "one and two.");
        assert_eq!(lesson.prints, "… of 6");
        assert_eq!(lesson.number(), "09");
    }

    #[test]
    fn a_missing_part_is_named() {
        let head = HEAD.replace("Try:", "Tried:");
        let fault = Lesson::of("threads", "09_two", &module_doc(&head)).unwrap_err();
        assert_eq!(fault, "`Try:`");
    }
}
