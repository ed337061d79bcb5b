//! Checks of the book: of the authors' text, of its code, of links, and of the pages in a real browser.

mod browser;
mod devtools;
mod fragments;
mod links;
mod pages;
mod questions;
mod sources;

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use crate::build::{Failed, build};
use crate::{Course, quiz};

/// What `check` may be asked for.
const HELP: &str = "\
usage: cargo run -p book -- check [--without-browser] [--axe FILE] [--screenshots FOLDER]

  --without-browser   leaves out what needs Chromium
  --axe FILE          axe.min.js of axe-core: accessibility is checked with it
  --screenshots FOLDER  pictures of all pages, in light and in dark";

/// What was found, and how much was looked at.
#[derive(Debug, Default)]
pub struct Report {
    /// Each a line: where, what, and what was expected.
    pub faults: Vec<String>,
    /// Each a number and what it counts.
    pub counts: Vec<(usize, &'static str)>,
}

impl Report {
    fn count(&mut self, number: usize, what: &'static str) {
        self.counts.push((number, what));
    }
}

/// `check`: builds the book and checks it.
///
/// # Errors
///
/// If an argument is unknown, the book cannot be built, or a check fails.
pub fn command(mut arguments: pico_args::Arguments) -> Result<(), Box<dyn Error>> {
    let without_browser = arguments.contains("--without-browser");
    let axe: Option<PathBuf> = arguments.opt_value_from_str("--axe")?;
    let screenshots: Option<PathBuf> = arguments.opt_value_from_str("--screenshots")?;
    let rest = arguments.finish();
    if let Some(unknown) = rest.first() {
        return Err(format!("`{}` is no option\n\n{HELP}", unknown.display()).into());
    }
    let course = Course::here()?;
    let mut report = Report::default();
    let chapters = sources::chapters(&course)?;
    sources::check(&course, &chapters, &mut report)?;
    let quizzes = quiz::all(&course).unwrap_or_else(|faults| {
        report.faults.extend(faults.iter().map(ToString::to_string));
        Vec::new()
    });
    let questions = quizzes.iter().map(|quiz| quiz.questions.len()).sum();
    report.count(quizzes.len(), "quizzes");
    report.count(questions, "questions");
    let begin = Instant::now();
    let built = match build(&course) {
        Ok(folder) => Some(folder),
        Err(Failed::Faults(faults)) => {
            report.faults.extend(faults.iter().map(ToString::to_string));
            None
        }
        Err(Failed::Other(error)) => return Err(error),
    };
    if let Some(folder) = built {
        println!("built in {:.2} s", begin.elapsed().as_secs_f64());
        fragments::check(&course, &chapters, &mut report)?;
        questions::check(&course, &quizzes, &mut report)?;
        let pages = pages::all(&folder)?;
        links::check(&folder, &pages, &mut report)?;
        pages::check_sizes(&pages, &mut report);
        if without_browser {
            println!("SKIPPED: what needs a browser (--without-browser)");
        } else {
            let options = browser::Options { axe, screenshots };
            browser::check(&course, &folder, &pages, &options, &mut report)?;
        }
    }
    say(&report)
}

fn say(report: &Report) -> Result<(), Box<dyn Error>> {
    for fault in &report.faults {
        println!("{fault}");
    }
    let counts: Vec<String> = report
        .counts
        .iter()
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    println!(
        "book: {}, {} faults",
        counts.join(", "),
        report.faults.len()
    );
    if report.faults.is_empty() {
        Ok(())
    } else {
        Err("the book has faults".into())
    }
}
