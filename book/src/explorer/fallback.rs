//! What a reader without JavaScript sees of a program: the shortest way into the bug, drawn and as a table.

use std::fmt::Write;

use interleave::explored::graph::Graph;

use super::drawing::{Drawing, Step};
use super::programs::Variant;
use crate::explorer::escape;

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
    html.push_str("<table><thead><tr><th>step</th>");
    for thread in &graph.threads {
        let _ = write!(html, "<th>{}</th>", escape(&thread.name));
    }
    html.push_str("</tr></thead><tbody>\n");
    for (number, (lane, label)) in (1..).zip(&steps) {
        let _ = write!(html, "<tr><td>{number}</td>");
        for thread in 0..graph.threads.len() {
            let text = if thread == *lane {
                escape(label)
            } else {
                String::new()
            };
            let _ = write!(html, "<td>{text}</td>");
        }
        html.push_str("</tr>\n");
    }
    let _ = writeln!(
        html,
        "</tbody></table>\n<p><strong>{}</strong></p>",
        escape(&bug)
    );
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
