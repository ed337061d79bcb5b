//! One table and the misses, in full sentences.

use std::fmt::Write;

use crate::findings::{Miss, Row};

/// How much of an output is shown under a miss.
const LINES: usize = 24;

/// One line per exercise.
pub fn table(rows: &[Row]) -> String {
    let width = rows
        .iter()
        .map(|row| row.exercise.len())
        .max()
        .unwrap_or(0)
        .max("exercise".len());
    let mut text = format!(
        "{:width$}  start  right  wrong  distinct  tests  models      time\n",
        "exercise"
    );
    for row in rows {
        let of = |(n, all): (usize, usize)| format!("{n}/{all}");
        let _ = writeln!(
            text,
            "{:width$}  {:<5}  {:>5}  {:>5}  {:>8}  {:>5}  {:>6}  {:>6.1} s",
            row.exercise,
            if row.starts { "ok" } else { "miss" },
            of(row.right),
            of(row.wrong),
            row.distinct,
            row.tests,
            row.models,
            row.seconds,
        );
    }
    text
}

/// All of it in one line, which continuous integration repeats.
pub fn total(rows: &[Row], misses: usize) -> String {
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    format!(
        "{} exercises, {} of {} right answers accepted, {} of {} wrong ones refused, {} tests, {} models, {misses} misses",
        rows.len(),
        sum(|row| row.right.0),
        sum(|row| row.right.1),
        sum(|row| row.wrong.0),
        sum(|row| row.wrong.1),
        sum(|row| row.tests),
        sum(|row| row.models),
    )
}

/// One paragraph per miss.
pub fn misses(misses: &[Miss]) -> String {
    let mut text = String::new();
    for miss in misses {
        let _ = writeln!(text, "{}: {}: {}", miss.exercise, miss.what, miss.sentence);
        let lines: Vec<&str> = miss
            .output
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        for line in lines.iter().take(LINES) {
            let _ = writeln!(text, "    {line}");
        }
        if lines.len() > LINES {
            let _ = writeln!(text, "    … {} more lines", lines.len() - LINES);
        }
    }
    text
}
