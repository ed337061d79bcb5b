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

use std::fmt::{Display, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What stands in a cell of time in which the lane did nothing.
const IDLE: char = '·';

/// Draws the [`Run`](Operation::Run) events of `trace`, at most `width` columns wide (but at least 20 for the chart).
///
/// Each cell shows the first letter of the label (`written`) of the event that filled most of it, or `·` where the lane
/// idled for most of it. The axis counts from the earliest start, in `unit`.
pub fn render(trace: &Trace, unit: &str, width: usize) -> String {
    draw(trace, 1, unit, width)
}

/// Draws a chart whose axis counts in units of `instants` each.
fn draw(trace: &Trace, instants: u64, unit: &str, width: usize) -> String {
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
    let _ = writeln!(chart, "{:names$}  {}", "", axis.labels(instants, unit));
    chart
}

/// Notes on real threads who was busy with what, and when, for a chart in milliseconds.
///
/// ```
/// use interleave::gantt::Recorder;
///
/// let recorder = Recorder::new(["cook", "waiter"]);
/// std::thread::scope(|scope| {
///     scope.spawn(|| recorder.busy(0, "soup", || { /* cook it */ }));
///     scope.spawn(|| recorder.busy(1, "bill", || { /* bring it */ }));
/// });
/// assert!(recorder.chart(60).starts_with("cook    "));
/// ```
#[derive(Debug)]
pub struct Recorder {
    start: Instant,
    lanes: Vec<Lane>,
    events: Mutex<Vec<Event>>,
}

impl Recorder {
    /// A recorder with these lanes, from the top. Its time starts now.
    pub fn new<Name: Display>(lanes: impl IntoIterator<Item = Name>) -> Self {
        let lanes = lanes.into_iter().map(|name| Lane {
            name: name.to_string(),
        });
        Recorder {
            start: Instant::now(),
            lanes: lanes.collect(),
            events: Mutex::default(),
        }
    }

    /// Does `work` and notes that `lane` was busy with `label` meanwhile. The chart shows the label's first letter.
    pub fn busy<R>(&self, lane: usize, label: impl Display, work: impl FnOnce() -> R) -> R {
        let start = self.elapsed();
        let result = work();
        let end = self.elapsed();
        let instant = |time: Duration| time.as_micros() as u64;
        // A push leaves the list whole even if another lane panicked: a poisoned lock may be passed over.
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.push(Event {
            span: Some(Span {
                start: instant(start),
                end: instant(end),
            }),
            written: Some(label.to_string()),
            ..Event::new(lane, Operation::Run)
        });
        result
    }

    /// How much time has passed since the recorder was made.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// What was noted so far, in the order in which it ended; spans are in microseconds.
    pub fn trace(&self) -> Trace {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        Trace {
            lanes: self.lanes.clone(),
            events: events.clone(),
            ..Trace::default()
        }
    }

    /// What was noted so far as a chart at most `width` columns wide, its axis in milliseconds.
    pub fn chart(&self, width: usize) -> String {
        draw(&self.trace(), 1000, "ms", width)
    }
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
    fn labels(&self, instants: u64, unit: &str) -> String {
        let middle = (self.length / 2 / instants).to_string();
        let end = (self.length / instants).to_string();
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
    fn a_recorder_notes_lane_label_and_time() {
        let recorder = Recorder::new(["a", "b"]);
        let answer = recorder.busy(1, "work", || 42);
        let trace = recorder.trace();
        let [event] = &trace.events[..] else {
            panic!("one event, not {:?}", trace.events)
        };
        assert_eq!(answer, 42);
        assert_eq!((event.lane, event.written.as_deref()), (1, Some("work")));
        assert!(event.span.is_some_and(|span| span.start <= span.end));
        assert_eq!(trace.lanes.len(), 2);
    }

    #[test]
    fn an_axis_in_milliseconds_counts_a_thousand_microseconds_as_one() {
        let trace = Trace {
            lanes: vec![Lane {
                name: "a".to_string(),
            }],
            events: vec![Event {
                span: Some(Span {
                    start: 0,
                    end: 8_000,
                }),
                ..Event::new(0, Operation::Run)
            }],
            ..Trace::default()
        };
        assert!(draw(&trace, 1000, "ms", 23).ends_with("0         4         8 ms\n"));
    }

    #[test]
    fn an_empty_trace_draws_an_idle_row() {
        assert!(chart(&[], 23).starts_with("a  ····················\n"));
    }
}
