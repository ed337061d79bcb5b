//! What the guide remembers of a learner, in `.course/state.json`.
//!
//! Every change reads the file anew, under a lock, and replaces it by a rename: a kill at any moment leaves the old file or
//! the new one, and two guides at once lose nothing of each other. A file that cannot be understood is set aside. Where
//! nothing can be written, everything is kept in memory until the guide ends.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use judge::course::Exercise;
use judge::fingerprint::fnv1a;
use serde::{Deserialize, Serialize};

/// The version of the file's form that this guide writes.
const VERSION: u32 = 1;

/// The learner's state, and the file that keeps it.
#[derive(Debug)]
pub struct State {
    folder: PathBuf,
    known: Known,
    /// What the learner should be told once: a file set aside, a folder that cannot be written.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Known {
    version: u32,
    current: Option<String>,
    #[serde(default)]
    exercises: BTreeMap<String, Progress>,
}

impl Default for Known {
    fn default() -> Self {
        Known {
            version: VERSION,
            current: None,
            exercises: BTreeMap::new(),
        }
    }
}

/// What is known of one exercise.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
pub struct Progress {
    /// When it last passed, and as what.
    pub passed: Option<Pass>,
    /// How many hints have been seen.
    pub hints: usize,
    /// The fingerprint of the starting file that was handed out.
    pub started_from: Option<String>,
}

/// An answer that passed.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct Pass {
    /// In seconds since 1970.
    pub at: u64,
    /// The fingerprint of the file that passed.
    pub file: String,
}

impl State {
    /// The state kept under `root`, or a fresh one.
    pub fn open(root: &Path) -> State {
        let mut state = State {
            folder: root.join(".course"),
            known: Known::default(),
            notes: Vec::new(),
        };
        state.known = state.read();
        state
    }

    /// The folder for all that the guide keeps.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is known of `exercise`.
    pub fn progress(&self, exercise: &Exercise) -> Progress {
        let progress = self.known.exercises.get(&exercise.id());
        progress.cloned().unwrap_or_default()
    }

    /// The id of the exercise that the learner works at.
    pub fn current(&self) -> Option<&str> {
        self.known.current.as_deref()
    }

    /// Remembers where the learner is.
    ///
    /// # Errors
    ///
    /// If it cannot be kept on disk.
    pub fn visit(&mut self, exercise: &Exercise) -> io::Result<()> {
        let id = exercise.id();
        if self.known.current.as_ref() == Some(&id) {
            return Ok(());
        }
        self.change(|known| known.current = Some(id.clone()))
    }

    /// Changes what is known of `exercise`, and keeps it.
    ///
    /// # Errors
    ///
    /// If it cannot be kept on disk: then it is kept until the guide ends.
    pub fn update(
        &mut self,
        exercise: &Exercise,
        change: impl Fn(&mut Progress),
    ) -> io::Result<()> {
        let id = exercise.id();
        self.change(|known| change(known.exercises.entry(id.clone()).or_default()))
    }

    /// Remembers from which starting files the learner began.
    ///
    /// # Errors
    ///
    /// If it cannot be kept on disk: then it is kept until the guide ends.
    pub fn note_starts(&mut self, starts: &[(&Exercise, String)]) -> io::Result<()> {
        self.change(|known| {
            for (exercise, print) in starts {
                let progress = known.exercises.entry(exercise.id()).or_default();
                progress.started_from = Some(print.clone());
            }
        })
    }

    /// Remembers that the text `own` of `exercise` has passed.
    ///
    /// # Errors
    ///
    /// If it cannot be kept on disk: then it is kept until the guide ends.
    pub fn note_pass(&mut self, exercise: &Exercise, own: &str) -> io::Result<()> {
        let pass = Pass {
            at: now(),
            file: fingerprint(own),
        };
        self.update(exercise, |progress| progress.passed = Some(pass.clone()))
    }

    fn change(&mut self, change: impl Fn(&mut Known)) -> io::Result<()> {
        // In memory first, so that nothing is lost where nothing can be written.
        change(&mut self.known);
        fs::create_dir_all(&self.folder)?;
        let _lock = lock(&self.folder.join("lock"))?;
        let mut known = self.read();
        change(&mut known);
        let mut text = serde_json::to_string_pretty(&known)?;
        text.push('\n');
        replace(&self.file(), &text)?;
        self.known = known;
        Ok(())
    }

    fn file(&self) -> PathBuf {
        self.folder.join("state.json")
    }

    /// What is on disk. What cannot be understood is set aside, with a note.
    fn read(&mut self) -> Known {
        let file = self.file();
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Known::default(),
            Err(error) => {
                self.set_aside(&file, &error.to_string());
                return Known::default();
            }
        };
        match serde_json::from_str::<Known>(&text) {
            Ok(known) if known.version <= VERSION => known,
            Ok(known) => {
                let why = format!("version {} is newer than this guide", known.version);
                self.set_aside(&file, &why);
                Known::default()
            }
            Err(error) => {
                self.set_aside(&file, &error.to_string());
                Known::default()
            }
        }
    }

    fn set_aside(&mut self, file: &Path, why: &str) {
        let place = (1..1000)
            .map(|n| file.with_extension(format!("json.broken-{n}")))
            .find(|place| !place.exists())
            .unwrap_or_else(|| file.with_extension("json.broken"));
        let done = match fs::rename(file, &place) {
            Ok(()) => format!("it was set aside as {}", place.display()),
            Err(error) => format!("it cannot be set aside: {error}"),
        };
        let note = format!("{} cannot be read ({why}); {done}", file.display());
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Replaces `file` by one that holds `text`: whoever reads it finds the old text or the new one, also after a kill.
///
/// # Errors
///
/// If the folder cannot be written.
pub fn replace(file: &Path, text: &str) -> io::Result<()> {
    let mut name = file.file_name().unwrap_or_default().to_os_string();
    // Always the same name: what a kill leaves behind is written over the next time.
    name.push(".part");
    let part = file.with_file_name(name);
    let written = File::create(&part).and_then(|mut new| {
        new.write_all(text.as_bytes())?;
        new.sync_all()
    });
    let done = written.and_then(|()| fs::rename(&part, file));
    if done.is_err() {
        let _ = fs::remove_file(&part); // The first error is the one to tell.
    }
    done
}

/// Held until dropped; ends with its process, too.
fn lock(file: &Path) -> io::Result<File> {
    let file = File::create(file)?;
    #[cfg(unix)]
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive)?;
    Ok(file)
}

/// Tells two texts apart.
pub fn fingerprint(text: &str) -> String {
    format!("{:016x}", fnv1a(text))
}

/// Seconds since 1970.
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::{State, fingerprint};
    use judge::course::Exercise;
    use std::fs;
    use std::path::PathBuf;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("course-state-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        folder
    }

    #[test]
    fn what_was_learned_is_there_again() {
        let root = folder("again");
        let exercise = Exercise::new(&root, "threads", "05_account");
        let mut state = State::open(&root);
        state
            .update(&exercise, |progress| progress.hints = 2)
            .expect("it can be written");
        state.visit(&exercise).expect("it can be written");
        let again = State::open(&root);
        assert_eq!(again.progress(&exercise).hints, 2);
        assert_eq!(again.current(), Some("threads/05_account"));
        assert!(again.notes.is_empty());
        fs::remove_dir_all(root).expect("it was made here");
    }

    #[test]
    fn two_guides_at_once_lose_nothing() {
        let root = folder("two");
        let one = Exercise::new(&root, "threads", "01_one");
        let two = Exercise::new(&root, "threads", "02_two");
        let (mut first, mut second) = (State::open(&root), State::open(&root));
        first
            .update(&one, |progress| progress.hints = 1)
            .expect("it can be written");
        second
            .update(&two, |progress| progress.hints = 3)
            .expect("it can be written");
        let again = State::open(&root);
        assert_eq!(
            (again.progress(&one).hints, again.progress(&two).hints),
            (1, 3)
        );
        fs::remove_dir_all(root).expect("it was made here");
    }

    #[test]
    fn a_broken_file_is_set_aside_with_a_note() {
        for (name, text) in [
            ("broken", "{"),
            ("newer", "{\"version\": 99, \"exercises\": {}}"),
        ] {
            let root = folder(name);
            fs::create_dir_all(root.join(".course")).expect("it can be made");
            fs::write(root.join(".course/state.json"), text).expect("it can be written");
            let state = State::open(&root);
            assert!(
                state.notes[0].contains("state.json.broken-1"),
                "{:?}",
                state.notes
            );
            let aside = fs::read_to_string(root.join(".course/state.json.broken-1"));
            assert_eq!(aside.expect("it is kept"), text);
            fs::remove_dir_all(root).expect("it was made here");
        }
    }

    #[test]
    fn fingerprints_are_those_of_the_authors() {
        // From the test vectors of the authors' reference.
        assert_eq!(fingerprint(""), "cbf29ce484222325");
        assert_eq!(fingerprint("a"), "af63dc4c8601ec8c");
        assert_eq!(fingerprint("foobar"), "85944171f73967e8");
    }
}
