//! The preprocessor that mdBook calls.

use std::sync::{Arc, Mutex, PoisonError};

use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::errors::{Error, Result};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::{Course, Fault, directive};

/// Replaces the directives of every chapter.
pub struct Directives {
    course: Course,
    faults: Faults,
}

/// What was found wrong, kept for the caller: mdBook itself passes on a text only.
pub type Faults = Arc<Mutex<Vec<Fault>>>;

impl Directives {
    /// Over `course`; what is wrong goes into `faults`.
    pub fn new(course: Course, faults: Faults) -> Self {
        Directives { course, faults }
    }
}

impl Preprocessor for Directives {
    fn name(&self) -> &'static str {
        "course"
    }

    fn run(&self, _: &PreprocessorContext, mut book: Book) -> Result<Book> {
        // A panic elsewhere would not make a list of faults less true.
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        book.for_each_chapter_mut(|chapter| {
            let Some(path) = &chapter.source_path else {
                return;
            };
            let file = format!("chapters/{}", path.display());
            match directive::replace(&chapter.content, &file, &self.course) {
                Ok(content) => chapter.content = content,
                Err(found) => faults.extend(found),
            }
        });
        if faults.is_empty() {
            Ok(book)
        } else {
            Err(Error::msg(format!("{} faults in the text", faults.len())))
        }
    }
}
