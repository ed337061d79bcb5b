//! What the authors wrote: every lesson and exercise is told of, every file is part of the book, no code stands in the text
//! that nobody compiles.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Report;
use crate::directive::{directives, fence_after};
use crate::{Course, Fault, Place, files};

/// The longest piece of code that may stand in the text itself, in lines.
const LONGEST: usize = 5;

/// What nobody should read.
const UNFINISHED: [&str; 4] = ["TODO", "TBD", "FIXME", "Lorem"];

/// A file of the text.
pub struct Chapter {
    /// From the folder `book`.
    pub file: PathBuf,
    /// Its Markdown.
    pub text: String,
}

/// A block of code in the text.
pub struct Block {
    /// Its first line.
    pub place: Place,
    /// What stands behind the fence: `rust,compile_fail,E0382`.
    pub kind: String,
    /// Its lines.
    pub code: Vec<String>,
}

/// Checks the text.
///
/// # Errors
///
/// If the summary cannot be read.
pub fn check(course: &Course, chapters: &[Chapter], report: &mut Report) -> io::Result<()> {
    let mut faults = Vec::new();
    for chapter in chapters {
        faults.extend(blocks(chapter).iter().filter_map(fault_of));
        for (number, line) in (1..).zip(chapter.text.lines()) {
            if let Some(word) = UNFINISHED.iter().find(|word| line.contains(**word)) {
                let place = Place::new(&chapter.file, number);
                faults.push(place.fault(format!("`{word}`: expected a finished text")));
            }
        }
    }
    faults.extend(not_in_summary(course, chapters)?);
    let (lessons, exercises) = not_told(course, chapters, &mut faults);
    report.count(lessons, "lessons");
    report.count(exercises, "exercises");
    report.faults.extend(faults.iter().map(ToString::to_string));
    Ok(())
}

/// Every file of the text.
///
/// # Errors
///
/// If one cannot be read.
pub fn chapters(course: &Course) -> io::Result<Vec<Chapter>> {
    let folder = course.book().join("chapters");
    let read = |file: PathBuf| {
        let text = fs::read_to_string(folder.join(&file))?;
        let file = Path::new("chapters").join(file);
        Ok(Chapter { file, text })
    };
    files::below(&folder, "md")?.into_iter().map(read).collect()
}

/// The fenced blocks of a chapter.
pub fn blocks(chapter: &Chapter) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut fence = None;
    for (number, line) in (1..).zip(chapter.text.lines()) {
        let after = fence_after(line, fence);
        match (fence, after) {
            (None, Some(width)) => blocks.push(Block {
                place: Place::new(&chapter.file, number),
                kind: line.trim_start()[width..].trim().to_string(),
                code: Vec::new(),
            }),
            (Some(_), Some(_)) => {
                if let Some(block) = blocks.last_mut() {
                    block.code.push(line.to_string());
                }
            }
            (_, None) => {}
        }
        fence = after;
    }
    blocks
}

impl Block {
    /// Whether it is Rust.
    pub fn is_rust(&self) -> bool {
        self.kind.split(',').next() == Some("rust")
    }

    /// Whether it must not compile.
    pub fn must_fail(&self) -> bool {
        self.kind.split(',').any(|word| word == "compile_fail")
    }
}

fn fault_of(block: &Block) -> Option<Fault> {
    if block.kind.is_empty() {
        let message = "a block of code says what it holds: `sh`, `text`, `rust`";
        return Some(block.place.fault(message));
    }
    if !block.is_rust() {
        return None;
    }
    let known = |word: &str| {
        ["rust", "compile_fail", "should_panic", "no_run"].contains(&word)
            || (word.starts_with('E') && word.len() == 5)
    };
    if let Some(word) = block.kind.split(',').find(|word| !known(word)) {
        let message = format!(
            "`{word}`: expected rust, compile_fail and an error code, should_panic or no_run"
        );
        return Some(block.place.fault(message));
    }
    let shown = block
        .code
        .iter()
        .filter(|line| !line.starts_with("# "))
        .count();
    (!block.must_fail() && shown > LONGEST).then(|| {
        block.place.fault(format!(
            "{shown} lines of Rust in the text; expected at most {LONGEST}, or `{{{{#code FILE:ITEM}}}}`"
        ))
    })
}

/// A file that the summary does not name is not in the book.
fn not_in_summary(course: &Course, chapters: &[Chapter]) -> io::Result<Vec<Fault>> {
    let summary = fs::read_to_string(course.book().join("chapters/SUMMARY.md"))?;
    let listed: BTreeSet<&str> = summary
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .collect();
    let is_missing = |chapter: &&Chapter| {
        let file = chapter
            .file
            .strip_prefix("chapters")
            .unwrap_or(Path::new(""));
        file != Path::new("SUMMARY.md") && !listed.contains(&*file.to_string_lossy())
    };
    let fault = |chapter: &Chapter| {
        Place::new(&chapter.file, 1).fault("SUMMARY.md does not list this chapter")
    };
    Ok(chapters.iter().filter(is_missing).map(fault).collect())
}

/// Lessons and exercises that no chapter has a box of, in topics that have chapters. Gives how many are told of.
fn not_told(course: &Course, chapters: &[Chapter], faults: &mut Vec<Fault>) -> (usize, usize) {
    let told: BTreeSet<(&str, &str)> = chapters
        .iter()
        .flat_map(|chapter| directives(&chapter.text))
        .collect();
    let has_chapters = |topic: &str| course.book().join("chapters").join(topic).is_dir();
    let summary = Place::new("chapters/SUMMARY.md", 1);
    for lesson in course.lessons.values() {
        if has_chapters(&lesson.topic) && !told.contains(&("#run", &lesson.name)) {
            faults.push(summary.fault(format!("no chapter has `{{{{#run {}}}}}`", lesson.name)));
        }
    }
    for exercise in course.exercises.exercises() {
        if has_chapters(&exercise.topic) && !told.contains(&("#exercise", &exercise.id())) {
            faults.push(summary.fault(format!(
                "no chapter has `{{{{#exercise {}}}}}`",
                exercise.id()
            )));
        }
    }
    let count = |name: &str| {
        told.iter()
            .filter(|(directive, _)| *directive == name)
            .count()
    };
    (count("#run"), count("#exercise"))
}

#[cfg(test)]
mod tests {
    use super::{Chapter, blocks, fault_of};

    fn faults(text: &str) -> Vec<String> {
        let chapter = Chapter {
            file: "chapters/a.md".into(),
            text: text.to_string(),
        };
        blocks(&chapter)
            .iter()
            .filter_map(fault_of)
            .map(|fault| fault.to_string())
            .collect()
    }

    #[test]
    fn long_code_belongs_into_a_lesson() {
        assert!(faults("```rust\nf();\n```\n").is_empty());
        assert!(faults("```rust\n# fn f() {}\na\nb\nc\nd\ne\n```\n").is_empty());
        let told = faults("text\n```rust\na\nb\nc\nd\ne\nf\n```\n");
        assert!(
            told[0].starts_with("book/chapters/a.md:2: 6 lines of Rust"),
            "{told:?}"
        );
        assert!(faults("```rust,compile_fail,E0382\na\nb\nc\nd\ne\nf\n```\n").is_empty());
    }

    #[test]
    fn code_that_nobody_compiles_is_refused() {
        let told = faults("```rust,ignore\nf();\n```\n");
        assert!(told[0].contains("`ignore`"), "{told:?}");
        assert!(faults("```\nf();\n```\n")[0].contains("says what it holds"));
    }
}
