//! Finds processes by the mark in their environment, wherever they have moved.

use std::time::{Duration, Instant};
use std::{fs, thread};

use rustix::process::{Pid, Signal, kill_process};

use super::group::MARKED;

/// How long to go on, if processes beget processes faster than they are ended.
const PATIENCE: Duration = Duration::from_secs(1);

/// Ends every process whose mark begins with `mark`, until there is none.
pub(super) fn end_all(mark: &str) {
    let begun = Instant::now();
    loop {
        let found = find(mark);
        if found.is_empty() || begun.elapsed() > PATIENCE {
            return;
        }
        for process in found {
            let _ = kill_process(process, Signal::KILL);
        }
        // Until the system has taken them away.
        thread::sleep(Duration::from_millis(2));
    }
}

fn find(mark: &str) -> Vec<Pid> {
    let wanted = format!("{MARKED}={mark}");
    let carries_it = |process: &i32| {
        fs::read(format!("/proc/{process}/environ")).is_ok_and(|environment| {
            let mut variables = environment.split(|byte| *byte == 0);
            variables.any(|variable| variable.starts_with(wanted.as_bytes()))
        })
    };
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(carries_it)
        .filter_map(Pid::from_raw)
        .collect()
}
