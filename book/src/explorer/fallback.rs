//! What a reader without JavaScript sees of a program: the shortest way into the bug, drawn and as a table.

use std::fmt::Write;

use interleave::explored::graph::Graph;

use super::drawing::{Drawing, Step};
use super::programs::Variant;
use crate::html::{escape, table};

/// HTML without empty lines.
pub fn render(variant: &Variant, graph: &Graph) -> String {
    let stats = graph.stats;
    let Some(witness) = &graph.witness else {
        return format!(
            "<p>{}: none of its {} interleavings fails ({} states, all looked at).</p>\n",
            escape(&title(variant)),
            stats.interleavings,
            stats.states
        );
    };
    let (steps, bug) = walk(graph, witness);
    let mut html = format!(
        "<p>{}: {} of {} interleavings fail. The shortest:</p>\n",
        escape(&title(variant)),
        stats.failing,
        stats.interleavings
    );
    html.push_str(&drawing(variant, graph, &steps));
    let threads = graph.threads.iter().map(|thread| thread.name.as_str());
    let heads: Vec<&str> = std::iter::once("step").chain(threads).collect();
    let rows = (1..).zip(&steps).map(|(number, (lane, label))| {
        let mut row = vec![String::new(); heads.len()];
        row[0] = number.to_string();
        row[lane + 1].clone_from(label);
        row
    });
    html.push_str(&table(&heads, rows));
    let _ = writeln!(html, "<p><strong>{}</strong></p>", escape(&bug));
    html
}

fn title(variant: &Variant) -> String {
    let mut name = variant.name.replace('_', " ");
    name[..1].make_ascii_uppercase();
    format!("{name}, {}", variant.title)
}

/// The steps of the witness as thread and label, and what is wrong at its end.
fn walk(graph: &Graph, witness: &[usize]) -> (Vec<(usize, String)>, String) {
    let mut at = 0;
    let mut steps = Vec::new();
    for edge in witness {
        let edge = &graph.states[at].edges[*edge];
        steps.push((edge.thread, edge.label.clone()));
        at = edge.to;
    }
    let state = &graph.states[at];
    // A thread that is stuck is part of the story.
    for (thread, standing) in state.threads.iter().enumerate() {
        if let interleave::explored::graph::Standing::Blocked(next) = standing {
            steps.push((thread, format!("{} (blocked)", next.text)));
        }
    }
    let bug = state
        .bug
        .as_ref()
        .map(|bug| format!("{}: {}", bug.kind, bug.text));
    (steps, bug.unwrap_or_default())
}

fn drawing(variant: &Variant, graph: &Graph, steps: &[(usize, String)]) -> String {
    let steps = steps.iter().map(|(lane, label)| Step {
        lane: *lane,
        label: label.clone(),
        from: Vec::new(),
    });
    let drawing = Drawing {
        title: format!("{}, its shortest failing interleaving", title(variant)),
        lanes: graph
            .threads
            .iter()
            .map(|lane| lane.name.as_str())
            .collect(),
        steps: steps.collect(),
    };
    drawing.svg()
}
