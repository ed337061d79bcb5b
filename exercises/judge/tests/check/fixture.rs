//! A course of one exercise in a temporary folder. It needs no crate, so a check takes a fraction of a second.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use judge::check::{Settings, check};
use judge::course::Exercise;
use judge::run::Cancel;
use judge::verdict::Verdict;

/// Deleted when dropped.
pub struct Fixture {
    root: PathBuf,
}

const FILES: [(&str, &str); 6] = [
    (
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"exercises/threads\"]\n",
    ),
    (
        "exercises/threads/Cargo.toml",
        "[package]\nname = \"exercises-threads\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[features]\nexplored = []\n",
    ),
    ("exercises/threads/01_two.rs", super::RIGHT),
    (
        "exercises/threads/tests/01_two.rs",
        "#[path = \"cases/01_two.rs\"]\nmod cases;\n#[path = \"../01_two.rs\"]\nmod exercise;\n",
    ),
    (
        "exercises/threads/tests/cases/01_two.rs",
        "//! Start: `two_is_even`: not yet implemented\n\n\
         // The real cases part them by `lab::models!`.\n\
         use super::exercise::two;\n\n\
         #[cfg(not(feature = \"explored\"))]\n#[test]\nfn two_is_even() {\n    assert!(two() % 2 == 0, \"{} is odd\", two());\n}\n\n\
         #[test]\nfn it_is_two() {\n    assert_eq!(two(), 2);\n}\n",
    ),
    (
        "solutions/threads/wrong/01_two/says_four.patch",
        "Misconception: Two is four.\nCaught by: it_is_two\nShows: message: left: 4\n\n--- a\n+++ b\n",
    ),
];

impl Fixture {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        // Relaxed: only the number matters.
        let name = format!(
            "judge-check-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Relaxed)
        );
        let root = std::env::temp_dir().join(name);
        for (path, text) in FILES {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("it stands in a folder"))
                .expect("a folder can be made");
            fs::write(path, text).expect("a file can be written");
        }
        Fixture { root }
    }

    pub fn exercise(&self) -> Exercise {
        Exercise::new(&self.root, "threads", "01_two")
    }

    pub fn check(&self, settings: &Settings) -> Verdict {
        check(&self.exercise(), settings, &Cancel::new(), &mut |_| {})
    }

    /// Puts everything under git's care.
    pub fn commit(&self) {
        let author = [
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@localhost",
            "-c",
            "commit.gpgsign=false",
        ];
        let steps: [&[&str]; 3] = [
            &["init", "-q"],
            &["add", "exercises"],
            &["commit", "-qm", "All"],
        ];
        for step in steps {
            let mut git = Command::new("git");
            git.current_dir(&self.root).args(author).args(step);
            assert!(git.status().expect("git can be run").success());
        }
    }

    /// Paths are those of the topic's folder.
    pub fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).expect("the file can be written");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("the file can be read")
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("the file can be removed");
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join("exercises/threads").join(path)
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root); // A leftover harms nobody.
    }
}
