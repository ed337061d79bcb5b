//! The committed executions in `book/timelines`, as the model checker wrote them: `happens-before.timelines/1`, whose
//! traces are `interleave.trace/1`.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

/// Name and version of the format.
pub const FORMAT: &str = "happens-before.timelines/1";
const TRACE_FORMAT: &str = interleave::trace::FORMAT;

/// One file: a program's variants by name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    format: String,
    /// By the name of the variant.
    pub variants: BTreeMap<String, Check>,
}

/// What a check of a variant found, and one execution of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// How many executions were run.
    pub executions: u64,
    /// None if no execution fails.
    pub failure: Option<Failed>,
    /// What a passing check did not look at.
    #[serde(default)]
    pub not_explored: Vec<String>,
    /// The failing execution, or one that shows how it goes well.
    pub trace: Trace,
}

/// How the last of the executions failed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failed {
    /// `data_race`, `panic`, …
    pub kind: String,
    /// A sentence.
    pub message: String,
}

/// As [`interleave::trace::Trace`].
#[derive(Debug, Deserialize)]
pub struct Trace {
    format: String,
    /// Threads.
    pub lanes: Vec<Lane>,
    /// What they share.
    pub objects: Vec<Object>,
    /// Steps, the earliest first.
    pub events: Vec<Event>,
}

/// A thread.
#[derive(Debug, Deserialize)]
pub struct Lane {
    /// Its name.
    pub name: String,
}

/// Something that threads share.
#[derive(Debug, Deserialize)]
pub struct Object {
    /// Its name; a thread has that of its lane.
    pub name: String,
    /// `atomic`, `cell`, `thread`, …
    pub kind: String,
}

/// One step of one thread.
#[derive(Debug, Deserialize)]
pub struct Event {
    /// Who did it.
    pub lane: usize,
    operation: Operation,
    /// To what.
    pub object: Option<usize>,
    /// The value seen.
    pub read: Option<String>,
    /// The value left behind.
    pub written: Option<String>,
    /// Of an atomic operation or a fence.
    pub ordering: Option<String>,
    /// Where in the program.
    pub location: Option<Location>,
    /// Whose store a load saw.
    pub reads_from: Option<ReadsFrom>,
    outcome: Outcome,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Operation {
    Plain(String),
    Modify { read_modify_write: String },
}

/// The store that a load saw.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadsFrom {
    /// The first value.
    Initial,
    /// The step with this index.
    Event(usize),
    /// One of several that stored the same.
    OneOf,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Done,
    Blocked {
        #[allow(dead_code, reason = "part of the format")]
        held_by: Vec<usize>,
    },
    Failed,
}

/// A place in the program.
#[derive(Debug, Deserialize)]
pub struct Location {
    /// As the compiler saw it.
    pub file: String,
    /// From 1.
    pub line: u32,
}

impl Recorded {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If `text` is not of this format.
    pub fn read(text: &str) -> Result<Self, String> {
        let read: Recorded = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if read.format != FORMAT {
            return Err(format!("the format is {}, expected {FORMAT}", read.format));
        }
        for check in read.variants.values() {
            if check.trace.format != TRACE_FORMAT {
                let found = &check.trace.format;
                return Err(format!(
                    "a trace has the format {found}, expected {TRACE_FORMAT}"
                ));
            }
        }
        Ok(read)
    }
}

impl Event {
    /// What was done: `load`, `cell_read`, `fetch_add`.
    pub fn operation(&self) -> &str {
        match &self.operation {
            Operation::Plain(word) => word,
            Operation::Modify { read_modify_write } => read_modify_write,
        }
    }

    /// Whether it broke a rule.
    pub fn failed(&self) -> bool {
        self.outcome == Outcome::Failed
    }

    /// Whether it never could happen.
    pub fn blocked(&self) -> bool {
        matches!(self.outcome, Outcome::Blocked { .. })
    }

    /// Whether it reads an atomic, and not only writes it.
    pub fn reads_atomic(&self) -> bool {
        self.ordering.is_some() && self.read.is_some()
    }

    /// Whether it writes an atomic.
    pub fn writes_atomic(&self) -> bool {
        self.ordering.is_some() && self.written.is_some()
    }
}

impl Trace {
    /// Whether each write of the object that was carried out says what it wrote. A plain variable's does only if its type can be printed.
    pub fn shows_values_of(&self, object: usize) -> bool {
        let mut of_object = self.events.iter().filter(|it| it.object == Some(object));
        of_object.all(|it| it.operation() != "cell_write" || it.failed() || it.written.is_some())
    }

    /// The lane of the thread that is object `object`.
    pub fn lane_of(&self, object: usize) -> Option<usize> {
        let object = self.objects.get(object)?;
        let lane = || self.lanes.iter().position(|lane| lane.name == object.name);
        (object.kind == "thread").then(lane)?
    }

    /// The step in words, as the time line of a terminal has it: `load ready -> true`.
    pub fn step(&self, event: &Event) -> String {
        let mut text = match event.operation() {
            "cell_read" => "read".to_string(),
            "cell_write" => "write".to_string(),
            word => word.replace("compare_exchange_failed", "compare_exchange failed"),
        };
        if let Some(object) = event.object {
            let _ = write!(text, " {}", self.objects[object].name);
        }
        if let Some(read) = &event.read {
            let _ = write!(text, " -> {read}");
        }
        if let Some(written) = &event.written {
            let sign = if event.operation() == "panic" {
                ":"
            } else {
                " <-"
            };
            let _ = write!(text, "{sign} {written}");
        }
        if event.blocked() {
            text += " (blocked)";
        }
        text
    }
}
