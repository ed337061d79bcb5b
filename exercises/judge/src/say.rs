//! A verdict, as the learner reads it.

use std::fmt::Write;
use std::time::Duration;

use crate::paint::{Paint, without_colours};
use crate::verdict::{Engine, Obstacle, Outcome, TestReport, Verdict};

/// How many lines of one test's output are shown. A time line has at most 40.
const LINES: usize = 60;

/// The whole verdict: every stage, and the conclusion. Ends with a line break.
pub fn verdict(verdict: &Verdict, paint: Paint) -> String {
    let mut text = String::new();
    for stage in &verdict.stages {
        if stage.obstacle.is_none() {
            let line = stage_line(stage.engine, stage.build_time, 0, paint);
            let _ = writeln!(text, "{line}");
        }
        for test in &stage.tests {
            let _ = writeln!(text, "{}", test_lines(test, paint));
        }
    }
    text + &conclusion(verdict, paint)
}

/// What came out: what rustc says, the first failure at length, and how to go on. Ends with a line break.
pub fn conclusion(verdict: &Verdict, paint: Paint) -> String {
    let mut text = String::new();
    // The engines compile the same file, and rustc warns each time.
    let mut warned = "";
    for stage in &verdict.stages {
        if let Some(obstacle) = &stage.obstacle {
            text += &obstacle_text(obstacle, paint);
        } else if stage.passed() && !stage.warnings.is_empty() && stage.warnings != warned {
            let _ = write!(text, "\nrustc warns:\n{}", painted(&stage.warnings, paint));
            warned = &stage.warnings;
        }
    }
    if let Some((_, test)) = verdict.first_failure() {
        text += &failure(test, paint);
    }
    for note in &verdict.notes {
        let _ = writeln!(text, "\nnote: {note}");
    }
    let name = &verdict.exercise;
    let headline = if verdict.passed() {
        paint.good(&format!("{name}: passed"))
    } else if verdict.was_cancelled() {
        format!("{name}: cancelled")
    } else {
        paint.bad(&format!("{name}: not yet"))
    };
    let _ = writeln!(text, "\n{headline}");
    if let Some(last) = verdict.stages.last() {
        let _ = writeln!(
            text,
            "{}",
            paint.quiet(&format!("by hand: {}", last.command))
        );
        if !verdict.passed() && !verdict.was_cancelled() {
            let help = format!("help:    cargo course hint {name}");
            let _ = writeln!(text, "{}", paint.quiet(&help));
        }
    }
    text
}

/// What a stage proves, and how long its build took.
pub fn stage_line(engine: Engine, built: Duration, foreign_crates: usize, paint: Paint) -> String {
    let mut how = format!("(built in {}", short_time(built));
    if foreign_crates > 0 {
        let _ = write!(how, ", with {foreign_crates} crates from elsewhere");
    }
    how.push(')');
    format!(
        "{} {}",
        paint.strong(engine_words(engine)),
        paint.quiet(&how)
    )
}

/// One test on one line: its mark, its name as a sentence, its time or what happened.
pub fn test_line(test: &TestReport, paint: Paint) -> String {
    let sentence = sentence(&test.name);
    if test.outcome == Outcome::Passed {
        let time = paint.quiet(&short_time(test.time));
        format!("  {} {sentence}  {time}", paint.good("✓"))
    } else {
        let what = paint.quiet(in_short(&test.outcome));
        format!("  {} {sentence}  {what}", paint.bad("✗"))
    }
}

/// [`test_line`], and below it what a model checker tried in vain.
pub fn test_lines(test: &TestReport, paint: Paint) -> String {
    let mut text = test_line(test, paint);
    if test.outcome == Outcome::Passed {
        for line in test.output.lines().filter_map(model_line) {
            let _ = write!(text, "\n    {}", paint.quiet(line));
        }
    }
    text
}

/// The name of a test as it is read: spaces for underscores.
pub fn sentence(name: &str) -> String {
    name.replace('_', " ")
}

/// `model cases::x: no failure in 3 executions (2 threads, 1.2 ms)`, without the name.
fn model_line(line: &str) -> Option<&str> {
    let start = line.find("no failure in ")?;
    line[..start]
        .contains("model ")
        .then(|| line[start..].trim_end())
}

/// What a stage proves.
pub fn engine_words(engine: Engine) -> &'static str {
    match engine {
        Engine::Watched => "on watched threads",
        Engine::Explored => "in every interleaving",
        Engine::Loom => "under loom",
    }
}

/// What keeps the tests from running.
pub fn obstacle_text(obstacle: &Obstacle, paint: Paint) -> String {
    match obstacle {
        Obstacle::Refused { sentences } => {
            let mut text = String::new();
            for sentence in sentences {
                let _ = writeln!(text, "  {} {sentence}", paint.bad("✗"));
            }
            text
        }
        Obstacle::NoText { sentence } => {
            format!("  {} {sentence}.\n", paint.bad("✗"))
        }
        Obstacle::TestsGone { files } => format!(
            "  {} the tests of this exercise are gone: {}.\n    `git checkout HEAD -- {}` brings them back.\n",
            paint.bad("✗"),
            files.join(" and "),
            files.join(" ")
        ),
        Obstacle::Cancelled => String::new(),
        Obstacle::DoesNotCompile { rendered, codes } => {
            let mut text = painted(rendered, paint);
            if let Some(code) = codes.first() {
                let _ = writeln!(
                    text,
                    "{}",
                    paint.quiet(&format!("more:    rustc --explain {code}"))
                );
            }
            text
        }
        Obstacle::BuildTooLong { limit } => format!(
            "  {} it did not compile within {}.\n",
            paint.bad("✗"),
            short_time(*limit)
        ),
        Obstacle::CargoFailed { message } => {
            format!(
                "  {} cargo could not build it:\n{message}\n",
                paint.bad("✗")
            )
        }
    }
}

/// The first failure: its name, what it means, and what was printed.
fn failure(test: &TestReport, paint: Paint) -> String {
    format!(
        "\n{}\n{}",
        paint.strong(&sentence(&test.name)),
        ending(test)
    )
}

/// How a test ended: what that means, and what was printed, at most a screen of it.
pub fn ending(test: &TestReport) -> String {
    let mut text = String::new();
    let meaning = meaning(&test.outcome);
    if !meaning.is_empty() {
        let _ = writeln!(text, "{meaning}");
    }
    let output = tidy(&test.output);
    let lines: Vec<&str> = output.lines().collect();
    for line in lines.iter().take(LINES) {
        let _ = writeln!(text, "{line}");
    }
    if lines.len() > LINES {
        let _ = writeln!(text, "… and {} more lines", lines.len() - LINES);
    }
    text
}

/// What an outcome means beyond what the test printed; may be empty.
fn meaning(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed | Outcome::Failed { .. } | Outcome::Stuck { .. } => String::new(),
        Outcome::NotRun => {
            "It was not run, and so proves nothing. Is it marked `#[ignore]`?".to_string()
        }
        Outcome::Still { threads } => format!(
            "All its threads stand still, and none of them waits for a time: nothing will ever happen.\n{}",
            indented(threads)
        ),
        Outcome::TooLong { limit, threads } => format!(
            "It did not end within {}. A loop without an end? A wait for what never comes?\n{}",
            short_time(*limit),
            indented(threads)
        ),
        Outcome::TooMuchOutput { limit } => format!(
            "It printed more than {} KiB, and was ended. A loop that prints for ever?",
            limit / 1024
        ),
        Outcome::Exited { code } => format!(
            "The program ended with exit code {code} before the test did. Does something call `process::exit`? It ends \
             everything, tests and all: let the function return."
        ),
        Outcome::Killed {
            stack_overflow: true,
            ..
        } => "A stack overflowed: a function that calls itself without an end, or too deep.".to_string(),
        Outcome::Killed { signal, .. } => format!("The signal {signal} ended the program."),
        Outcome::Missing => "It is missing: somebody deleted or renamed this test. A check without it proves nothing. \
             `git status` shows what was changed."
            .to_string(),
    }
}

/// How a test ended, in a word or two.
pub fn in_short(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "",
        Outcome::Failed { .. } => "failed",
        Outcome::Stuck { .. } => "stuck",
        Outcome::Still { .. } => "stands still",
        Outcome::TooLong { .. } => "takes too long",
        Outcome::TooMuchOutput { .. } => "prints too much",
        Outcome::Exited { .. } => "ended the program",
        Outcome::Killed {
            stack_overflow: true,
            ..
        } => "stack overflow",
        Outcome::Killed { .. } => "killed by a signal",
        Outcome::Missing => "missing",
        Outcome::NotRun => "not run",
    }
}

fn indented(lines: &[String]) -> String {
    lines
        .iter()
        .fold(String::new(), |text, line| text + "  " + line + "\n")
}

/// What a test printed, without what says nothing new.
fn tidy(output: &str) -> String {
    let mut text = without_colours(output).replace("/tests/../", "/");
    // A failing model has drawn its time line; the panic that follows repeats the headline.
    if text.starts_with("model ")
        && let Some(end) = text.find("\nthread '")
    {
        text.truncate(end);
    }
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("note: run with `RUST_BACKTRACE"))
        .collect();
    lines.join("\n").trim_matches('\n').to_string()
}

/// What rustc rendered, as it is or without its colours.
fn painted(rendered: &str, paint: Paint) -> String {
    let text = rendered.replace("/tests/../", "/");
    match paint {
        Paint::Coloured => text,
        Paint::Plain => without_colours(&text),
    }
}

/// `3 ms`, `1.25 s`.
pub fn short_time(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.2} s", time.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::{short_time, tidy, verdict};
    use crate::paint::{Paint, without_colours};
    use crate::verdict::{Engine, Obstacle, Outcome, Stage, TestReport, Verdict};
    use std::time::Duration;

    fn told(outcome: Outcome, output: &str) -> String {
        let test = TestReport {
            name: "a_deposit_is_added".to_string(),
            outcome,
            time: Duration::from_millis(3),
            output: output.to_string(),
        };
        said(vec![test], None)
    }

    fn said(tests: Vec<TestReport>, obstacle: Option<Obstacle>) -> String {
        let stage = Stage {
            engine: Engine::Watched,
            command: "cargo test -p exercises-threads --test 05_account".to_string(),
            build_time: Duration::from_millis(190),
            warnings: String::new(),
            obstacle,
            tests,
        };
        let whole = Verdict {
            exercise: "threads/05_account".to_string(),
            stages: vec![stage],
            notes: vec!["edited".to_string()],
        };
        verdict(&whole, Paint::Plain)
    }

    #[test]
    fn a_pass_says_so_and_how_to_repeat_it() {
        let text = told(Outcome::Passed, "");
        assert!(text.contains("threads/05_account: passed\n"), "{text}");
        assert!(text.contains("✓ a deposit is added  3 ms"), "{text}");
        assert!(
            text.contains("by hand: cargo test -p exercises-threads"),
            "{text}"
        );
        assert!(text.contains("note: edited"), "{text}");
        assert!(!text.contains("hint"), "{text}");
    }

    #[test]
    fn a_failure_shows_its_message_and_where_to_find_help() {
        let output = "\nthread 'x' panicked at exercises/threads/tests/../05_account.rs:3:1:\nno\n\
                      note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n";
        let message = "no".to_string();
        let text = told(Outcome::Failed { message }, output);
        assert!(text.contains("threads/05_account: not yet"), "{text}");
        assert!(
            text.contains("at exercises/threads/05_account.rs:3:1:\nno\n"),
            "{text}"
        );
        assert!(!text.contains("RUST_BACKTRACE"), "{text}");
        assert!(
            text.contains("cargo course hint threads/05_account"),
            "{text}"
        );
    }

    #[test]
    fn every_other_end_is_explained() {
        let limit = Duration::from_secs(10);
        let threads = vec!["main: computes".to_string()];
        let ends = [
            (Outcome::Exited { code: 0 }, "process::exit"),
            (
                Outcome::TooMuchOutput { limit: 1 << 20 },
                "more than 1024 KiB",
            ),
            (Outcome::Missing, "deleted or renamed"),
            (
                Outcome::Killed {
                    signal: "SIGABRT".to_string(),
                    stack_overflow: true,
                },
                "stack overflowed",
            ),
            (
                Outcome::Still {
                    threads: threads.clone(),
                },
                "stand still",
            ),
            (
                Outcome::TooLong { limit, threads },
                "did not end within 10.00 s",
            ),
        ];
        for (end, words) in ends {
            let text = told(end, "");
            assert!(text.contains("not yet") && text.contains(words), "{text}");
        }
    }

    #[test]
    fn what_keeps_tests_from_running_is_said_instead() {
        let sentence = "exercises/threads/05_account.rs is empty; write it".to_string();
        let text = said(Vec::new(), Some(Obstacle::NoText { sentence }));
        assert!(
            text.contains("05_account.rs is empty; write it.\n"),
            "{text}"
        );
        let rendered =
            "\x1b[1merror\x1b[0m: at exercises/threads/tests/../05_account.rs\n".to_string();
        let codes = vec!["E0382".to_string()];
        let text = said(
            Vec::new(),
            Some(Obstacle::DoesNotCompile { rendered, codes }),
        );
        assert!(
            text.contains("error: at exercises/threads/05_account.rs\n"),
            "{text}"
        );
        assert!(text.contains("rustc --explain E0382"), "{text}");
        assert!(text.contains("not yet"), "{text}");
    }

    #[test]
    fn a_failing_model_is_shown_once() {
        let output = "model x: panic in execution 2\n\n  main │ where\n\nthread 'x' panicked at y:\npanic in execution 2\n";
        assert_eq!(
            tidy(output),
            "model x: panic in execution 2\n\n  main │ where"
        );
    }

    #[test]
    fn colours_are_taken_away() {
        assert_eq!(without_colours("a\x1b[1;31mb\x1b[0m"), "ab");
        assert_eq!(short_time(Duration::from_millis(1250)), "1.25 s");
    }
}
