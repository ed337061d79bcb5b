//! A small course in a temporary folder: exercises on plain std, so that a build takes a moment only.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A course that is removed when this is dropped.
pub struct SmallCourse {
    /// Its folder.
    pub root: PathBuf,
}

/// Passes both tests.
pub const RIGHT: &str = "pub fn double(x: u32) -> u32 {\n    x + x\n}\n";

/// Fails one test.
pub const WRONG: &str = "pub fn double(x: u32) -> u32 {\n    x\n}\n";

/// Never ends.
pub const ENDLESS: &str =
    "pub fn double(_: u32) -> u32 {\n    loop {\n        std::hint::spin_loop();\n    }\n}\n";

/// Waits for another process, which never ends. By a macro: an exercise must not start programs, and a learner who does
/// so all the same must still be rid of them.
pub const WAITING: &str = "macro_rules! program { ($name:ident) => { std::process::$name } }
pub fn double(_: u32) -> u32 {
    <program!(Command)>::new(\"sleep\").arg(\"1000\").status().unwrap();
    0
}
";

/// E0308.
pub const NO_RUST: &str = "pub fn double(x: u32) -> u32 {\n    \"x\"\n}\n";

const CASES: &str = "//! Start: `twice_two_is_four`: not yet implemented

use super::exercise::double;

#[test]
fn twice_nothing_is_nothing() {
    assert_eq!(double(0), 0, \"nothing and nothing\");
}

#[test]
fn twice_two_is_four() {
    assert_eq!(double(2), 4, \"two and two\");
}
";

const PACKAGE: &str = "[package]
name = \"exercises-threads\"
version = \"0.0.0\"
edition = \"2024\"

[features]
explored = []
loom = []
";

impl SmallCourse {
    /// Three exercises, all at the start: `00_double`, `01_twice` and `02_again`.
    pub fn new() -> SmallCourse {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("small-course-{}-{number}", std::process::id());
        let root = std::env::temp_dir().join(name);
        let course = SmallCourse { root };
        let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"exercises/threads\"]\n\n\
                         [profile.dev]\ndebug = false\n\n[profile.loom]\ninherits = \"release\"\n";
        course.write("Cargo.toml", workspace);
        course.write("exercises/threads/Cargo.toml", PACKAGE);
        course.exercise("00_double", "Double", "core");
        course.exercise("01_twice", "Twice as much", "more");
        course.exercise("02_again", "Once again", "advanced");
        course
    }

    fn exercise(&self, name: &str, title: &str, route: &str) {
        let doc = format!(
            "//! # {title}\n//!\n//! Route: {route}, 5 minutes.\n//!\n//! Give back `x` twice.\n\n"
        );
        let solution = format!(
            "{doc}pub fn double(x: u32) -> u32 {{\n    // BEGIN SOLUTION -> todo!(\"add x to itself\")\n    \
             x + x\n    // END SOLUTION\n}}\n"
        );
        let start = format!(
            "{doc}#![allow(dead_code, unused_imports, unused_mut, unused_variables, reason = \"until it is \
             written\")]\n\npub fn double(x: u32) -> u32 {{\n    todo!(\"add x to itself\")\n}}\n"
        );
        let join = format!(
            "#[path = \"../{name}.rs\"]\nmod exercise;\n\n#[path = \"cases/{name}.rs\"]\nmod cases;\n"
        );
        self.write(&format!("exercises/threads/{name}.rs"), &start);
        self.write(&format!("exercises/threads/tests/{name}.rs"), &join);
        self.write(&format!("exercises/threads/tests/cases/{name}.rs"), CASES);
        let hints = "# 1\n\nThink of plus.\n\n# 2\n\nOne plus.\n\n# 3\n\n`x + x`.\n";
        self.write(&format!("exercises/threads/hints/{name}.md"), hints);
        self.write(&format!("solutions/threads/{name}.rs"), &solution);
    }

    /// Where an exercise is written.
    pub fn file(&self, name: &str) -> PathBuf {
        self.root.join(format!("exercises/threads/{name}.rs"))
    }

    /// Saves an exercise as most editors do: in place.
    pub fn save(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).unwrap();
    }

    /// Saves an exercise as careful editors do: into a new file that takes the old one's name.
    pub fn save_by_renaming(&self, name: &str, text: &str) {
        let new = self.file(&format!("{name}.new"));
        fs::write(&new, text).unwrap();
        fs::rename(new, self.file(name)).unwrap();
    }

    /// Whether a file outside of `target` holds exactly `text`.
    pub fn holds(&self, text: &str) -> bool {
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            let entries = fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            for path in entries.filter(|path| !path.ends_with("target")) {
                if path.is_dir() {
                    folders.push(path);
                } else if fs::read_to_string(path).is_ok_and(|content| content == text) {
                    return true;
                }
            }
        }
        false
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap();
        fs::write(path, text).unwrap();
    }
}

impl Drop for SmallCourse {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
