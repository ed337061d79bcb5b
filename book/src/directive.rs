//! Replaces the directives of one chapter.

use crate::lesson::Lesson;
use crate::{Course, Fault, Place, boxes, code, explorer, figure, quiz};

const NAMES: [&str; 8] = [
    "#code",
    "#run",
    "#exercise",
    "#explorer",
    "#timeline",
    "#quiz",
    "#figure",
    "#instructor",
];

/// The text of a chapter with every directive replaced, `file` being its path from the folder `book`.
///
/// # Errors
///
/// Every fault in it, in the order of its lines.
pub fn replace(text: &str, file: &str, course: &Course) -> Result<String, Vec<Fault>> {
    let mut chapter = Chapter {
        course,
        lesson: lessons_in(text, course).next(),
        notes_since: None,
    };
    let mut replaced = String::new();
    let mut faults = Vec::new();
    let mut fence = None;
    for (number, line) in text.lines().enumerate() {
        let at = Place::new(file, number + 1);
        let new = if let (Some((name, argument)), None) = (directive(line), fence) {
            chapter.render(name, argument, &at)
        } else {
            fence = fence_after(line, fence);
            Ok(format!("{line}\n"))
        };
        match new {
            Ok(new) => replaced.push_str(&new),
            Err(fault) => faults.push(fault),
        }
    }
    if let Some(since) = chapter.notes_since {
        faults.push(since.fault("`{{#instructor}}` without `{{/instructor}}`"));
    }
    if faults.is_empty() {
        Ok(replaced)
    } else {
        Err(faults)
    }
}

struct Chapter<'a> {
    course: &'a Course,
    /// The lesson that the text is at: the code that stands here is run by its command.
    lesson: Option<&'a Lesson>,
    /// Where the open notes for instructors begin.
    notes_since: Option<Place>,
}

impl Chapter<'_> {
    fn render(&mut self, name: &str, argument: &str, at: &Place) -> Result<String, Fault> {
        let course = self.course;
        match name {
            "#code" => {
                let own = course.lessons.values().find(|it| argument == it.file());
                let run = own.or(self.lesson).map(|lesson| lesson.run.as_str());
                code::render(argument, at, course, run)
            }
            "#run" => {
                self.lesson = course.lessons.get(argument).or(self.lesson);
                boxes::lesson(argument, at, course)
            }
            "#exercise" => boxes::exercise(argument, at, course),
            "#explorer" => explorer::render(argument, at, course),
            "#timeline" => explorer::render_timeline(argument, at, course),
            "#quiz" => quiz::render(argument, at, course),
            "#figure" => figure::render(argument, at, course),
            "#instructor" => {
                if self.notes_since.replace(at.clone()).is_some() {
                    return Err(at.fault("notes for instructors within notes for instructors"));
                }
                boxes::instructor(argument, at)
            }
            "/instructor" => match self.notes_since.take() {
                Some(_) => Ok(boxes::instructor_ends()),
                None => Err(at.fault("`{{/instructor}}` without `{{#instructor MINUTES}}`")),
            },
            other => Err(at.fault(crate::fault::unknown("directive", other, NAMES))),
        }
    }
}

/// Name and argument, if `line` is a directive and nothing else.
fn directive(line: &str) -> Option<(&str, &str)> {
    let inner = line.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    if !inner.starts_with(['#', '/']) {
        return None;
    }
    let (name, argument) = inner.split_once(' ').unwrap_or((inner, ""));
    Some((name, argument.trim()))
}

/// The lessons that `text` has boxes of.
pub fn lessons_in<'a>(text: &str, course: &'a Course) -> impl Iterator<Item = &'a Lesson> {
    directives(text)
        .filter_map(|(name, argument)| (name == "#run").then(|| course.lessons.get(argument))?)
}

/// The directives of `text`: name and argument. Those in code blocks are only shown.
pub fn directives(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut fence = None;
    text.lines().filter_map(move |line| {
        let is_text = fence.is_none();
        fence = fence_after(line, fence);
        is_text.then(|| directive(line))?
    })
}

/// How many backquotes the code block began with that goes on after `line`, if one does; `open` is the same before it.
pub fn fence_after(line: &str, open: Option<usize>) -> Option<usize> {
    let line = line.trim_start();
    let length = line.len() - line.trim_start_matches('`').len();
    match open {
        None if length >= 3 => Some(length),
        Some(open) if length >= open && line.trim_matches('`').trim().is_empty() => None,
        open => open,
    }
}

#[cfg(test)]
mod tests {
    use super::replace;
    use crate::Course;

    #[test]
    fn code_is_run_by_the_lesson_that_the_text_is_at() {
        let course = Course::here().unwrap();
        let text = "{{#code threads/src/lost_update.rs:fetch_add}}\n{{#run 09_lost_update}}\n";
        let replaced = replace(text, "chapters/a.md", &course).unwrap();
        assert!(
            replaced.contains("· <code>cargo run -p threads --example 09_lost_update</code>"),
            "{replaced}"
        );
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let course = Course::here().unwrap();
        let text = "text\n{{#run nothing}}\n{{#cod a.rs}}\n{{/instructor}}\n{{#instructor 5}}\n";
        let faults = replace(text, "chapters/a.md", &course).unwrap_err();
        let lines: Vec<usize> = faults.iter().map(|fault| fault.place.line).collect();
        assert_eq!(lines, [2, 3, 4, 5]);
        assert!(
            faults[1].message.contains("the nearest is `#code`"),
            "{}",
            faults[1]
        );
    }

    #[test]
    fn a_directive_in_a_code_block_is_only_shown() {
        let course = Course::here().unwrap();
        let text = "```text\n{{#run nothing}}\n```\n";
        assert_eq!(replace(text, "chapters/a.md", &course).unwrap(), text);
    }
}
