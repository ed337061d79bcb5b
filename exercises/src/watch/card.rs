//! What the screen knows about one exercise.

use std::fmt;
use std::fs;
use std::path::Path;

use judge::course::Exercise;

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

/// Who should do an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Everybody.
    Core,
    /// Who wants more.
    More,
    /// Who wants to go further.
    Advanced,
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Route::Core => "core",
            Route::More => "more",
            Route::Advanced => "advanced",
        })
    }
}

impl Card {
    /// Reads the exercise's doc: from the solution, which the learner does not edit, or else from the exercise.
    pub fn read(exercise: &Exercise, done: bool) -> Card {
        let source = fs::read_to_string(exercise.solution())
            .or_else(|_| fs::read_to_string(exercise.file()))
            .unwrap_or_default();
        let doc: Vec<&str> = source
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect();
        let title = doc
            .first()
            .and_then(|line| line.strip_prefix("# "))
            .unwrap_or(&exercise.name);
        let (route, minutes) = doc
            .iter()
            .find_map(|line| line.strip_prefix("Route: "))
            .map_or((None, 0), route_and_minutes);
        let task: Vec<&str> = doc
            .iter()
            .skip(1)
            .copied()
            .filter(|line| !line.starts_with("Route: "))
            .collect();
        Card {
            exercise: exercise.clone(),
            title: title.to_string(),
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

/// `core, 15 minutes.`
fn route_and_minutes(line: &str) -> (Option<Route>, u32) {
    let (route, rest) = line.split_once(',').unwrap_or((line, ""));
    let route = match route.trim().trim_end_matches('.') {
        "core" => Some(Route::Core),
        "more" => Some(Route::More),
        "advanced" => Some(Route::Advanced),
        _ => None,
    };
    let minutes = rest
        .split_whitespace()
        .next()
        .and_then(|number| number.parse().ok());
    (route, minutes.unwrap_or(0))
}

/// Each paragraph on one line, so that it can wrap at any width; lists, code and tables stay as they are.
fn paragraphs(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut code = false;
    let mut may_join = false;
    for line in lines {
        let fence = line.starts_with("```");
        let own_line = code
            || fence
            || line.is_empty()
            || line.starts_with([' ', '-', '*', '|', '#', '>'])
            || line.starts_with(|c: char| c.is_ascii_digit());
        if may_join && !own_line {
            text.push(' ');
        } else if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
        may_join = !code && !fence && !line.is_empty() && !line.starts_with(['|', '#']);
        code ^= fence;
    }
    // Blank lines stand between paragraphs, not around the text.
    let text = text.trim_matches('\n');
    let mut out = String::new();
    for line in text.split('\n') {
        if !(line.is_empty() && out.ends_with("\n\n")) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_becomes_one_line_and_a_list_does_not() {
        let lines = ["", "One", "two.", "", "- a", "- b", "", "", "End."];
        assert_eq!(paragraphs(&lines), "One two.\n\n- a\n- b\n\nEnd.");
    }

    #[test]
    fn code_keeps_its_lines() {
        let lines = ["```rust", "let a = 1;", "let b = 2;", "```", "After", "it."];
        assert_eq!(
            paragraphs(&lines),
            "```rust\nlet a = 1;\nlet b = 2;\n```\nAfter it."
        );
    }

    #[test]
    fn route_and_time_are_read() {
        assert_eq!(
            route_and_minutes("core, 15 minutes."),
            (Some(Route::Core), 15)
        );
        assert_eq!(route_and_minutes("advanced."), (Some(Route::Advanced), 0));
        assert_eq!(route_and_minutes("some day"), (None, 0));
    }
}
