//! What the page is given of a program: its graph, and the code that it shows, small enough to stand in the page.
//!
//! One JSON object per program, `format` [`FORMAT`]. Texts and steps that occur again and again are listed once and named
//! by their index.
//!
//! | field | holds |
//! |---|---|
//! | `name`, `title` | of the variant |
//! | `code` | pieces of source: `file`, `start` (number of the first line), `lines` |
//! | `threads`, `objects` | names; objects as `[name, kind]` |
//! | `texts` | every text that the rest names |
//! | `steps` | `[operation, object or -1, piece or -1, line, text, ordering]`, what a thread may stand before |
//! | `states` | `[threads, objects, edges, bug]`; see below. The program begins in state 0 |
//! | `interleavings`, `failing` | how many there are, as text: they may exceed what JavaScript counts exactly |
//! | `notExplored` | what was left out |
//!
//! In a state, `threads` holds for each thread a step (ready before it), `[step, threads that hold what it waits for …]`
//! (blocked), or -1 (not started), -2 (finished), -3 (panicked); `objects` holds for each object `[value or -1, held by,
//! waiting]`, or 0 if it is not made yet; `edges` holds `[thread, label, to, choice or -1]`; `bug` is 0 or a text.

use std::collections::HashMap;

use interleave::explored;
use interleave::explored::graph::{Graph, Standing, State};
use interleave::trace::Location;
use serde::Serialize;
use serde_json::{Value, json};

use super::programs::{Shown, Variant};
use crate::items;
use crate::{Course, Fault, Place};

/// Name and version of the format. A change that an old reader would misread raises the number.
pub const FORMAT: &str = "happens-before.explorer/1";

/// A piece of the source beside the graph.
#[derive(Clone, Debug, Serialize)]
pub struct Piece {
    /// From the root of the workspace.
    pub file: String,
    /// The number of its first line.
    pub start: usize,
    /// Without common indentation.
    pub lines: Vec<String>,
}

/// The graph of `variant`.
///
/// # Errors
///
/// If it has more states than the explorer looks at.
pub fn explore(variant: &Variant) -> Result<Graph, String> {
    explored::graph(&(variant.model)(), variant.run).map_err(|failure| failure.to_string())
}

/// The pieces that `shown` names.
///
/// # Errors
///
/// If a file cannot be read, or has no such item.
pub fn code(shown: Shown, at: &Place, course: &Course) -> Result<Vec<Piece>, Fault> {
    let mut pieces = Vec::new();
    for (file, names) in shown {
        let (text, found) = items::in_file(file, names.iter().copied(), at, course)?;
        let lines: Vec<&str> = text.lines().collect();
        pieces.extend(found.iter().map(|found| piece(file, &lines, found)));
    }
    Ok(pieces)
}

/// Without the doc above an item: the page tells itself what the code does.
fn piece(file: &str, lines: &[&str], found: &items::Lines) -> Piece {
    let docs = lines[found.start() - 1..*found.end()]
        .iter()
        .take_while(|line| line.trim_start().starts_with("///"))
        .count();
    let start = found.start() + docs;
    let lines = &lines[start - 1..*found.end()];
    let indent = lines[0].len() - lines[0].trim_start().len();
    Piece {
        file: file.to_string(),
        start,
        lines: lines
            .iter()
            .map(|line| line.get(indent..).unwrap_or_default().to_string())
            .collect(),
    }
}

/// The document of `variant`.
pub fn document(variant: &Variant, graph: &Graph, code: &[Piece]) -> Value {
    let mut tables = Tables {
        code,
        texts: Index::default(),
        steps: Index::default(),
    };
    let states: Vec<Value> = graph.states.iter().map(|it| tables.state(it)).collect();
    let objects: Vec<Value> = graph
        .objects
        .iter()
        .map(|object| json!([object.name, object.kind.word()]))
        .collect();
    let threads: Vec<&str> = graph.threads.iter().map(|it| it.name.as_str()).collect();
    json!({
        "format": FORMAT,
        "name": variant.name,
        "title": variant.title,
        "code": code,
        "threads": threads,
        "objects": objects,
        "states": states,
        "steps": tables.steps.list,
        "texts": tables.texts.list,
        "interleavings": graph.stats.interleavings.to_string(),
        "failing": graph.stats.failing.to_string(),
        "notExplored": graph.not_explored,
    })
}

/// What is named by its index.
#[derive(Default)]
struct Index<T> {
    list: Vec<T>,
    places: HashMap<String, usize>,
}

impl<T> Index<T> {
    fn of(&mut self, key: &str, make: impl FnOnce() -> T) -> usize {
        if let Some(place) = self.places.get(key) {
            return *place;
        }
        self.places.insert(key.to_string(), self.list.len());
        self.list.push(make());
        self.list.len() - 1
    }
}

struct Tables<'a> {
    code: &'a [Piece],
    texts: Index<String>,
    steps: Index<Value>,
}

impl Tables<'_> {
    fn state(&mut self, state: &State) -> Value {
        let threads: Vec<Value> = state.threads.iter().map(|it| self.standing(it)).collect();
        let objects: Vec<Value> = state
            .objects
            .iter()
            .map(|holding| match holding {
                None => json!(0),
                Some(holding) => {
                    let value = self.maybe(holding.value.as_deref());
                    json!([value, holding.held_by, holding.waiting])
                }
            })
            .collect();
        let edges: Vec<Value> = state
            .edges
            .iter()
            .map(|edge| {
                let choice = self.maybe(edge.choice.as_deref());
                json!([edge.thread, self.text(&edge.label), edge.to, choice])
            })
            .collect();
        let bug = match &state.bug {
            None => json!(0),
            Some(bug) => json!(format!("{}: {}", bug.kind, bug.text)),
        };
        json!([threads, objects, edges, bug])
    }

    fn standing(&mut self, standing: &Standing) -> Value {
        let Some(next) = standing.next() else {
            return match standing {
                Standing::Finished => json!(-2),
                Standing::Panicked => json!(-3),
                _ => json!(-1),
            };
        };
        let operation = self.text(next.operation.word());
        let text = self.text(&next.text);
        let ordering = match next.ordering {
            Some(ordering) => json!(self.text(&format!("{ordering:?}"))),
            None => json!(-1),
        };
        let object = next.object.map_or(json!(-1), |object| json!(object));
        let Location { file, line, .. } = next.location;
        let piece = piece_of(self.code, file, line).map_or(json!(-1), |piece| json!(piece));
        let step = json!([operation, object, piece, line, text, ordering]);
        let step = self.steps.of(&step.to_string(), || step.clone());
        if matches!(standing, Standing::Blocked(_)) {
            let mut blocked = vec![step];
            blocked.extend(&next.blocked_by);
            json!(blocked)
        } else {
            json!(step)
        }
    }

    fn text(&mut self, text: &str) -> usize {
        self.texts.of(text, || text.to_string())
    }

    fn maybe(&mut self, text: Option<&str>) -> Value {
        text.map_or(json!(-1), |text| json!(self.text(text)))
    }
}

/// The index of the piece of `code` that line `line` of `file` is in.
pub fn piece_of(code: &[Piece], file: &str, line: u32) -> Option<usize> {
    let file = plain_path(file);
    code.iter().position(|piece| {
        let lines = piece.start..piece.start + piece.lines.len();
        file.ends_with(&piece.file) && lines.contains(&(line as usize))
    })
}

/// `a/../b` as `b`.
fn plain_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        if part == ".." && parts.last().is_some_and(|last| *last != "..") {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{code, document, explore, plain_path};
    use crate::explorer::programs::PROGRAMS;
    use crate::{Course, Place};

    #[test]
    fn paths_lose_their_detours() {
        let path = "book/src/explorer/../../../threads/src/lost_update.rs";
        assert_eq!(plain_path(path), "threads/src/lost_update.rs");
    }

    #[test]
    fn every_program_fails_but_the_last_of_each() {
        for program in PROGRAMS {
            for (number, variant) in program.variants.iter().enumerate() {
                let graph = explore(variant).unwrap();
                let name = format!("{}/{}", program.name, variant.name);
                let last = number + 1 == program.variants.len();
                assert_eq!(graph.witness.is_none(), last, "{name}");
                assert_eq!(graph.stats.failing == 0, last, "{name}");
            }
        }
    }

    #[test]
    fn every_step_that_a_program_waits_before_is_in_the_code_that_is_shown() {
        let course = Course::here().unwrap();
        let at = Place::new("chapters/a.md", 1);
        for program in PROGRAMS {
            for variant in program.variants {
                let graph = explore(variant).unwrap();
                let code = code(variant.shown, &at, &course).unwrap();
                let document = document(variant, &graph, &code);
                let steps = document["steps"].as_array().unwrap();
                let hidden: Vec<_> = steps
                    .iter()
                    .filter(|step| step[2] == -1)
                    .map(|step| {
                        &document["texts"][usize::try_from(step[4].as_u64().unwrap()).unwrap()]
                    })
                    // The end of the program, in our own function.
                    .filter(|text| !text.as_str().unwrap().starts_with("join"))
                    .collect();
                assert!(
                    hidden.is_empty(),
                    "{}/{}: {hidden:?}",
                    program.name,
                    variant.name
                );
            }
        }
    }
}
