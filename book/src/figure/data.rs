//! What a figure shows: `figures/NAME.toml`.
//!
//! ```toml
//! kind = "bars"                      # bars, lines or gantt
//! title = "What it costs to start one"
//! description = "What a reader who cannot see it should know"
//! command = "cargo run -q -p threads --example 01_processes_and_threads"   # what measured it; for computed ones, shows the same
//! unit = "µs"
//! log = true                         # the axis of values
//!
//! [facts]                            # where it was measured; written by `figures --measure NAME`
//! cpu = "…"
//! cores = 2
//! system = "…"
//! rustc = "…"
//! date = "…"
//!
//! [[bars]]
//! name = "a thread"
//! value = 62.0
//! line = "a thread:"                 # the line of the command's output that begins so,
//! number = 1                         # and which number in it
//! ```
//!
//! Lines have `x = { name, unit, log }` and `[[series]]` with `name` and `points = [{ x, value, line, number }]`. A figure that is
//! computed has `computed = "…"` in place of values: see [`super::computed`].

use serde::{Deserialize, Serialize};

/// The file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// How it is drawn.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// What it shows, for those who cannot see it.
    pub description: String,
    /// What measured it, or shows the same.
    pub command: String,
    /// Of the values.
    pub unit: String,
    /// Whether the axis of values shows ratios.
    #[serde(default)]
    pub log: bool,
    /// What computes it, if it is not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computed: Option<String>,
    /// The other axis, for lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<Axis>,
    /// Where it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Facts>,
    /// For bars.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bars: Vec<Bar>,
    /// For lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
}

/// How a figure is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A bar for each value.
    Bars,
    /// A curve for each series.
    Lines,
    /// Who is busy with what, and when.
    Gantt,
}

/// An axis.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// What is laid off on it.
    pub name: String,
    /// Whether it shows ratios.
    #[serde(default)]
    pub log: bool,
}

/// Where and when a figure was measured.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// As `/proc/cpuinfo` calls it.
    pub cpu: String,
    /// That the process could use.
    pub cores: usize,
    /// Kernel and its version.
    pub system: String,
    /// Compiler.
    pub rustc: String,
    /// Year, month, day.
    pub date: String,
}

/// A measured value, and where it stands in the output of the command.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    /// What was measured.
    pub name: String,
    /// In the figure's unit.
    pub value: f64,
    /// How the line begins, without spaces in front.
    pub line: String,
    /// Which number of the line, from 1.
    pub number: usize,
}

/// A curve.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// What it is.
    pub name: String,
    /// From left to right.
    pub points: Vec<Point>,
}

/// A point of a curve.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Along the other axis.
    pub x: f64,
    /// In the figure's unit.
    pub value: f64,
    /// How the line begins, without spaces in front.
    pub line: String,
    /// Which number of the line, from 1.
    pub number: usize,
}

/// A stretch of time in a row of a Gantt chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// From 0.
    pub row: usize,
    /// Its letter.
    pub name: String,
    /// When it begins.
    pub from: f64,
    /// When it ends.
    pub to: f64,
}

/// What is drawn, measured or computed.
pub enum Content {
    /// Name and value.
    Bars(Vec<(String, f64)>),
    /// Name and points.
    Lines(Vec<(String, Vec<(f64, f64)>)>),
    /// Names of the rows, and what happens in them.
    Gantt(Vec<String>, Vec<Stretch>),
}

impl Content {
    /// How it is drawn.
    pub fn kind(&self) -> Kind {
        match self {
            Content::Bars(_) => Kind::Bars,
            Content::Lines(_) => Kind::Lines,
            Content::Gantt(..) => Kind::Gantt,
        }
    }

    /// Everything that needs a place on the axis of values.
    pub fn values(&self) -> Vec<f64> {
        match self {
            Content::Bars(bars) => bars.iter().map(|(_, value)| *value).collect(),
            Content::Lines(series) => {
                let points = series.iter().flat_map(|(_, points)| points);
                points.map(|(_, value)| *value).collect()
            }
            Content::Gantt(_, stretches) => stretches.iter().map(|it| it.to).collect(),
        }
    }
}
