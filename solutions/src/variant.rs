//! Keeps patches alive: an author edits a patched copy of the solution, never the patch.
//!
//! | step | what it does |
//! |---|---|
//! | [`begin`] | a header to fill in, and a copy of the solution to change |
//! | [`edit`] | a copy of the solution as a patch changes it |
//! | [`refresh`] | copies become patches; patches follow a solution that has changed |
//!
//! Beside each copy stands the solution that it was made from. So a solution that changes in the meantime is no harm:
//! both changes are joined.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fmt, fs, io};

use clap::ValueEnum;
use judge::course::Exercise;

use crate::folders::{names, shown};
use crate::patch;

/// How many older solutions are tried as the one that a patch was made for.
const OLDER: &str = "20";

const WRONG: &str = "\
Misconception: one sentence, as the learner thinks it
Caught by: test_name
Shows: message | deadlock | model | still | limit | compile error: a phrase of the output";
const RIGHT: &str = "Idea: one sentence";

/// Whether a variant must be refused or accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// What learners write by mistake.
    Wrong,
    /// Another sound answer.
    Right,
}

impl Side {
    fn folder(self, exercise: &Exercise) -> PathBuf {
        match self {
            Side::Wrong => exercise.wrong(),
            Side::Right => exercise.right(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Side::Wrong => "wrong",
            Side::Right => "right",
        }
    }
}

/// Where a variant and its copies are.
struct Variant<'a> {
    root: &'a Path,
    exercise: &'a Exercise,
    /// The file in the repository.
    patch: PathBuf,
    /// The copy that the author edits.
    copy: PathBuf,
    /// The solution that the copy was made from.
    base: PathBuf,
}

/// What became of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// Its file says already what it should.
    Same,
    /// Its file was written.
    Written,
    /// An author has to look at it.
    Failed(String),
}

impl fmt::Display for Refreshed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refreshed::Same => write!(f, "same"),
            Refreshed::Written => write!(f, "wrote"),
            Refreshed::Failed(why) => write!(f, "failed: {why}"),
        }
    }
}

/// Makes a new variant: writes its header to fill in and a copy of the solution to change. Tells both paths.
///
/// # Errors
///
/// A sentence, if it exists already or a file cannot be read or written.
pub fn begin(
    root: &Path,
    target: &Path,
    exercise: &Exercise,
    side: Side,
    name: &str,
) -> Result<[PathBuf; 2], String> {
    let variant = Variant::new(root, target, exercise, side, name);
    if variant.patch.exists() {
        return Err(format!(
            "{} exists: edit it by `variant edit`",
            shown(root, &variant.patch)
        ));
    }
    let solution = variant.solution()?;
    let header = match side {
        Side::Wrong => WRONG,
        Side::Right => RIGHT,
    };
    put(&variant.patch, &format!("{header}\n"))?;
    variant.put_copy(&solution, &solution)?;
    Ok([variant.patch, variant.copy])
}

/// Writes a copy of the solution as the patch changes it, and tells its path. A copy that is being edited stays.
///
/// # Errors
///
/// A sentence, if there is no such patch, or it fits no solution that git knows.
pub fn edit(
    root: &Path,
    target: &Path,
    exercise: &Exercise,
    name: &str,
) -> Result<PathBuf, String> {
    let both =
        [Side::Wrong, Side::Right].map(|side| Variant::new(root, target, exercise, side, name));
    let found = both.into_iter().find(|variant| variant.patch.exists());
    let variant = found.ok_or_else(|| format!("{} has no variant `{name}`", exercise.id()))?;
    if !variant.copy.exists() {
        let text = get(&variant.patch)?;
        let solution = variant.solution()?;
        let changed = match variant.follow(&solution, patch::split(&text).1) {
            Ok(changed) => changed,
            Err(Lost {
                conflict: Some(conflict),
                ..
            }) => conflict,
            Err(lost) => return Err(lost.why),
        };
        variant.put_copy(&solution, &changed)?;
    }
    Ok(variant.copy)
}

/// Makes patches of copies, and lets every other patch follow the solution. One line per variant.
///
/// # Errors
///
/// A sentence, if the solution cannot be read.
pub fn refresh(
    root: &Path,
    target: &Path,
    exercise: &Exercise,
) -> Result<Vec<(String, Refreshed)>, String> {
    let mut told = Vec::new();
    for side in [Side::Wrong, Side::Right] {
        let found = names(&side.folder(exercise), ".patch").map_err(|error| error.to_string())?;
        for name in found {
            let variant = Variant::new(root, target, exercise, side, &name);
            let refreshed = variant.refresh().unwrap_or_else(Refreshed::Failed);
            told.push((shown(root, &variant.patch), refreshed));
        }
    }
    Ok(told)
}

/// The patches whose lines have moved in the solution.
///
/// # Errors
///
/// A sentence, if a file cannot be read.
pub fn stale(root: &Path, exercise: &Exercise) -> Result<Vec<String>, String> {
    let mut stale = Vec::new();
    for side in [Side::Wrong, Side::Right] {
        let found = names(&side.folder(exercise), ".patch").map_err(|error| error.to_string())?;
        for name in found {
            let variant = Variant::new(root, Path::new(""), exercise, side, &name);
            let (text, solution) = (get(&variant.patch)?, variant.solution()?);
            let diff = patch::split(&text).1;
            if patch::apply(&solution, diff).is_ok() && !patch::is_in_place(&solution, diff) {
                stale.push(shown(root, &variant.patch));
            }
        }
    }
    Ok(stale)
}

/// A patch that no longer fits.
struct Lost {
    why: String,
    /// Both changes with marks where they touch, if an older solution is known that the patch fits.
    conflict: Option<String>,
}

impl<'a> Variant<'a> {
    fn new(root: &'a Path, target: &Path, exercise: &'a Exercise, side: Side, name: &str) -> Self {
        let edited = target
            .join("course")
            .join("edit")
            .join(&exercise.topic)
            .join(&exercise.name);
        let edited = edited.join(side.name());
        Variant {
            root,
            exercise,
            patch: side.folder(exercise).join(format!("{name}.patch")),
            copy: edited.join(format!("{name}.rs")),
            base: edited.join(format!("{name}.base")),
        }
    }

    fn solution(&self) -> Result<String, String> {
        get(&self.exercise.solution())
    }

    fn put_copy(&self, solution: &str, changed: &str) -> Result<(), String> {
        put(&self.base, solution)?;
        put(&self.copy, changed)
    }

    fn refresh(&self) -> Result<Refreshed, String> {
        let text = get(&self.patch)?;
        let (header, diff) = patch::split(&text);
        let solution = self.solution()?;
        let changed = if self.copy.exists() {
            let (base, copy) = (get(&self.base)?, get(&self.copy)?);
            if copy.contains("<<<<<<<") {
                return Err(format!("{} has conflicts left", self.copy.display()));
            }
            join(&base, &solution, &copy).map_err(|conflict| {
                let kept = self.put_copy(&solution, &conflict);
                let copy = self.copy.display();
                kept.err().unwrap_or_else(|| {
                    format!("the solution has changed in the same lines: see {copy}")
                })
            })?
        } else if patch::is_in_place(&solution, diff) {
            return Ok(Refreshed::Same);
        } else {
            self.follow(&solution, diff).map_err(|lost| lost.why)?
        };
        if changed == solution {
            let copy = self.copy.display();
            return Err(format!("it changes nothing yet: edit {copy}"));
        }
        let path = shown(self.root, &self.exercise.solution());
        let fresh = patch::join(header, &patch::diff(&solution, &changed, &path));
        let refreshed = if fresh == text {
            Refreshed::Same
        } else {
            Refreshed::Written
        };
        put(&self.patch, &fresh)?;
        for done in [&self.copy, &self.base] {
            if done.exists() {
                fs::remove_file(done).map_err(|error| failed(done, &error))?;
            }
        }
        Ok(refreshed)
    }

    /// The solution as the diff changes it; if it was made for an older solution, by joining both changes.
    fn follow(&self, solution: &str, diff: &str) -> Result<String, Lost> {
        let why = match patch::apply(solution, diff) {
            Ok(changed) => return Ok(changed),
            Err(why) => why,
        };
        let mut conflict = None;
        for older in self.older_solutions() {
            let Ok(changed) = patch::apply(&older, diff) else {
                continue;
            };
            match join(&older, solution, &changed) {
                Ok(joined) => return Ok(joined),
                Err(marked) => conflict = conflict.or(Some(marked)),
            }
        }
        patch::apply_loosely(solution, diff).map_err(|_| Lost { why, conflict })
    }

    /// The texts that git knows of this solution, the newest first.
    fn older_solutions(&self) -> impl Iterator<Item = String> {
        let path = shown(self.root, &self.exercise.solution());
        let git = |arguments: &[&str]| {
            let done = Command::new("git")
                .current_dir(self.root)
                .args(arguments)
                .output()
                .ok()?;
            done.status
                .success()
                .then(|| String::from_utf8_lossy(&done.stdout).into_owned())
        };
        let commits = git(&["log", "--format=%H", "-n", OLDER, "--", &path]).unwrap_or_default();
        let commits: Vec<String> = commits
            .lines()
            .map(|commit| format!("{commit}:{path}"))
            .collect();
        commits
            .into_iter()
            .filter_map(move |place| git(&["show", &place]))
    }
}

/// Both changes of `base` in one text.
///
/// # Errors
///
/// The text with marks, if they touch.
fn join(base: &str, ours: &str, theirs: &str) -> Result<String, String> {
    diffy::merge(base, ours, theirs)
}

fn get(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| failed(path, &error))
}

fn put(path: &Path, text: &str) -> Result<(), String> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder
        .and_then(|()| fs::write(path, text))
        .map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    const NAME: &str = "01_sum";

    fn change(path: &Path, from: &str, to: &str) {
        let text = get(path).unwrap();
        assert!(text.contains(from), "{from:?} stands in {text:?}");
        put(path, &text.replace(from, to)).unwrap();
    }

    #[test]
    fn a_copy_becomes_a_patch_and_a_patch_a_copy() {
        let course = Fixture::new("copy");
        let exercise = course.exercise(NAME);
        let (root, target) = (course.root(), course.root().join("target"));
        let [header, copy] = begin(root, &target, &exercise, Side::Wrong, "forgets_one").unwrap();
        assert!(
            begin(root, &target, &exercise, Side::Wrong, "forgets_one").is_err(),
            "it exists"
        );
        let told = refresh(root, &target, &exercise).unwrap();
        let failed = |told: &[(String, Refreshed)]| {
            let failed = |one: &&(String, Refreshed)| matches!(one.1, Refreshed::Failed(_));
            told.iter().filter(failed).count()
        };
        assert_eq!(failed(&told), 1, "it changes nothing yet: {told:?}");

        change(&copy, "a + b", "a");
        refresh(root, &target, &exercise).unwrap();
        let written = get(&header).unwrap();
        assert!(written.starts_with("Misconception:"), "the header stays");
        assert!(written.contains("\n+    a\n"), "{written}");
        assert!(!copy.exists(), "a copy that became a patch is gone");

        let copy = edit(root, &target, &exercise, "forgets_one").unwrap();
        assert!(get(&copy).unwrap().contains("    a\n"));
        assert!(
            refresh(root, &target, &exercise)
                .unwrap()
                .iter()
                .all(|(_, r)| *r == Refreshed::Same)
        );
        assert_eq!(get(&header).unwrap(), written);
    }

    #[test]
    fn a_copy_and_a_solution_that_changed_since_are_joined() {
        let course = Fixture::new("joined");
        let exercise = course.exercise(NAME);
        let (root, target) = (course.root(), course.root().join("target"));
        let [header, copy] = begin(root, &target, &exercise, Side::Right, "turned_over").unwrap();
        change(&copy, "a + b", "b + a");
        change(&exercise.solution(), "# Sum", "# A sum");
        refresh(root, &target, &exercise).unwrap();
        let written = get(&header).unwrap();
        assert!(
            !written.contains("-//! # A sum"),
            "the title stays as it is now: {written}"
        );
        let solution = get(&exercise.solution()).unwrap();
        assert!(
            patch::apply(&solution, patch::split(&written).1)
                .unwrap()
                .contains("b + a")
        );
    }

    #[test]
    fn a_patch_whose_lines_have_moved_is_stale_until_it_is_refreshed() {
        let course = Fixture::new("stale");
        let exercise = course.exercise(NAME);
        let (root, target) = (course.root(), course.root().join("target"));
        assert_eq!(stale(root, &exercise).unwrap(), [""; 0]);
        change(&exercise.solution(), "# Sum\n", "# Sum\n//!\n");
        assert_eq!(stale(root, &exercise).unwrap().len(), 4);
        refresh(root, &target, &exercise).unwrap();
        assert_eq!(stale(root, &exercise).unwrap(), [""; 0]);
    }

    #[test]
    fn a_patch_follows_lines_that_changed_near_it_and_says_when_it_cannot() {
        let course = Fixture::new("follow");
        let exercise = course.exercise(NAME);
        let (root, target) = (course.root(), course.root().join("target"));
        change(&exercise.solution(), "The sum of both", "Both together");
        let told = refresh(root, &target, &exercise).unwrap();
        assert!(
            !told.is_empty() && told.iter().all(|(_, r)| *r == Refreshed::Written),
            "{told:?}"
        );

        change(&exercise.solution(), "a + b", "b + a");
        let told = refresh(root, &target, &exercise).unwrap();
        assert!(
            told.iter().any(|(_, r)| matches!(r, Refreshed::Failed(_))),
            "{told:?}"
        );
    }
}
