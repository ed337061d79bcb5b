//! Interleavings to step through: `{{#explorer NAME}}`, and executions under weak memory: `{{#timeline NAME}}`.
//!
//! Every interleaving of a program is computed when the book is built, by [`interleave::explored`]; the page walks the graph.
//! What it needs stands in the page, so it works from a file, too; what it shows without JavaScript as well.

pub mod document;
mod drawing;
pub mod fallback;
pub mod programs;
mod timeline;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fault::unknown;
use crate::html::escape;
use crate::{Course, Fault, Place};

use programs::{PROGRAMS, Program, Variant};
pub use timeline::render as render_timeline;

/// `{{#explorer NAME}}`: the program called `argument` and its twins.
///
/// # Errors
///
/// If there is no such program, or its source does not hold what it shows.
pub fn render(argument: &str, at: &Place, course: &Course) -> Result<String, Fault> {
    let program = PROGRAMS
        .iter()
        .find(|program| program.name == argument)
        .ok_or_else(|| at.fault(unknown("explorer", argument, names())))?;
    let mut documents = Vec::new();
    let mut fallback = String::new();
    for variant in program.variants {
        let graph = document::explore(variant).map_err(|told| at.fault(told))?;
        let code = document::code(variant.shown, at, course)?;
        documents.push(document::document(variant, &graph, &code));
        fallback.push_str(&fallback::render(variant, &graph));
    }
    Ok(element(program, &documents, &fallback))
}

/// An explorer of about 2,000 states, and their number: for measuring how long one takes to open.
///
/// # Errors
///
/// As [`render`].
pub fn of_a_large_program(at: &Place, course: &Course) -> Result<(String, usize), Fault> {
    let program = &programs::LARGE;
    let variant = &program.variants[0];
    let graph = document::explore(variant).map_err(|told| at.fault(told))?;
    let code = document::code(variant.shown, at, course)?;
    let document = document::document(variant, &graph, &code);
    Ok((element(program, &[document], ""), graph.states.len()))
}

fn element(program: &Program, documents: &[Value], fallback: &str) -> String {
    let data = json!({
        "name": program.name,
        "question": program.question,
        "variants": documents,
    });
    // `</script>` in a text must not end the element.
    let data = data.to_string().replace('<', "\\u003c");
    format!(
        "<interleaving-explorer id=\"explorer-{}\">\n<script type=\"application/json\">{data}</script>\n\
        <div class=\"without\">\n<p><strong>{}</strong></p>\n{fallback}</div>\n</interleaving-explorer>\n",
        program.name,
        escape(program.question),
    )
}

/// The programs that there are.
pub fn names() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().map(|program| program.name)
}

/// Every value that `object` can hold when `program`, such as `lost_update/broken`, has ended.
///
/// # Errors
///
/// A sentence, if there is no such program or object.
pub fn outcomes(program: &str, object: &str) -> Result<BTreeSet<String>, String> {
    let all = || {
        PROGRAMS.iter().flat_map(|program| {
            let name =
                |variant: &'static Variant| (format!("{}/{}", program.name, variant.name), variant);
            program.variants.iter().map(name)
        })
    };
    let (_, variant) = all()
        .find(|(name, _)| name == program)
        .ok_or_else(|| unknown("program", program, all().map(|(name, _)| name)))?;
    let graph = document::explore(variant)?;
    let index = graph
        .objects
        .iter()
        .position(|known| known.name == object)
        .ok_or_else(|| {
            let known = graph.objects.iter().map(|known| known.name.clone());
            unknown("object", object, known)
        })?;
    let ends = graph.states.iter().filter(|state| state.edges.is_empty());
    Ok(ends
        .filter_map(|state| state.objects[index].as_ref()?.value.clone())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::{outcomes, render};
    use crate::{Course, Place};

    #[test]
    fn the_outcomes_are_those_of_all_interleavings() {
        let of = |program: &str| {
            outcomes(program, "counter")
                .unwrap()
                .into_iter()
                .collect::<Vec<_>>()
        };
        assert_eq!(of("lost_update/broken"), ["1", "2"]);
        assert_eq!(of("lost_update/fixed"), ["2"]);
        assert_eq!(of("walk/broken"), ["2", "3", "4"]);
    }

    #[test]
    fn unknown_programs_and_objects_are_refused_with_the_nearest() {
        assert!(
            outcomes("lost_update/brokn", "counter")
                .unwrap_err()
                .contains("`lost_update/broken`")
        );
        assert!(
            outcomes("lost_update/broken", "count")
                .unwrap_err()
                .contains("`counter`")
        );
        let course = Course::here().unwrap();
        let fault = render("lost_updates", &Place::new("chapters/a.md", 4), &course).unwrap_err();
        assert!(
            fault.to_string().contains("the nearest is `lost_update`"),
            "{fault}"
        );
    }

    #[test]
    fn an_explorer_has_no_empty_line_and_says_its_bug_without_javascript() {
        let course = Course::here().unwrap();
        for name in super::names() {
            let html = render(name, &Place::new("chapters/a.md", 4), &course).unwrap();
            assert!(!html.trim_end().contains("\n\n"), "{name}");
            let plain = html.split("</script>").nth(1).unwrap();
            assert!(
                plain.contains("interleavings fail. The shortest:"),
                "{name}: {plain}"
            );
            assert!(plain.contains("none of its"), "{name}: {plain}");
        }
    }
}
