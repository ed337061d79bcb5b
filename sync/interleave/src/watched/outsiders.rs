//! Could a thread that is not in the table still act? Linux tells what every thread of the process is doing.
//!
//! The only harmless thing to do is to wait for another thread: a futex wait without time limit. Whoever computes,
//! sleeps by the clock, or waits for a file, a socket or a signal may act later. Two looks at which no thread has run in
//! between show that at some moment all of them stood still together.

/// What one thread of the process was doing when it was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Seen {
    /// The system's number of the thread.
    pub system_id: u64,
    /// How often it has been switched away from: unchanged means that it has not run.
    pub switches: u64,
    /// Whether it waits for another thread, without time limit. Otherwise it may act.
    pub waits: bool,
}

pub(super) use system::{look, this_thread};

#[cfg(target_os = "linux")]
mod system {
    use std::fs;

    use super::Seen;

    /// The system's number of the calling thread.
    pub fn this_thread() -> u64 {
        // The link names the thread as `PID/task/TID`. Without /proc, 0: a thread that may act.
        fs::read_link("/proc/thread-self")
            .ok()
            .and_then(|path| path.file_name()?.to_str()?.parse().ok())
            .unwrap_or(0)
    }

    /// All threads of the process, or `None` if the system does not tell.
    pub fn look() -> Option<Vec<Seen>> {
        let mut all = Vec::new();
        for entry in fs::read_dir("/proc/self/task").ok()? {
            let folder = entry.ok()?.path();
            let system_id = folder.file_name()?.to_str()?.parse().ok()?;
            let (Ok(call), Ok(status)) = (
                fs::read_to_string(folder.join("syscall")),
                fs::read_to_string(folder.join("status")),
            ) else {
                if folder.exists() {
                    return None;
                }
                continue; // It ended while we looked.
            };
            all.push(Seen {
                system_id,
                switches: switches(&status),
                waits: waits_for_a_thread(&call),
            });
        }
        Some(all)
    }

    /// The sum of the lines `voluntary_ctxt_switches: 12` and `nonvoluntary_ctxt_switches: 3`.
    fn switches(status: &str) -> u64 {
        status
            .lines()
            .filter_map(|line| line.split_once("voluntary_ctxt_switches:"))
            .filter_map(|(_, count)| count.trim().parse::<u64>().ok())
            .sum()
    }

    /// Reads `/proc/PID/task/TID/syscall`: `running`, or the call's number and its arguments in hexadecimal.
    fn waits_for_a_thread(call: &str) -> bool {
        let mut words = call.split_whitespace();
        let number = words
            .next()
            .and_then(|word| word.parse::<libc::c_long>().ok());
        let arguments: Vec<u64> = words
            .filter_map(|word| u64::from_str_radix(word.trim_start_matches("0x"), 16).ok())
            .collect();
        // futex(address, operation, value, time limit, …)
        let [_, operation, _, limit, ..] = arguments[..] else {
            return false;
        };
        let flags = libc::FUTEX_PRIVATE_FLAG | libc::FUTEX_CLOCK_REALTIME;
        let waits = [libc::FUTEX_WAIT, libc::FUTEX_WAIT_BITSET];
        number == Some(libc::SYS_futex)
            && waits.contains(&(operation as i32 & !flags))
            && limit == 0
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    /// Threads have no number that this engine could use here.
    pub fn this_thread() -> u64 {
        0
    }

    /// This system does not tell: only the table decides.
    pub fn look() -> Option<Vec<super::Seen>> {
        None
    }
}
