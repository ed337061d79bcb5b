//! The course as it stands on disk. No list is kept anywhere: topics, exercises and their order come from file names,
//! titles and tasks from the doc at the top of each file.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// The folder that holds everything, and what was found in it.
#[derive(Clone, Debug)]
pub struct Course {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// In the order in which the course teaches them.
    pub topics: Vec<Topic>,
}

/// The topics that may have exercises, in teaching order.
pub const TOPICS: [&str; 7] = [
    "threads",
    "sync",
    "scheduling",
    "sockets",
    "async-io",
    "security",
    "capstone",
];

/// A folder of exercises: the package `exercises-NAME`.
#[derive(Clone, Debug)]
pub struct Topic {
    /// The folder's name.
    pub name: String,
    /// By number.
    pub exercises: Vec<Exercise>,
}

/// One exercise, and where its parts are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exercise {
    root: PathBuf,
    /// `threads`.
    pub topic: String,
    /// `05_account`.
    pub name: String,
}

impl Course {
    /// What stands under `root`.
    ///
    /// # Errors
    ///
    /// If a folder cannot be read, or there are no exercises.
    pub fn open(root: &Path) -> io::Result<Course> {
        let mut topics = Vec::new();
        for name in TOPICS {
            let folder = root.join("exercises").join(name);
            if !folder.is_dir() {
                continue;
            }
            let mut names: Vec<String> = fs::read_dir(&folder)?
                .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
                .filter_map(|file| file.strip_suffix(".rs").map(str::to_string))
                .filter(|name| name.starts_with(|c: char| c.is_ascii_digit()))
                .collect();
            names.sort();
            let exercises = names
                .into_iter()
                .map(|exercise| Exercise::new(root, name, &exercise))
                .collect();
            topics.push(Topic {
                name: name.to_string(),
                exercises,
            });
        }
        if topics.iter().all(|topic| topic.exercises.is_empty()) {
            let message = format!("{} holds no exercises", root.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        Ok(Course {
            root: root.to_path_buf(),
            topics,
        })
    }

    /// Every exercise, in teaching order.
    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.topics.iter().flat_map(|topic| &topic.exercises)
    }
}

impl Exercise {
    /// The exercise `name` of `topic` in the course under `root`, whether or not its files exist.
    pub fn new(root: &Path, topic: &str, name: &str) -> Exercise {
        Exercise {
            root: root.to_path_buf(),
            topic: topic.to_string(),
            name: name.to_string(),
        }
    }

    /// `threads/05_account`: unique in the course.
    pub fn id(&self) -> String {
        format!("{}/{}", self.topic, self.name)
    }

    /// The folder of the workspace's `Cargo.toml`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// `exercises-threads`.
    pub fn package(&self) -> String {
        format!("exercises-{}", self.topic)
    }

    /// What the learner edits.
    pub fn file(&self) -> PathBuf {
        self.exercises().join(format!("{}.rs", self.name))
    }

    /// The tests, shared by the exercise, its solution and every variant.
    pub fn cases(&self) -> PathBuf {
        self.exercises()
            .join(format!("tests/cases/{}.rs", self.name))
    }

    /// The lines that join the exercise with its cases.
    pub fn joint(&self) -> PathBuf {
        self.exercises().join(format!("tests/{}.rs", self.name))
    }

    /// Three hints.
    pub fn hints(&self) -> PathBuf {
        self.exercises().join(format!("hints/{}.md", self.name))
    }

    /// The single source of the starting file.
    pub fn solution(&self) -> PathBuf {
        self.solutions().join(format!("{}.rs", self.name))
    }

    /// The folder of wrong variants.
    pub fn wrong(&self) -> PathBuf {
        self.solutions().join("wrong").join(&self.name)
    }

    /// The folder of right variants.
    pub fn right(&self) -> PathBuf {
        self.solutions().join("right").join(&self.name)
    }

    fn exercises(&self) -> PathBuf {
        self.root.join("exercises").join(&self.topic)
    }

    fn solutions(&self) -> PathBuf {
        self.root.join("solutions").join(&self.topic)
    }
}
