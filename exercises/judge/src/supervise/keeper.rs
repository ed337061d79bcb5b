//! The keeper: waits for the end of its judge, then ends what that has left behind.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};
use std::{fs, process, thread};

use rustix::process::{Pid, Signal, kill_process_group, setsid};

/// The environment variable that asks a process to be a keeper, and tells it the mark of its judge's runs.
pub(super) const ASKED: &str = "JUDGE_KEEPER";

/// What the keeper is called in a list of processes; at most 15 bytes.
pub(super) const NAME: &str = "judge-keeper";

/// `begin GROUP`: a process group has begun.
pub(super) const BEGIN: &str = "begin";

/// `end GROUP`: a process group has been ended.
pub(super) const END: &str = "end";

/// `terminal SETTINGS`: the terminal must be put back. Without settings: it need not be.
pub(super) const TERMINAL: &str = "terminal";

/// Does the keeper's work.
pub(super) fn serve(mark: &str) -> ! {
    // Away from the terminal: its signals do not reach other sessions, nor does it stop those that change its settings.
    let _ = setsid();
    let _ = fs::write("/proc/self/comm", NAME);
    let _ = io::stdout().write_all(b"!");
    let _ = io::stdout().flush();

    let mut groups = BTreeSet::new();
    let mut terminal = String::new();
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        match line.split_once(' ') {
            Some((BEGIN, group)) => groups.extend(group.parse::<i32>()),
            Some((END, group)) => {
                let _ = group.parse().map(|group| groups.remove(&group));
            }
            Some((TERMINAL, settings)) => terminal = settings.to_string(),
            _ => {}
        }
    }

    // In a thread of its own: a terminal that was told to hold its output would hold us too.
    let restore = thread::spawn(move || super::terminal::restore(&terminal));
    for group in groups.into_iter().filter_map(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    #[cfg(target_os = "linux")]
    super::mark::end_all(mark);
    #[cfg(not(target_os = "linux"))]
    let _ = mark;
    let _ = restore.join();
    process::exit(0)
}
