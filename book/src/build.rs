//! Builds the book into `target/book`.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use mdbook_driver::MDBook;

use crate::preprocess::{Directives, Faults};
use crate::{Course, Fault};

/// Why there is no book.
#[derive(Debug)]
pub enum Failed {
    /// The authors' text.
    Faults(Vec<Fault>),
    /// Anything else: a file, a setting.
    Other(Box<dyn Error>),
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Faults(faults) => {
                for fault in faults {
                    writeln!(f, "{fault}")?;
                }
                write!(f, "{} faults", faults.len())
            }
            Failed::Other(error) => error.fmt(f),
        }
    }
}

impl Error for Failed {}

/// Builds the book of `course`. Gives the folder that holds its `index.html`.
///
/// # Errors
///
/// All faults in the text at once; or what mdBook says.
pub fn build(course: &Course) -> Result<PathBuf, Failed> {
    let faults = Faults::default();
    let mut book = MDBook::load(course.book()).map_err(|error| Failed::Other(error.into()))?;
    book.with_preprocessor(Directives::new(course.clone(), Faults::clone(&faults)));
    let built = book.build();
    let mut found = faults.lock().map_or_else(
        |poisoned| poisoned.into_inner().clone(),
        |found| found.clone(),
    );
    found.sort();
    if !found.is_empty() {
        return Err(Failed::Faults(found));
    }
    built.map_err(|error| Failed::Other(error.into()))?;
    let folder = book.build_dir_for("html");
    folder
        .canonicalize()
        .map_err(|error| Failed::Other(error.into()))
}
