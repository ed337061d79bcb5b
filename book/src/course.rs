//! What the book is about: the lessons and exercises of the repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use judge::course::TOPICS;

use crate::lesson::Lesson;

/// The repository that the book tells about.
#[derive(Clone, Debug)]
pub struct Course {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// By name, such as `09_lost_update`, which is unique in the workspace.
    pub lessons: BTreeMap<String, Lesson>,
    /// What the learner edits.
    pub exercises: judge::course::Course,
}

impl Course {
    /// Reads the heads of all lessons, and which exercises there are, under `root`.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or the head of a lesson lacks a part; says which.
    pub fn open(root: &Path) -> io::Result<Course> {
        let mut lessons = BTreeMap::new();
        for topic in TOPICS {
            let folder = root.join(topic).join("examples");
            if !folder.is_dir() {
                continue;
            }
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "rs") {
                    let lesson = Lesson::read(topic, &path)?;
                    lessons.insert(lesson.name.clone(), lesson);
                }
            }
        }
        Ok(Course {
            root: root.to_path_buf(),
            lessons,
            exercises: judge::course::Course::open(root)?,
        })
    }

    /// The course that this program was built from.
    ///
    /// # Errors
    ///
    /// As [`open`](Course::open).
    pub fn here() -> io::Result<Course> {
        let book = Path::new(env!("CARGO_MANIFEST_DIR"));
        Course::open(book.parent().expect("the book stands in the workspace"))
    }

    /// The folder `book`.
    pub fn book(&self) -> PathBuf {
        self.root.join("book")
    }
}
