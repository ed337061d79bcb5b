//! What the screen knows about one exercise.

use std::path::Path;

use judge::course::Exercise;
use judge::describe::{Description, Route};

/// One exercise of the course.
pub struct Card {
    /// Which one.
    pub exercise: Exercise,
    /// The first line of its doc.
    pub title: String,
    /// Who should do it; unknown if its doc does not say.
    pub route: Option<Route>,
    /// How long it may take, in minutes; 0 if its doc does not say.
    pub minutes: u32,
    /// What to do.
    pub task: String,
    /// Whether it has passed.
    pub done: bool,
}

impl Card {
    /// Reads the exercise's doc. One that cannot be read still has its name.
    pub fn read(exercise: &Exercise, done: bool) -> Card {
        let (title, route, minutes, task) = match exercise.describe() {
            Ok(Description {
                title,
                route,
                minutes,
                task,
                ..
            }) => (title, Some(route), minutes, task),
            Err(error) => (exercise.name.clone(), None, 0, error.to_string()),
        };
        Card {
            exercise: exercise.clone(),
            title,
            route,
            minutes,
            task: paragraphs(&task),
            done,
        }
    }

    /// The exercise's file, as one would name it in the course's folder.
    pub fn path(&self, root: &Path) -> String {
        let file = self.exercise.file();
        file.strip_prefix(root)
            .unwrap_or(&file)
            .display()
            .to_string()
    }
}

/// Each paragraph on one line, so that it can wrap at any width; lists, code and tables stay as they are.
fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    let mut may_join = false;
    for line in text.trim().lines() {
        let fence = line.starts_with("```");
        let own_line = code
            || fence
            || line.is_empty()
            || line.starts_with(['-', '*', '|', '#', '>'])
            || line.starts_with(|c: char| c.is_ascii_digit());
        if may_join && !own_line {
            out.push(' ');
            // Indented only to stand below its list item.
            out.push_str(line.trim_start());
        } else {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(line);
        }
        may_join = !code && !fence && !line.is_empty() && !line.starts_with(['|', '#']);
        code ^= fence;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn a_paragraph_becomes_one_line_and_a_list_does_not() {
        let text = "\nOne\ntwo.\n\n- a\n- b\n  and c\n\nEnd.\n";
        assert_eq!(paragraphs(text), "One two.\n\n- a\n- b and c\n\nEnd.");
    }

    #[test]
    fn code_keeps_its_lines() {
        let text = "```rust\nlet a = 1;\nlet b = 2;\n```\nAfter\nit.";
        assert_eq!(
            paragraphs(text),
            "```rust\nlet a = 1;\nlet b = 2;\n```\nAfter it."
        );
    }
}
