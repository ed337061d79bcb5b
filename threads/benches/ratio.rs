//! Ratios between two measurements of one run, from the estimates that Criterion writes.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A median and its confidence interval, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub struct Median {
    /// Lower bound of the interval.
    pub low: f64,
    /// The estimate.
    pub point: f64,
    /// Upper bound of the interval.
    pub high: f64,
}

/// Where the estimates of this process lie, and since when it runs.
pub struct Estimates {
    folder: PathBuf,
    since: SystemTime,
}

impl Estimates {
    /// In `target/criterion`, for this program is `target/release/deps/NAME-…`. To be made before the measurements.
    #[must_use]
    pub fn of_this_program() -> Self {
        let program = std::env::current_exe().unwrap_or_default();
        let target = program.ancestors().nth(3).unwrap_or(program.as_path());
        Estimates {
            folder: target.join("criterion"),
            since: SystemTime::now(),
        }
    }

    /// The folder to give to [`criterion::Criterion::output_directory`].
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The median of a measurement. `None` if this run did not make it, because a filter left it out.
    pub fn median(&self, group: &str, name: &str) -> Option<Median> {
        let path = self
            .folder
            .join(group)
            .join(name)
            .join("new/estimates.json");
        // What an earlier run left behind was measured on a machine in another mood.
        if fs::metadata(&path).and_then(|file| file.modified()).ok()? < self.since {
            return None;
        }
        let estimates: serde_json::Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let median = &estimates["median"];
        let interval = &median["confidence_interval"];
        Some(Median {
            low: interval["lower_bound"].as_f64()?,
            point: median["point_estimate"].as_f64()?,
            high: interval["upper_bound"].as_f64()?,
        })
    }
}

impl Median {
    /// This median in units of the other, with the widest interval that the two intervals allow.
    #[must_use]
    pub fn over(self, other: Median) -> Median {
        Median {
            low: self.low / other.high,
            point: self.point / other.point,
            high: self.high / other.low,
        }
    }

    /// This median shared out among `n`.
    #[must_use]
    pub fn each(self, n: usize) -> Median {
        Median {
            low: self.low / n as f64,
            point: self.point / n as f64,
            high: self.high / n as f64,
        }
    }
}

impl fmt::Display for Median {
    /// `0.41 [0.39 0.43]`, with the precision that the format asks for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(2);
        let Median { low, point, high } = self;
        write!(f, "{point:.digits$} [{low:.digits$} {high:.digits$}]")
    }
}
