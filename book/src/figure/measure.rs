//! Measures a figure's values anew: runs its command, and takes the numbers out of what it prints.

use std::error::Error;
use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use super::data::{Facts, Figure};
use crate::Course;

/// Runs the command of `figure` and takes its values over.
///
/// # Errors
///
/// If the command fails, or does not print a line that the figure needs.
pub fn measure(figure: &mut Figure, course: &Course) -> Result<(), Box<dyn Error>> {
    let mut words = figure.command.split(' ');
    let program = words.next().unwrap_or_default();
    let done = Command::new(program)
        .args(words)
        .current_dir(&course.root)
        .output()?;
    if !done.status.success() {
        return Err(format!("`{}` ended with {}", figure.command, done.status).into());
    }
    let printed = String::from_utf8_lossy(&done.stdout);
    for bar in &mut figure.bars {
        bar.value = number(&printed, &bar.line, bar.number)?;
    }
    for point in figure
        .series
        .iter_mut()
        .flat_map(|series| &mut series.points)
    {
        point.value = number(&printed, &point.line, point.number)?;
    }
    figure.facts = Some(facts()?);
    Ok(())
}

/// The number with the index `index`, from 1, in the line of `printed` that begins with `line`.
fn number(printed: &str, line: &str, index: usize) -> Result<f64, String> {
    let found = printed
        .lines()
        .map(str::trim_start)
        .find_map(|it| {
            it.strip_prefix(line)
                .filter(|rest| line.ends_with(':') || rest.starts_with([' ', ':']))
        })
        .ok_or_else(|| format!("nothing was printed that begins with {line:?}"))?;
    let mut numbers = found
        .split(|it: char| !(it.is_ascii_digit() || it == '.'))
        .filter_map(|text| text.parse::<f64>().ok());
    numbers
        .nth(index.saturating_sub(1))
        .ok_or_else(|| format!("the line {line:?} has no number {index}"))
}

fn facts() -> Result<Facts, Box<dyn Error>> {
    let told = |program: &str, arguments: &[&str]| {
        let done = Command::new(program).args(arguments).output()?;
        Ok::<String, Box<dyn Error>>(String::from_utf8_lossy(&done.stdout).trim().to_string())
    };
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("unknown", |(_, name)| name);
    Ok(Facts {
        cpu: cpu.to_string(),
        cores: available_parallelism()?.get(),
        system: told("uname", &["-sr"])?,
        rustc: told("rustc", &["--version"])?,
        date: told("date", &["+%Y-%m-%d"])?,
    })
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_found_by_line_and_place() {
        let printed = "table\n   100     28829      15.9 ms   1.80 x  ███\n  1000  2883  15.0 ms\n  a thread:   62 µs\n";
        assert_eq!(number(printed, "100", 3), Ok(1.80));
        assert_eq!(number(printed, "1000", 1), Ok(2883.0));
        assert_eq!(number(printed, "a thread:", 1), Ok(62.0));
        assert!(number(printed, "10", 1).is_err());
        assert!(number(printed, "100", 9).is_err());
    }
}
