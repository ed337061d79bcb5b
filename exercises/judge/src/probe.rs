//! What the threads of a process are doing, by the kernel's account: Linux tells it in `/proc`.
//!
//! A process whose threads all wait without a time limit, and of which none has run for a while, will never go on: it
//! stands still. A thread that computes, sleeps by the clock or waits with a time limit may go on, so it never counts.
//! Neither does a thread about which the kernel does not tell enough. Where there is no `/proc`, nothing ever counts.

#[cfg(target_os = "linux")]
mod doing;
#[cfg(target_os = "linux")]
mod system;

use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use system::look;

/// How often a process is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How long every thread must have stood still.
const QUIET: Duration = Duration::from_millis(800);

/// The same if there is a watcher: its report says more, and must come first even where the machine is busy.
const QUIET_IF_WATCHED: Duration = Duration::from_millis(1500);

/// The thread of `interleave` that watches the others by the clock: what it does keeps nobody's hope alive. The kernel
/// cuts names after 15 bytes.
const WATCHER: &str = "interleave watc";

/// One thread, at one moment.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    process: u32,
    thread: u32,
    name: String,
    /// How often it has been switched away from: unchanged means that it has not run.
    switches: u64,
    /// A sentence without its subject: `waits in futex (a lock, a join or a condition variable)`.
    doing: String,
    /// Whether that is a wait without a time limit.
    endless: bool,
}

impl Seen {
    fn is_watcher(&self) -> bool {
        self.name == WATCHER
    }
}

/// Watches one process group for standing still.
pub(crate) struct Probe {
    group: u32,
    /// The test's full name, which its thread bears.
    test: String,
    next: Instant,
    /// What was last seen of a group that stood still, and since when.
    still: Option<(Vec<Seen>, Instant)>,
}

impl Probe {
    /// For the group led by the process `group`, which runs `test`.
    pub fn new(group: u32, test: &str) -> Self {
        Probe {
            group,
            test: test.to_string(),
            next: Instant::now() + LOOK_EVERY,
            still: None,
        }
    }

    /// Looks, if it is time to. One line per thread if the group has stood still for long enough.
    pub fn still(&mut self) -> Option<Vec<String>> {
        let now = Instant::now();
        if now < self.next {
            return None;
        }
        self.next = now + LOOK_EVERY;
        // The rest of the group costs a walk through all processes: only if it decides.
        let mut seen = look(self.group, false);
        if all_endless(&seen) {
            seen = look(self.group, true);
        }
        if !all_endless(&seen) {
            self.still = None;
            return None;
        }
        let quiet = if seen.iter().any(Seen::is_watcher) {
            QUIET_IF_WATCHED
        } else {
            QUIET
        };
        // It moves by the clock.
        seen.retain(|one| !one.is_watcher());
        match &self.still {
            Some((before, since)) if *before == seen => {
                (now - *since >= quiet).then(|| self.lines(&seen))
            }
            _ => {
                self.still = Some((seen, now));
                None
            }
        }
    }

    /// What each thread is doing now, one line each.
    pub fn threads(&self) -> Vec<String> {
        self.lines(&look(self.group, true))
    }

    fn lines(&self, seen: &[Seen]) -> Vec<String> {
        let line = |one: &Seen| {
            let name = if self.test.starts_with(&one.name) {
                "the test"
            } else {
                &one.name
            };
            let elsewhere = if one.process == self.group {
                String::new()
            } else {
                format!(" (process {})", one.process)
            };
            format!("{name}{elsewhere}: {}", one.doing)
        };
        // libtest's main thread only waits for the test: no news, as long as there is another.
        let is_main = |one: &&Seen| one.process == self.group && one.thread == self.group;
        let others: Vec<String> = seen
            .iter()
            .filter(|one| !is_main(one) && !one.is_watcher())
            .map(line)
            .collect();
        if others.is_empty() {
            seen.iter().map(line).collect()
        } else {
            others
        }
    }
}

/// Whether there are threads, and all of them wait without a time limit, but for the watcher. A watcher that computes, or
/// waits for its turn on a busy machine, may be about to report.
fn all_endless(seen: &[Seen]) -> bool {
    let counts = |one: &Seen| one.endless || (one.is_watcher() && one.doing.starts_with("waits"));
    !seen.is_empty() && seen.iter().all(counts)
}

/// This system does not tell.
#[cfg(not(target_os = "linux"))]
fn look(_group: u32, _all: bool) -> Vec<Seen> {
    Vec::new()
}
