//! What a reader without JavaScript sees of a program: the shortest way into the bug, drawn and as a table.

use std::fmt::Write;

use interleave::explored::graph::Graph;

use super::programs::Variant;
use crate::explorer::escape;

const ROW: usize = 24;
const COLUMN: usize = 250;
const LEFT: usize = 40;

/// HTML without empty lines.
pub fn render(variant: &Variant, graph: &Graph) -> String {
    let stats = graph.stats;
    let Some(witness) = &graph.witness else {
        return format!(
            "<p>{}: none of its {} interleavings fails ({} states, all looked at).</p>\n",
            title(variant),
            stats.interleavings,
            stats.states
        );
    };
    let (steps, bug) = walk(graph, witness);
    let mut html = format!(
        "<p>{}: {} of {} interleavings fail. The shortest:</p>\n",
        title(variant),
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
    format!("{name}, {}", escape(variant.title))
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
    let width = LEFT + COLUMN * graph.threads.len();
    let height = ROW * (steps.len() + 2);
    let mut svg = format!(
        "<svg class=\"timeline\" viewBox=\"0 0 {width} {height}\" role=\"img\"><title>{}, its shortest failing interleaving</title>\
        <desc>One column per thread, the first step on top. The table below holds the same.</desc>\n",
        title(variant)
    );
    for (thread, lane) in graph.threads.iter().enumerate() {
        let x = LEFT + COLUMN * thread;
        let _ = writeln!(
            svg,
            "<text class=\"lane\" x=\"{}\" y=\"{}\">{}</text><line class=\"lane\" x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{height}\"/>",
            x + 10,
            ROW - 7,
            escape(&lane.name),
            ROW,
        );
    }
    for (row, (thread, label)) in (1..).zip(steps) {
        let (x, y) = (LEFT + COLUMN * thread, ROW * row + ROW / 2);
        let _ = writeln!(
            svg,
            "<text class=\"number\" x=\"{}\" y=\"{}\">{row}</text><circle cx=\"{x}\" cy=\"{y}\" r=\"5\"/><text x=\"{}\" y=\"{}\">{}</text>",
            LEFT - 14,
            y + 5,
            x + 10,
            y + 5,
            escape(label)
        );
    }
    svg.push_str("</svg>\n");
    svg
}
