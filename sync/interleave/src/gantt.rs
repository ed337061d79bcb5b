//! A trace with times as a Gantt chart in text: one row per lane, time to the right.
//!
//! ```
//! use interleave::gantt;
//! use interleave::trace::{Event, Lane, Operation, Span, Trace};
//!
//! let busy = |lane, start, end, with: &str| Event {
//!     span: Some(Span { start, end }),
//!     written: Some(with.to_string()),
//!     ..Event::new(lane, Operation::Run)
//! };
//! let trace = Trace {
//!     lanes: ["cpu 0", "cpu 1"].map(|name| Lane { name: name.to_string() }).to_vec(),
//!     events: vec![busy(0, 0, 40, "A"), busy(1, 10, 30, "B"), busy(1, 30, 50, "C")],
//!     ..Trace::default()
//! };
//! assert_eq!(
//!     gantt::render(&trace, "ms", 26),
//!     "cpu 0  AAAAAAAAAAAAAAAA····\n\
//!      cpu 1  ····BBBBBBBBCCCCCCCC\n       0         25        50 ms\n"
//! );
//! ```

use crate::trace::{Event, Lane, Operation, Span, Trace};

use std::fmt::Write;

/// What stands in a cell of time in which the lane did nothing.
const IDLE: char = '·';

/// Draws the [`Run`](Operation::Run) events of `trace`, at most `width` columns wide (but at least 20 for the chart).
///
/// Each cell shows the first letter of the label (`written`) of the event that filled most of it, or `·` where the lane
/// idled for most of it. The axis counts from the earliest start, in `unit`.
pub fn render(trace: &Trace, unit: &str, width: usize) -> String {
    let runs: Vec<Run> = trace.events.iter().filter_map(Run::of).collect();
    let names = trace
        .lanes
        .iter()
        .map(|lane| lane.name.chars().count())
        .max()
        .unwrap_or(0);
    let axis = Axis::spanning(&runs, width.saturating_sub(names + 2).max(20));

    let mut chart = String::new();
    for (lane, Lane { name }) in trace.lanes.iter().enumerate() {
        let on_lane: Vec<&Run> = runs.iter().filter(|run| run.lane == lane).collect();
        let row: String = (0..axis.columns)
            .map(|column| axis.cell(column, &on_lane))
            .collect();
        // Writing to a String cannot fail.
        let _ = writeln!(chart, "{name:names$}  {row}");
    }
    let _ = writeln!(chart, "{:names$}  {}", "", axis.labels(unit));
    chart
}

/// An event with a time, reduced to what is drawn.
struct Run {
    lane: usize,
    letter: char,
    span: Span,
}

impl Run {
    fn of(event: &Event) -> Option<Self> {
        if event.operation != Operation::Run {
            return None;
        }
        let letter = event
            .written
            .as_ref()
            .and_then(|label| label.chars().next())
            .unwrap_or('█');
        Some(Run {
            lane: event.lane,
            letter,
            span: event.span?,
        })
    }
}

/// Columns of text against a stretch of time.
struct Axis {
    start: u64,
    length: u64,
    columns: usize,
}

impl Axis {
    fn spanning(runs: &[Run], columns: usize) -> Self {
        let start = runs.iter().map(|run| run.span.start).min().unwrap_or(0);
        let end = runs.iter().map(|run| run.span.end).max().unwrap_or(0);
        Axis {
            start,
            length: (end - start).max(1),
            columns,
        }
    }

    /// How much of the cell at `column` the run fills. A cell is `length` long here, so that a chart with more columns
    /// than instants needs no fractions.
    fn filled(&self, column: usize, run: &Run) -> u64 {
        let instant = |time: u64| (time - self.start) * self.columns as u64;
        let cell = column as u64 * self.length;
        let end = instant(run.span.end).min(cell + self.length);
        end.saturating_sub(instant(run.span.start).max(cell))
    }

    fn cell(&self, column: usize, runs: &[&Run]) -> char {
        let busy: u64 = runs.iter().map(|run| self.filled(column, run)).sum();
        let most = runs.iter().max_by_key(|run| self.filled(column, run));
        most.filter(|_| busy * 2 >= self.length)
            .map_or(IDLE, |run| run.letter)
    }

    /// `0`, the middle and the end, each under its column.
    fn labels(&self, unit: &str) -> String {
        let (middle, end) = ((self.length / 2).to_string(), self.length.to_string());
        let half = self.columns / 2;
        let rest = self.columns - half;
        format!("{:<half$}{middle:<rest$}{end} {unit}", 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(runs: &[(usize, u64, u64, &str)], width: usize) -> String {
        let lanes = ["a", "b"]
            .map(|name| Lane {
                name: name.to_string(),
            })
            .to_vec();
        let events = runs
            .iter()
            .map(|&(lane, start, end, label)| Event {
                span: Some(Span { start, end }),
                written: Some(label.to_string()),
                ..Event::new(lane, Operation::Run)
            })
            .collect();
        render(
            &Trace {
                lanes,
                events,
                ..Trace::default()
            },
            "us",
            width,
        )
    }

    #[test]
    fn every_cell_shows_who_held_most_of_it() {
        let drawn = chart(&[(0, 0, 10, "X"), (1, 10, 15, "Y"), (0, 15, 20, "Z")], 23);
        assert_eq!(
            drawn,
            "a  XXXXXXXXXX·····ZZZZZ\nb  ··········YYYYY·····\n   0         10        20 us\n"
        );
    }

    #[test]
    fn time_starts_at_the_first_run() {
        let drawn = chart(&[(0, 1_000_000, 1_000_010, "X")], 23);
        assert!(drawn.contains("XXXXXXXXXXXXXXXXXXXX\n"), "{drawn}");
        assert!(drawn.ends_with("10 us\n"), "{drawn}");
    }

    #[test]
    fn an_empty_trace_draws_an_idle_row() {
        assert!(chart(&[], 23).starts_with("a  ····················\n"));
    }
}
