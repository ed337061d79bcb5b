//! A trace as text: one column per thread, earliest step on top, never more than a screen.
//!
//! ```text
//! panic in execution 1: an update was lost
//!
//!         main                      │ thread 1           │ ordering │ where
//!     1   spawn thread 1            │                    │          │ counter.rs:21
//!     2                             │ load counter -> 0  │ Relaxed  │ counter.rs:10
//!   > 3   load counter -> 0         │                    │ Relaxed  │ counter.rs:10
//!   > 4                             │ store counter <- 1 │ Relaxed  │ counter.rs:11
//!   > 5   store counter <- 1        │                    │ Relaxed  │ counter.rs:11  overwrites row 4, unseen
//!     6   join thread 1             │                    │          │ counter.rs:25
//!   > 7   load counter -> 1         │                    │ Relaxed  │ counter.rs:26
//!   ! 8   panic: an update was lost │                    │          │ counter.rs:26
//!
//!   > look here first   ! where it failed
//! ```

mod decisive;
mod fold;
mod history;
mod notes;
#[cfg(test)]
mod tests;

use crate::trace::{Event, Operation, Outcome, Trace};
use fold::Line;
use history::{History, Row};

pub use decisive::mark_decisive;

/// The most lines of a time line, its headline included.
pub const LINES: usize = 40;
/// The most columns of a time line.
pub const COLUMNS: usize = 120;

/// The most columns for threads; further threads are named below the picture.
const LANES: usize = 6;
/// The most lines of the headline.
const HEADLINE: usize = 10;
/// A thread's column is at most so wide, and never narrower than the least.
const LANE_WIDTH: (usize, usize) = (8, 40);
/// Columns keep this width when they make room for notes.
const READABLE: usize = 22;
/// The most columns for a place.
const PLACE_WIDTH: usize = 28;
/// Between two columns.
const BAR: &str = " │ ";

/// Draws `trace` under `headline`, on at most [`LINES`] lines of at most [`COLUMNS`] columns.
///
/// Decisive steps are marked with `>`, blocked and failed ones with `!`. What does not fit is folded: steps far from any
/// marked one first, then columns.
pub fn render(headline: &str, trace: &Trace) -> String {
    let mut lines = wrap(headline);
    if !trace.events.is_empty() {
        let below = legend(trace);
        // A blank line and the names of the columns above the table, a blank line below it.
        let room = LINES - lines.len() - below.len() - 3;
        lines.push(String::new());
        lines.extend(Table::new(trace, room).lines());
        lines.push(String::new());
        lines.extend(below);
    }
    let mut text = String::new();
    for line in lines {
        text.push_str(fit(line.trim_end(), COLUMNS).trim_end());
        text.push('\n');
    }
    text
}

/// What stands in the columns, and how wide they are.
struct Table<'t> {
    trace: &'t Trace,
    lanes: Vec<usize>,
    rows: Vec<Line>,
    lane_widths: Vec<usize>,
    number_width: usize,
    place_width: usize,
    has_orderings: bool,
}

impl<'t> Table<'t> {
    fn new(trace: &'t Trace, room: usize) -> Self {
        let lanes = fold::lanes(trace, LANES);
        let rows = fold::rows(trace, &lanes, room);
        let steps = || rows.iter().filter_map(|line| step_in(*line));
        let events = || steps().map(|row| &trace.events[row]);
        let widest = |texts: &mut dyn Iterator<Item = String>| {
            texts.map(|text| width(&text)).max().unwrap_or(0)
        };
        let lane_widths = lanes
            .iter()
            .map(|lane| {
                let own = events().filter(|event| event.lane == *lane);
                let name = clean(&trace.lanes[*lane].name);
                widest(&mut own.map(|event| cell(trace, event)).chain([name]))
                    .clamp(LANE_WIDTH.0, LANE_WIDTH.1)
            })
            .collect();
        let notes = widest(&mut steps().filter_map(|row| notes::note(History(trace), row)));
        let mut table = Table {
            trace,
            lane_widths,
            number_width: steps()
                .next_back()
                .map_or(1, |row| (row + 1).to_string().len()),
            place_width: widest(&mut events().map(place)).clamp("where".len(), PLACE_WIDTH),
            has_orderings: events().any(|event| event.ordering.is_some()),
            lanes,
            rows,
        };
        // Notes are worth narrower columns, but not unreadable ones.
        table.shrink(COLUMNS.saturating_sub(notes + 2), READABLE);
        table.shrink(COLUMNS, LANE_WIDTH.0);
        table
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.header()];
        lines.extend(self.rows.iter().map(|line| match *line {
            Line::Step(row) => self.step(row),
            Line::Folded(steps) => {
                let plural = if steps == 1 { "" } else { "s" };
                format!("{}… {steps} more step{plural} …", self.margin(' ', ""))
            }
        }));
        lines
    }

    fn header(&self) -> String {
        let mut line = self.margin(' ', "");
        for (lane, width) in self.lanes.iter().zip(&self.lane_widths) {
            line.push_str(&pad(&clean(&self.trace.lanes[*lane].name), *width));
            line.push_str(BAR);
        }
        if self.has_orderings {
            line.push_str("ordering");
            line.push_str(BAR);
        }
        line + "where"
    }

    fn step(&self, row: Row) -> String {
        let event = &self.trace.events[row];
        let mut line = self.margin(mark(event), &(row + 1).to_string());
        for (lane, width) in self.lanes.iter().zip(&self.lane_widths) {
            let text = if event.lane == *lane {
                cell(self.trace, event)
            } else {
                String::new()
            };
            line.push_str(&pad(&text, *width));
            line.push_str(BAR);
        }
        if self.has_orderings {
            let ordering = event
                .ordering
                .map_or_else(String::new, |ordering| format!("{ordering:?}"));
            line.push_str(&pad(&ordering, "ordering".len()));
            line.push_str(BAR);
        }
        line.push_str(&pad(
            &short_place(event, self.place_width),
            self.place_width,
        ));
        if let Some(note) = notes::note(History(self.trace), row) {
            line.push_str("  ");
            line.push_str(&clean(&note));
        }
        line
    }

    /// Mark and number of a row.
    fn margin(&self, mark: char, number: &str) -> String {
        format!("  {mark} {number:>width$}   ", width = self.number_width)
    }

    fn width(&self) -> usize {
        let lanes: usize = self.lane_widths.iter().map(|lane| lane + width(BAR)).sum();
        let orderings = usize::from(self.has_orderings) * ("ordering".len() + width(BAR));
        width(&self.margin(' ', "")) + lanes + orderings + self.place_width
    }

    /// Makes the widest column narrower until the table is at most `limit` wide or no column is wider than `least`.
    fn shrink(&mut self, limit: usize, least: usize) {
        while self.width() > limit {
            let Some(widest) = self
                .lane_widths
                .iter_mut()
                .max()
                .filter(|lane| **lane > least)
            else {
                return;
            };
            *widest -= 1;
        }
    }
}

fn step_in(line: Line) -> Option<Row> {
    match line {
        Line::Step(row) => Some(row),
        Line::Folded(_) => None,
    }
}

fn mark(event: &Event) -> char {
    match event.outcome {
        Outcome::Blocked { .. } | Outcome::Failed => '!',
        Outcome::Done if event.decisive => '>',
        Outcome::Done => ' ',
    }
}

fn cell(trace: &Trace, event: &Event) -> String {
    let text = match event.outcome {
        Outcome::Blocked { .. } => format!("{} (blocked)", trace.step(event)),
        _ if event.operation == Operation::Panic => panic_in_short(&trace.step(event)),
        _ => trace.step(event),
    };
    clean(&text)
}

/// What the author of an assertion wrote; that it was an assertion, and of what, stands in the headline.
fn panic_in_short(step: &str) -> String {
    let own_words = step
        .split_once("assertion ")
        .and_then(|(_, assertion)| assertion.split_once(" failed: "));
    match own_words.and_then(|(_, message)| message.lines().next()) {
        Some(message) => format!("panic: {message}"),
        None => step.to_string(),
    }
}

fn place(event: &Event) -> String {
    let place = event.location.map(|place| place.to_string());
    clean(&place.unwrap_or_default())
}

/// The place; of a long file name the end, because the line stands there.
fn short_place(event: &Event, width: usize) -> String {
    let place = place(event);
    let length = place.chars().count();
    if length <= width {
        return place;
    }
    let end: String = place.chars().skip(length + 1 - width).collect();
    format!("…{end}")
}

/// The meaning of the marks, and the threads that have no column.
fn legend(trace: &Trace) -> Vec<String> {
    let has = |found: fn(&Event) -> bool| trace.events.iter().any(found);
    let mut marks = Vec::new();
    if has(|event| mark(event) == '>') {
        marks.push("> look here first");
    }
    if has(|event| matches!(event.outcome, Outcome::Blocked { .. })) {
        marks.push("! blocked for ever");
    }
    if has(|event| event.outcome == Outcome::Failed) {
        marks.push("! where it failed");
    }
    let shown = fold::lanes(trace, LANES);
    let hidden: Vec<&str> = (0..trace.lanes.len())
        .filter(|lane| !shown.contains(lane))
        .map(|lane| trace.lanes[lane].name.as_str())
        .collect();
    let mut lines = Vec::new();
    if !marks.is_empty() {
        lines.push(format!("  {}", marks.join("   ")));
    }
    if !hidden.is_empty() {
        lines.push(clean(&format!("without a column: {}", hidden.join(", "))));
    }
    lines
}

/// The headline on lines of [`COLUMNS`], broken between words; its own line breaks stay.
fn wrap(headline: &str) -> Vec<String> {
    const INDENT: &str = "  ";
    let mut lines: Vec<String> = Vec::new();
    for paragraph in headline.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.trim().is_empty() && width(&line) + width(word) > COLUMNS {
                lines.push(std::mem::replace(&mut line, INDENT.to_string()));
            }
            line.push_str(&clean_word(word));
            line.push(' ');
        }
        lines.push(line);
    }
    if lines.len() > HEADLINE {
        lines.truncate(HEADLINE);
        lines[HEADLINE - 1] = format!("{INDENT}…");
    }
    lines
}

/// Text for one line: every stretch of blanks and control characters is one blank.
fn clean(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c == ' ');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A word without control characters, which could move the cursor.
fn clean_word(word: &str) -> String {
    word.chars().filter(|c| !c.is_control()).collect()
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// `text`, cut with an ellipsis if it is wider than `columns`.
fn fit(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_string();
    }
    let mut short: String = text.chars().take(columns - 1).collect();
    short.push('…');
    short
}

fn pad(text: &str, columns: usize) -> String {
    format!("{:columns$}", fit(text, columns))
}
