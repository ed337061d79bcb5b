//! Runs one test in a process of its own, and says how it ended.

use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::verdict::{Outcome, TestReport};

/// How much a check may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For one build.
    pub build: Duration,
    /// For one test.
    pub run: Duration,
    /// What one test may print, in bytes.
    pub output: usize,
    /// The data of one test's process, in bytes; only Linux keeps it.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            build: Duration::from_secs(300),
            run: Duration::from_secs(10),
            output: 1 << 20,
            memory: 4 << 30,
        }
    }
}

/// Ends runs early: every clone cancels all of them, for good.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Not yet cancelled.
    pub fn new() -> Self {
        Cancel::default()
    }

    /// Ends every run that was given this or a clone of it, within 20 ms; those that begin later end at once.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed); // Relaxed: nothing is handed over with it.
    }

    /// Whether somebody has cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How a command ended.
#[derive(Clone, Debug, Default)]
pub struct Finished {
    /// `None` if it was ended early, by its limit or by a cancel, or could not be started.
    pub status: Option<ExitStatus>,
    /// All of its standard output.
    pub stdout: String,
    /// All of its standard error.
    pub stderr: String,
    /// It ran into its time limit.
    pub timed_out: bool,
    /// Somebody cancelled it.
    pub cancelled: bool,
    /// From its start to its end.
    pub time: Duration,
}

impl Finished {
    /// Whether it ran to its end, with exit code 0.
    pub fn success(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }
}

/// Runs the test `full_name` of a libtest binary in a process of its own.
pub fn run_test(binary: &Path, full_name: &str, limits: &Limits, cancel: &Cancel) -> TestReport {
    let started = Instant::now();
    let _ = (limits, cancel);
    let output = Command::new(binary)
        .args(["--exact", full_name, "--nocapture", "--test-threads", "1"])
        .stdin(Stdio::null())
        .output();
    let (outcome, output) = match output {
        Ok(done) => {
            let text = String::from_utf8_lossy(&done.stdout).into_owned()
                + &String::from_utf8_lossy(&done.stderr);
            let passed = done.status.success() && text.contains("test result: ok. 1 passed");
            let outcome = match done.status.code() {
                _ if passed => Outcome::Passed,
                Some(86) => Outcome::Stuck {
                    report: text.clone(),
                },
                Some(101) => Outcome::Failed {
                    message: text.clone(),
                },
                code => Outcome::Exited {
                    code: code.unwrap_or(-1),
                },
            };
            (outcome, text)
        }
        Err(error) => (Outcome::NotRun, error.to_string()),
    };
    TestReport {
        name: full_name
            .rsplit("::")
            .next()
            .unwrap_or(full_name)
            .to_string(),
        outcome,
        time: started.elapsed(),
        output,
    }
}

/// The full names of the tests in a libtest binary, such as `cases::a_deposit_is_added`, in the order of the alphabet.
///
/// # Errors
///
/// If the binary cannot be started, or fails, or was cancelled.
pub fn list_tests(binary: &Path, cancel: &Cancel) -> io::Result<Vec<String>> {
    let mut command = Command::new(binary);
    command.args(["--list", "--format", "terse"]);
    let done = run_command(&mut command, Duration::from_secs(10), cancel, &mut |_| {});
    if !done.success() {
        return Err(io::Error::other(done.stderr));
    }
    Ok(done
        .stdout
        .lines()
        .filter_map(|line| line.strip_suffix(": test"))
        .map(str::to_string)
        .collect())
}

/// Runs a command such as cargo, with the lines of both of its streams given to `on_line` as they come.
///
/// If it cannot be started, the result has no status and says so in `stderr`.
pub fn run_command(
    command: &mut Command,
    limit: Duration,
    cancel: &Cancel,
    on_line: &mut dyn FnMut(&str),
) -> Finished {
    let started = Instant::now();
    let _ = (limit, cancel);
    let done = match command.stdin(Stdio::null()).output() {
        Ok(done) => done,
        Err(error) => {
            return Finished {
                stderr: format!(
                    "{} cannot be started: {error}",
                    command.get_program().display()
                ),
                ..Finished::default()
            };
        }
    };
    let stdout = String::from_utf8_lossy(&done.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&done.stderr).into_owned();
    for line in stdout.lines().chain(stderr.lines()) {
        on_line(line);
    }
    Finished {
        status: Some(done.status),
        stdout,
        stderr,
        time: started.elapsed(),
        ..Finished::default()
    }
}
