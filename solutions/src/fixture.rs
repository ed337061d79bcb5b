//! A course of one exercise, for tests.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use judge::course::Exercise;

use crate::{patch, starters};

/// A course in a temporary folder, which goes when this is dropped.
pub struct Fixture(PathBuf);

/// The solution of the exercise `01_sum`.
pub const SOLUTION: &str = "\
//! # Sum
//!
//! Route: core, 5 minutes.
//!
//! Add them.

/// The sum of both.
pub fn sum(a: u8, b: u8) -> u8 {
    // BEGIN SOLUTION -> todo!()
    a + b
    // END SOLUTION
}
";

/// The cases of the exercise `01_sum`.
pub const CASES: &str = "\
//! Start: `one_and_two`: not yet implemented

use super::exercise::sum;

#[test]
fn one_and_two() {
    assert_eq!(sum(1, 2), 3, \"a sum\");
}
";

impl Fixture {
    /// A course with a whole exercise `threads/01_sum`. `name` is unique among the tests.
    pub fn new(name: &str) -> Fixture {
        let folder = format!("course-{}-{name}", process::id());
        let course = Fixture(env::temp_dir().join(folder));
        course.put("solutions/threads/01_sum.rs", SOLUTION);
        course.put("exercises/threads/tests/cases/01_sum.rs", CASES);
        course.put(
            "exercises/threads/hints/01_sum.md",
            "# 1\n\nAdd.\n\n# 2\n\nAdd both.\n\n# 3\n\n`a + b`\n",
        );
        course.variant("right/turned", "Idea: It commutes.", "b + a");
        course.variant("right/returned", "Idea: It returns.", "return a + b;");
        course.variant(
            "wrong/one_side",
            "Misconception: One is enough.\nCaught by: one_and_two\nShows: message: a sum",
            "b",
        );
        course.variant(
            "wrong/too_far",
            "Misconception: It starts at one.\nCaught by: one_and_two\nShows: message: left: 4",
            "a + b + 1",
        );
        for made in starters::made(course.root(), &course.exercise("01_sum")).unwrap() {
            course.put(
                made.path
                    .strip_prefix(course.root())
                    .unwrap()
                    .to_str()
                    .unwrap(),
                &made.text,
            );
        }
        course
    }

    /// The folder of the course.
    pub fn root(&self) -> &Path {
        &self.0
    }

    /// An exercise of the topic `threads`.
    pub fn exercise(&self, name: &str) -> Exercise {
        Exercise::new(&self.0, "threads", name)
    }

    /// Writes a file.
    pub fn put(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.0.join(path)).unwrap();
    }

    /// Writes a variant of `01_sum` whose body is `body`. `path` is such as `wrong/one_side`.
    pub fn variant(&self, path: &str, header: &str, body: &str) {
        let changed = SOLUTION.replace("    a + b\n", &format!("    {body}\n"));
        let diff = patch::diff(SOLUTION, &changed, "solutions/threads/01_sum.rs");
        let (side, name) = path.split_once('/').unwrap();
        self.put(
            &format!("solutions/threads/{side}/01_sum/{name}.patch"),
            &patch::join(header, &diff),
        );
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
