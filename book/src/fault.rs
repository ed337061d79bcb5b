//! What stops the build: where, and what was expected.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

/// A line in a file that an author wrote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// From the folder `book`, such as `chapters/introduction.md`.
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
}

/// Something an author has to mend.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where it stands.
    pub place: Place,
    /// What is wrong, and what was expected.
    pub message: String,
}

impl Place {
    /// Line `line` of `file`.
    pub fn new(file: impl Into<PathBuf>, line: usize) -> Self {
        Place {
            file: file.into(),
            line,
        }
    }

    /// A fault here.
    pub fn fault(&self, message: impl Into<String>) -> Fault {
        Fault {
            place: self.clone(),
            message: message.into(),
        }
    }

    /// The same file at another line.
    #[must_use]
    pub fn at_line(&self, line: usize) -> Self {
        Place::new(self.file.clone(), line)
    }

    /// The file as a path from the folder `book`.
    pub fn file(&self) -> &Path {
        &self.file
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "book/{}:{}", self.file.display(), self.line)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl Error for Fault {}

/// What an author is told about a name that does not exist: the nearest, and all that do.
pub fn unknown(
    kind: &str,
    name: &str,
    known: impl IntoIterator<Item = impl Into<String>>,
) -> String {
    let mut known: Vec<String> = known.into_iter().map(Into::into).collect();
    known.sort();
    let nearest = known
        .iter()
        .min_by_key(|known| strsim::levenshtein(known, name));
    match nearest {
        None => format!("there is no {kind} `{name}`, nor any other"),
        Some(nearest) => format!(
            "there is no {kind} `{name}`; the nearest is `{nearest}`, all are: {}",
            known.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, unknown};

    #[test]
    fn a_fault_names_file_and_line() {
        let fault = Place::new("chapters/introduction.md", 3).fault("no such file");
        assert_eq!(
            fault.to_string(),
            "book/chapters/introduction.md:3: no such file"
        );
    }

    #[test]
    fn an_unknown_name_is_told_with_the_nearest() {
        let told = unknown("figure", "spawn_cots", ["scaling", "spawn_cost"]);
        assert_eq!(
            told,
            "there is no figure `spawn_cots`; the nearest is `spawn_cost`, all are: scaling, spawn_cost"
        );
    }
}
