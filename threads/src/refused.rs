//! Programs that the compiler refuses, as a lesson shows them: each with the change that it accepts and the error that it
//! gives.
//!
//! A lesson writes such a program once, above the function that runs the accepted version. From there it is printed, and
//! from there `tests/refused.rs` takes it to the compiler: what a reader sees on the screen is what the compiler says.

use std::fmt::{self, Display, Formatter};

/// A program in two versions, written as a diff: one is refused, one is accepted.
///
/// ```
/// let source = "\
/// /// A thread must own what it uses.
/// ///
/// /// ```diff
/// ///   let word = String::from(\"one\");
/// /// - thread::spawn(|| word.len());
/// /// + thread::spawn(move || word.len());
/// /// error[E0373]: closure may outlive the current function
/// /// ```
/// fn give_away() {}
/// ";
/// let [refusal] = &threads::refused::in_source(source)[..] else { panic!() };
/// assert!(refusal.refused().contains("spawn(|| word.len())"));
/// assert!(refusal.accepted().contains("spawn(move || word.len())"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule that the refused version breaks.
    pub rule: String,
    /// The lines of both versions: each begins with `- ` (refused version only), `+ ` (accepted version only) or spaces.
    pub diff: Vec<String>,
    /// The first line of what the compiler says of the refused version.
    pub error: String,
}

/// What the programs need not say themselves.
const PRELUDE: &str = "\
#![allow(unused)]
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
";

impl Refusal {
    /// The whole program that the compiler refuses.
    pub fn refused(&self) -> String {
        self.version('-')
    }

    /// The whole program that it accepts.
    pub fn accepted(&self) -> String {
        self.version('+')
    }

    fn version(&self, sign: char) -> String {
        let body: Vec<&str> = self
            .diff
            .iter()
            .filter(|line| line.starts_with([' ', sign]))
            .map(|line| &line[1..])
            .collect();
        format!("{PRELUDE}fn main() {{\n{}\n}}\n", body.join("\n"))
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.rule)?;
        for line in &self.diff {
            writeln!(f, "    {line}")?;
        }
        write!(f, "rustc: {}", self.error)
    }
}

/// Shows the refused programs of a lesson, and runs after each the function below it.
///
/// # Panics
///
/// If there are not as many programs in `source` as functions, and as [`in_source`].
pub fn show_and_run<const N: usize>(source: &str, functions: [fn(); N]) {
    let refusals = in_source(source);
    assert_eq!(refusals.len(), N, "one program above each function");
    for (number, (refusal, run)) in (1..).zip(refusals.iter().zip(functions)) {
        println!("\n{number}. {refusal}");
        run();
    }
}

/// All refused programs in the doc comments of a source file, from the top.
///
/// # Panics
///
/// If one has no error, or a line that belongs to no version.
pub fn in_source(source: &str) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut rule = Vec::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        match line.strip_prefix("///").map(str::trim_start) {
            Some("```diff") => {
                let block = lines
                    .by_ref()
                    .filter_map(|line| line.strip_prefix("/// "))
                    .take_while(|line| *line != "```");
                refusals.push(refusal(rule.join(" "), block.map(str::to_string).collect()));
            }
            Some(text) if !text.is_empty() => rule.push(text),
            Some(_) => {}
            None => rule.clear(),
        }
    }
    refusals
}

fn refusal(rule: String, mut block: Vec<String>) -> Refusal {
    let error = block.pop().filter(|line| line.starts_with("error"));
    let error =
        error.unwrap_or_else(|| panic!("the program under \"{rule}\" ends without an error"));
    for line in &block {
        assert!(
            ["  ", "- ", "+ "].iter().any(|sign| line.starts_with(sign)),
            "under \"{rule}\", `{line}` belongs to no version"
        );
    }
    Refusal {
        rule,
        diff: block,
        error,
    }
}
