//! Finds a folder to build in, even for a course that cannot be written.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// Where to build.
pub struct Folder {
    /// `None`: where cargo likes.
    pub target: Option<PathBuf>,
    /// What the learner should know of that.
    pub note: Option<String>,
}

impl Folder {
    /// The folder for the course under `root`: the usual one, or a temporary one if that cannot be written.
    pub fn find(root: &Path) -> Folder {
        let usual = usual_target(root);
        if try_to_write(&usual).is_ok() {
            return Folder {
                target: None,
                note: None,
            };
        }
        let target = std::env::temp_dir().join(format!("happens-before-target{}", of_the_user()));
        let note = format!(
            "{} cannot be written: built in {} instead",
            usual.display(),
            target.display()
        );
        Folder {
            target: Some(target),
            note: Some(note),
        }
    }
}

/// Where cargo builds the course under `root`.
pub fn usual_target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Makes `folder` and writes a file into it, which is removed again.
///
/// # Errors
///
/// Why it cannot be written.
pub fn try_to_write(folder: &Path) -> io::Result<()> {
    let trial = folder.join(format!(".course-{}", std::process::id()));
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&trial, ""));
    let _ = fs::remove_file(&trial); // It was only a trial.
    written
}

/// Tells the folders of users apart who share a course that none of them can write.
fn of_the_user() -> String {
    #[cfg(unix)]
    return format!("-{}", rustix::process::getuid().as_raw());
    #[cfg(not(unix))]
    return String::new();
}
