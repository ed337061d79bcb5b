//! What a lesson accepts on its command line.
//!
//! A wrong argument ends the program with exit code 2 and one sentence that names what was given and what was expected.
//! The parsing is [`pico_args`]'s.

use std::ffi::OsString;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::exit;
use std::str::FromStr;

/// For a lesson without arguments: refuses any.
pub fn none() {
    Arguments::of("").done();
}

/// The arguments that were not asked for yet. Ask for each, then call [`done`](Arguments::done).
///
/// ```
/// use threads::arguments::Arguments;
///
/// let mut arguments = Arguments::of("[--workers N] [--png FILE]");
/// let workers: usize = arguments.number("--workers", 2, 1..=64);
/// let png = arguments.path("--png");
/// arguments.done();
/// assert_eq!((workers, png), (2, None));
/// ```
pub struct Arguments {
    usage: &'static str,
    rest: pico_args::Arguments,
}

impl Arguments {
    /// The arguments of this process. `usage` is what may follow the lesson's name, as `--help` shows it.
    pub fn of(usage: &'static str) -> Self {
        let mut rest = pico_args::Arguments::from_env();
        if rest.contains(["-h", "--help"]) {
            println!("usage: {}", line(usage));
            exit(0);
        }
        Arguments { usage, rest }
    }

    /// The number after `option`, or `default` if the option is not there.
    pub fn number<N>(&mut self, option: &'static str, default: N, range: RangeInclusive<N>) -> N
    where
        N: FromStr + PartialOrd + Display,
    {
        match number_from(&mut self.rest, option, &range) {
            Ok(number) => number.unwrap_or(default),
            Err(sentence) => self.refuse(&sentence),
        }
    }

    /// The text after `option`, if the option is there.
    pub fn text(&mut self, option: &'static str) -> Option<String> {
        match self.rest.opt_value_from_str(option) {
            Ok(text) => text,
            Err(error) => self.refuse(&error.to_string()),
        }
    }

    /// The path after `option`, if the option is there.
    pub fn path(&mut self, option: &'static str) -> Option<PathBuf> {
        match self
            .rest
            .opt_value_from_os_str(option, |path| Ok::<_, String>(PathBuf::from(path)))
        {
            Ok(path) => path,
            Err(error) => self.refuse(&error.to_string()),
        }
    }

    /// Whether `option`, which takes no value, is there.
    pub fn flag(&mut self, option: &'static str) -> bool {
        self.rest.contains(option)
    }

    /// Refuses whatever was not asked for.
    pub fn done(self) {
        let usage = self.usage;
        if let Err(sentence) = nothing_left(&self.rest.finish()) {
            refuse(usage, &sentence);
        }
    }

    /// Ends the program: `sentence` says which input is wrong and what was expected.
    pub fn refuse(&self, sentence: &str) -> ! {
        refuse(self.usage, sentence)
    }
}

fn number_from<N>(
    arguments: &mut pico_args::Arguments,
    option: &'static str,
    range: &RangeInclusive<N>,
) -> Result<Option<N>, String>
where
    N: FromStr + PartialOrd + Display,
{
    let (low, high) = (range.start(), range.end());
    let text: Option<String> = arguments
        .opt_value_from_str(option)
        .map_err(|error| error.to_string())?;
    let Some(text) = text else { return Ok(None) };
    match text.parse() {
        Ok(number) if range.contains(&number) => Ok(Some(number)),
        _ => Err(format!(
            "{option} takes a number from {low} to {high}, not `{text}`"
        )),
    }
}

fn nothing_left(rest: &[OsString]) -> Result<(), String> {
    match rest.first() {
        None => Ok(()),
        Some(argument) => Err(format!(
            "`{}` is not an argument of this lesson",
            argument.to_string_lossy()
        )),
    }
}

fn refuse(usage: &str, sentence: &str) -> ! {
    eprintln!("{sentence}; usage: {}", line(usage));
    exit(2)
}

/// `cargo run … --example 09_lost_update -- [--trials N]`: options of a lesson come after cargo's own `--`.
fn line(usage: &str) -> String {
    let program = std::env::args_os().next().map(PathBuf::from);
    let lesson = program
        .as_deref()
        .and_then(Path::file_stem)
        .unwrap_or_default();
    let command = format!("cargo run … --example {}", lesson.to_string_lossy());
    if usage.is_empty() {
        command
    } else {
        format!("{command} -- {usage}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(words: &[&str]) -> pico_args::Arguments {
        pico_args::Arguments::from_vec(words.iter().map(OsString::from).collect())
    }

    #[test]
    fn a_number_in_range_is_taken() {
        let number = number_from(&mut given(&["--workers", "3"]), "--workers", &(1..=64));
        assert_eq!(number, Ok(Some(3)));
    }

    #[test]
    fn an_absent_option_is_no_error() {
        assert_eq!(
            number_from(&mut given(&[]), "--workers", &(1..=64)),
            Ok(None::<u32>)
        );
    }

    #[test]
    fn a_word_or_a_number_out_of_range_is_refused_with_what_was_expected() {
        for wrong in ["many", "0", "65", "-1", "2.5", ""] {
            let sentence =
                number_from(&mut given(&["--workers", wrong]), "--workers", &(1..=64)).unwrap_err();
            assert_eq!(
                sentence,
                format!("--workers takes a number from 1 to 64, not `{wrong}`")
            );
        }
    }

    #[test]
    fn an_option_without_its_value_is_refused() {
        assert!(number_from(&mut given(&["--workers"]), "--workers", &(1..=64)).is_err());
    }

    #[test]
    fn an_unknown_argument_is_named() {
        let sentence = nothing_left(&given(&["--wrokers"]).finish()).unwrap_err();
        assert_eq!(sentence, "`--wrokers` is not an argument of this lesson");
    }
}
