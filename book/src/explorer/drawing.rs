//! Draws the steps of threads: a column per thread, a row per step, arrows between steps of different threads.

use std::fmt::Write;

use crate::html::escape;

const ROW: usize = 24;
const LEFT: usize = 40;
/// Of a letter of the labels, in the units of the picture.
const LETTER: usize = 8;
/// From a step to its label: an arrow's tip has room there.
const LABEL: usize = 20;
const NARROWEST: usize = 150;

/// A picture of steps.
pub struct Drawing<'a> {
    /// What it shows, without markup.
    pub title: String,
    /// The threads' names.
    pub lanes: Vec<&'a str>,
    /// The first on top.
    pub steps: Vec<Step>,
}

/// One row.
pub struct Step {
    /// Index of its thread.
    pub lane: usize,
    /// What is done.
    pub label: String,
    /// Arrows from earlier rows: index and class, such as `orders`.
    pub from: Vec<(usize, &'static str)>,
}

impl Drawing<'_> {
    /// An `<svg>`. What belongs to a row is in groups with its index: `<g class="row" data-row="0">`.
    pub fn svg(&self) -> String {
        let longest = self
            .steps
            .iter()
            .map(|step| step.label.chars().count())
            .max();
        let column = (longest.unwrap_or_default() * LETTER + 34).max(NARROWEST);
        let x = |lane: usize| LEFT + column * lane;
        let y = |row: usize| ROW * (row + 1) + ROW / 2;
        let (width, height) = (x(self.lanes.len()), y(self.steps.len()));
        let mut svg = format!(
            "<svg class=\"timeline\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\"><title>{}</title>\
            <desc>One column per thread, the first step on top. The table below holds the same.</desc>\n",
            escape(&self.title)
        );
        for (lane, name) in self.lanes.iter().enumerate() {
            let _ = writeln!(
                svg,
                "<text class=\"lane\" x=\"{}\" y=\"17\">{}</text><line class=\"lane\" x1=\"{x}\" y1=\"{ROW}\" x2=\"{x}\" y2=\"{height}\"/>",
                x(lane) + LABEL,
                escape(name),
                x = x(lane),
            );
        }
        // Arrows first: the labels stand on top of them.
        for (row, step) in self
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| !step.from.is_empty())
        {
            let _ = write!(svg, "<g class=\"row\" data-row=\"{row}\">");
            for (from, class) in &step.from {
                let from = (x(self.steps[*from].lane), y(*from));
                svg.push_str(&arrow(from, (x(step.lane), y(row)), class));
            }
            svg.push_str("</g>\n");
        }
        for (row, step) in self.steps.iter().enumerate() {
            let (cx, cy) = (x(step.lane), y(row));
            let _ = writeln!(
                svg,
                "<g class=\"row\" data-row=\"{row}\"><text class=\"number\" x=\"{}\" y=\"{text}\">{}</text>\
                <circle cx=\"{cx}\" cy=\"{cy}\" r=\"5\"/><text x=\"{}\" y=\"{text}\">{}</text></g>",
                LEFT - 14,
                row + 1,
                cx + LABEL,
                escape(&step.label),
                text = cy + 5,
            );
        }
        svg.push_str("</svg>\n");
        svg
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a picture is a few thousand units wide"
)]
fn arrow((x1, y1): (usize, usize), (x2, y2): (usize, usize), class: &str) -> String {
    let (from, to) = ((x1 as f64, y1 as f64), (x2 as f64, y2 as f64));
    let direction = (to.1 - from.1).atan2(to.0 - from.0);
    let point = |turn: f64, back: f64| {
        let angle = direction + turn;
        format!(
            "{:.1},{:.1}",
            to.0 - angle.cos() * back,
            to.1 - angle.sin() * back
        )
    };
    format!(
        "<path class=\"{class}\" d=\"M{x1},{y1}L{}\"/><path class=\"tip {class}\" d=\"M{}L{}L{}Z\"/>",
        point(0.0, 6.0),
        point(0.0, 5.0),
        point(0.35, 15.0),
        point(-0.35, 15.0)
    )
}
