//! Runs one test in a process of its own, and says how it ended.
//!
//! A test that hangs is found in three ways, the earliest first: watched threads report themselves; `probe` sees that all
//! threads stand still; the time limit passes.

mod attend;
mod libtest;
mod sign;

use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use self::attend::{Attention, End, attend};
use self::sign::Sign;
use crate::supervise::Group;
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
pub struct Cancel {
    cancelled: Arc<AtomicBool>,
    /// Cancelled with this one, too.
    outer: Option<Arc<AtomicBool>>,
}

impl Cancel {
    /// Not yet cancelled.
    pub fn new() -> Self {
        Cancel::default()
    }

    /// One that is cancelled with this one, but does not cancel it. It knows this one alone, none further out.
    pub(crate) fn inner(&self) -> Self {
        Cancel {
            cancelled: Arc::default(),
            outer: Some(Arc::clone(&self.cancelled)),
        }
    }

    /// Ends every run that was given this or a clone of it, within 20 ms; those that begin later end at once.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed); // Relaxed: nothing is handed over with it.
    }

    /// Whether somebody has cancelled.
    pub fn is_cancelled(&self) -> bool {
        let outer = self.outer.iter();
        outer
            .chain([&self.cancelled])
            .any(|cancelled| cancelled.load(Ordering::Relaxed))
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

/// Runs the test `full_name`, such as `cases::a_deposit_is_added`, of a libtest binary in a process of its own.
///
/// It has passed if the process ended with exit code 0, after libtest noted in a file that this test has run to its end
/// well. So `process::exit(0)` is no pass, nor is a printed `test result: ok`. A test that looks for that file and writes
/// the words itself would pass: code that runs in the same process can do all that libtest can.
pub fn run_test(binary: &Path, full_name: &str, limits: &Limits, cancel: &Cancel) -> TestReport {
    let started = Instant::now();
    let mut output = Vec::new();
    let outcome = if cancel.is_cancelled() {
        Outcome::NotRun
    } else {
        outcome(binary, full_name, limits, cancel, &mut output).unwrap_or_else(|error| {
            output = format!("{} cannot be run: {error}", binary.display()).into_bytes();
            Outcome::NotRun
        })
    };
    TestReport {
        name: short(full_name).to_string(),
        outcome,
        time: started.elapsed(),
        output: libtest::without_frame(&String::from_utf8_lossy(&output), full_name),
    }
}

/// The function's name, without the modules before it.
pub(crate) fn short(full_name: &str) -> &str {
    full_name.rsplit("::").next().unwrap_or(full_name)
}

fn outcome(
    binary: &Path,
    full_name: &str,
    limits: &Limits,
    cancel: &Cancel,
    output: &mut Vec<u8>,
) -> io::Result<Outcome> {
    // One pipe for both streams, so that they stay in the order in which they were written.
    let (printed, stdout) = io::pipe()?;
    let mut command = Command::new(binary);
    command
        .args(["--exact", full_name, "--nocapture", "--test-threads", "1"])
        .env("RUST_BACKTRACE", "0")
        .stderr(stdout.try_clone()?)
        .stdout(stdout);
    let mut sign = Sign::ask(&mut command)?;
    let mut group = Group::start(&mut command)?;
    // Our copies of the writing end: the pipe ends when the last process has closed its own.
    drop(command);
    group.limit_memory(limits.memory);
    let end = attend(
        &mut group,
        vec![Box::new(printed)],
        Attention {
            limit: limits.run,
            cancel,
            probe: Some(full_name),
        },
        &mut |_, bytes| {
            let room = limits.output - output.len();
            output.extend(&bytes[..bytes.len().min(room)]);
            bytes.len() <= room
        },
    )?;
    Ok(match end {
        End::Exited(status) => libtest::outcome(
            status,
            &String::from_utf8_lossy(output),
            &sign.read(),
            full_name,
        ),
        End::Still(threads) => Outcome::Still { threads },
        End::TooLong(threads) => Outcome::TooLong {
            limit: limits.run,
            threads,
        },
        End::Refused => Outcome::TooMuchOutput {
            limit: limits.output,
        },
        End::Cancelled => Outcome::NotRun,
    })
}

/// The full names of the tests in a libtest binary, such as `cases::a_deposit_is_added`, in the order of the alphabet.
///
/// # Errors
///
/// If the binary cannot be started, or fails, or was cancelled.
pub fn list_tests(binary: &Path, cancel: &Cancel) -> io::Result<Vec<String>> {
    let mut command = Command::new(binary);
    command.args(["--list", "--format", "terse"]);
    let done = run_command(&mut command, Limits::default().run, cancel, &mut |_| {});
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

/// Runs a command such as cargo in a process group of its own, without input. Gives the lines of both of its streams to
/// `on_line` as they come.
///
/// If it cannot be started, the result has no status and says so in `stderr`.
pub fn run_command(
    command: &mut Command,
    limit: Duration,
    cancel: &Cancel,
    on_line: &mut dyn FnMut(&str),
) -> Finished {
    let started = Instant::now();
    let mut finished = Finished::default();
    if cancel.is_cancelled() {
        finished.cancelled = true;
        return finished;
    }
    let mut streams = [Vec::new(), Vec::new()];
    let mut told = [0, 0];
    let mut on_bytes = |stream: usize, bytes: &[u8]| {
        let text: &mut Vec<u8> = &mut streams[stream];
        text.extend(bytes);
        while let Some(length) = text[told[stream]..].iter().position(|byte| *byte == b'\n') {
            let end = told[stream] + length;
            on_line(&String::from_utf8_lossy(&text[told[stream]..end]));
            told[stream] = end + 1;
        }
        true
    };
    let end = follow(command, limit, cancel, &mut on_bytes);
    for (text, told) in streams.iter().zip(told) {
        if told < text.len() {
            on_line(&String::from_utf8_lossy(&text[told..]));
        }
    }
    let [stdout, stderr] = streams.map(|text| String::from_utf8_lossy(&text).into_owned());
    finished.stdout = stdout;
    finished.stderr = stderr;
    finished.time = started.elapsed();
    match end {
        Ok(End::Exited(status)) => finished.status = Some(status),
        Ok(End::TooLong(_)) => finished.timed_out = true,
        Ok(_) => finished.cancelled = true,
        Err(error) => {
            let program = command.get_program().display();
            finished.stderr = format!("{program} cannot be run: {error}");
        }
    }
    finished
}

fn follow(
    command: &mut Command,
    limit: Duration,
    cancel: &Cancel,
    on_bytes: &mut dyn FnMut(usize, &[u8]) -> bool,
) -> io::Result<End> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut group = Group::start(command)?;
    let stdout = group.leader.stdout.take().map(|it| Box::new(it) as _);
    let stderr = group.leader.stderr.take().map(|it| Box::new(it) as _);
    let attention = Attention {
        limit,
        cancel,
        probe: None,
    };
    attend(
        &mut group,
        stdout.into_iter().chain(stderr).collect(),
        attention,
        on_bytes,
    )
}

#[cfg(test)]
mod tests {
    use super::Cancel;

    #[test]
    fn an_inner_cancel_follows_the_outer_and_not_the_other_way_round() {
        let outer = Cancel::new();
        let (first, second) = (outer.inner(), outer.inner());
        first.cancel();
        assert!(first.is_cancelled());
        assert!(!outer.is_cancelled() && !second.is_cancelled());
        outer.cancel();
        assert!(outer.is_cancelled() && second.is_cancelled());
    }
}
