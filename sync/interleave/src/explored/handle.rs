//! How a type of this engine finds its entry in the execution's bookkeeping.

use std::sync::Arc;

use crate::trace::Location;

use super::execution::{Execution, current, here};
use super::fingerprint::Fingerprint;
use super::object::Shared;
use super::run::Run;

/// The number of an object, and of the execution in which it has that number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handle {
    serial: u64,
    index: usize,
}

/// Turns a content into its text.
pub(super) type Show<T> = fn(&T) -> String;

/// `Debug`, as a function that a type without that bound can keep.
pub(super) fn debug_text<T: std::fmt::Debug>(value: &T) -> String {
    format!("{value:?}")
}

impl Handle {
    /// Registers an object. Outside an execution it can be made and dropped, but not used.
    pub(super) fn new(object: Shared) -> Self {
        match current() {
            Some((execution, me)) => Handle {
                serial: execution.serial(),
                index: execution.lock().add_object(me, object),
            },
            None => Handle {
                serial: 0,
                index: 0,
            },
        }
    }

    /// The object's number in this execution.
    #[track_caller]
    pub(super) fn index(self) -> usize {
        let (execution, _) = here();
        assert!(
            execution.serial() == self.serial,
            "what an explored closure shares must be made inside it, anew for each execution"
        );
        self.index
    }

    /// The object's number, for a destructor: none outside its execution.
    pub(super) fn index_in_drop(self) -> Option<usize> {
        self.found().map(|(_, index)| index)
    }

    fn found(self) -> Option<(Arc<Execution>, usize)> {
        let (execution, _) = current()?;
        (execution.serial() == self.serial).then_some((execution, self.index))
    }

    /// Gives the object a name.
    pub(super) fn rename(self, name: &str) {
        if let Some((execution, index)) = self.found() {
            let mut run = execution.lock();
            name.clone_into(&mut run.store.objects[index].name);
        }
    }

    /// Sets the content that the object begins with.
    pub(super) fn begin_with(self, content: Fingerprint, text: Option<String>) {
        if let Some((execution, index)) = self.found() {
            let mut run = execution.lock();
            let object = run.object(index);
            object.content = content;
            object.text = text;
        }
    }
}

/// The content that a writer leaves which cannot be read as text: identified by all that the writer has seen.
pub(super) fn written_by<T>(run: &mut Run, writer: usize, text: Option<&String>) -> Fingerprint {
    if size_of::<T>() == 0 {
        return 0;
    }
    match text {
        Some(text) => super::fingerprint::of_text(text),
        None => run.thread(writer).history,
    }
}

/// The place of the caller of a `#[track_caller]` function.
#[track_caller]
pub(super) fn place() -> Location {
    Location::caller()
}
