//! What a thread is doing, from the system call that it is in.

use std::fs;
use std::net::TcpStream;
use std::path::Path;

use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};

/// What a thread is doing.
pub(super) struct Doing {
    /// A sentence without its subject.
    pub sentence: String,
    /// Whether it is a wait without a time limit.
    pub endless: bool,
}

/// Where a call keeps its time limit.
#[derive(Clone, Copy)]
enum Limit {
    /// It has none.
    None,
    /// A pointer in this argument: none if it is null.
    Pointer(usize),
    /// A number of milliseconds in this argument: none if it is negative.
    Milliseconds(usize),
    /// With the descriptor in the first argument: a socket may have a time limit, a timer is one.
    Descriptor,
    /// The call is a sleep.
    Sleep,
}

use Limit::{Descriptor, Milliseconds, Pointer, Sleep};

/// The calls in which a thread may wait: number, name, what for, time limit.
const CALLS: &[(i64, &str, &str, Limit)] = &[
    (libc::SYS_read, "read", "", Descriptor),
    (libc::SYS_readv, "readv", "", Descriptor),
    (libc::SYS_write, "write", "", Descriptor),
    (libc::SYS_writev, "writev", "", Descriptor),
    (libc::SYS_recvfrom, "recv", "", Descriptor),
    (libc::SYS_recvmsg, "recvmsg", "", Descriptor),
    (libc::SYS_sendto, "send", "", Descriptor),
    (libc::SYS_sendmsg, "sendmsg", "", Descriptor),
    (libc::SYS_accept, "accept", "", Descriptor),
    (libc::SYS_accept4, "accept", "", Descriptor),
    (libc::SYS_wait4, "wait4", "a child process", Limit::None),
    (libc::SYS_waitid, "waitid", "a child process", Limit::None),
    (libc::SYS_flock, "flock", "a file lock", Limit::None),
    (libc::SYS_ppoll, "poll", "", Pointer(2)),
    (libc::SYS_pselect6, "select", "", Pointer(4)),
    (libc::SYS_epoll_pwait, "epoll_wait", "", Milliseconds(3)),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_poll, "poll", "", Milliseconds(2)),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_select, "select", "", Pointer(4)),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_epoll_wait, "epoll_wait", "", Milliseconds(3)),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_pause, "pause", "a signal", Limit::None),
    (libc::SYS_nanosleep, "nanosleep", "", Sleep),
    (libc::SYS_clock_nanosleep, "clock_nanosleep", "", Sleep),
];

impl Doing {
    /// From `/proc/PID/task/TID/syscall`: `running`, or the call's number, six arguments in hexadecimal and two addresses.
    pub fn read(process: u32, state: char, call: &str) -> Doing {
        let mut words = call.split_whitespace();
        let number = words.next().and_then(|word| word.parse::<i64>().ok());
        let arguments: Vec<u64> = words
            .filter_map(|word| u64::from_str_radix(word.strip_prefix("0x")?, 16).ok())
            .collect();
        let (Some(number), &[first, second, _, fourth, ..]) = (number, &arguments[..]) else {
            return Doing::guess(state, "");
        };
        // Anything but an interruptible sleep: it runs, or was stopped, or the disk is about to answer.
        if state != 'S' {
            return Doing::guess(state, "");
        }
        if number == libc::SYS_futex {
            let operation =
                second as i32 & !(libc::FUTEX_PRIVATE_FLAG | libc::FUTEX_CLOCK_REALTIME);
            let waits = [
                libc::FUTEX_WAIT,
                libc::FUTEX_WAIT_BITSET,
                libc::FUTEX_LOCK_PI,
            ];
            let endless = fourth == 0 && waits.contains(&operation);
            return Doing::waits("futex", "a lock, a join or a condition variable", endless);
        }
        let Some((_, name, what, limit)) = CALLS.iter().find(|call| call.0 == number) else {
            return Doing::waits(&format!("system call {number}"), "", false);
        };
        let endless = match *limit {
            Limit::None => true,
            Pointer(place) => arguments[place] == 0 && !has_timer(process),
            // An int: the upper half of the register may hold anything.
            Milliseconds(place) => {
                (arguments[place] as u32).cast_signed() < 0 && !has_timer(process)
            }
            Descriptor => {
                let file = descriptor(process, first as i32);
                let endless = !file.has_limit;
                return Doing::waits(name, &file.what, endless);
            }
            Sleep => return Doing::sentence("sleeps by the clock"),
        };
        Doing::waits(name, what, endless)
    }

    /// From the state in `stat`, and the kernel's function in which the thread waits, if that is known.
    pub fn guess(state: char, function: &str) -> Doing {
        match (state, function) {
            ('R', _) => Doing::sentence("computes"),
            ('T' | 't', _) => Doing::sentence("is stopped"),
            (_, "" | "0") => Doing::sentence("waits"),
            _ => Doing::sentence(&format!("waits in the kernel's {function}")),
        }
    }

    fn sentence(sentence: &str) -> Doing {
        Doing {
            sentence: sentence.to_string(),
            endless: false,
        }
    }

    fn waits(call: &str, what: &str, endless: bool) -> Doing {
        let what = if what.is_empty() {
            String::new()
        } else {
            format!(" ({what})")
        };
        let limit = if endless { "" } else { ", for a limited time" };
        Doing {
            sentence: format!("waits in {call}{what}{limit}"),
            endless,
        }
    }
}

/// What a thread waits for at a descriptor.
struct File {
    what: String,
    /// Whether the wait ends by itself, or may.
    has_limit: bool,
}

fn descriptor(process: u32, number: i32) -> File {
    let link = fs::read_link(format!("/proc/{process}/fd/{number}"));
    let link = link.unwrap_or_default().to_string_lossy().into_owned();
    let (what, has_limit) = match link.split(':').next() {
        Some("socket") => ("a socket", socket_has_limit(process, number)),
        Some("pipe") => ("a pipe", false),
        Some("anon_inode") if link.contains("eventfd") => ("an eventfd", false),
        // A timer, a terminal, a device: who knows when it speaks.
        _ => ("", true),
    };
    File {
        what: what.to_string(),
        has_limit,
    }
}

/// Whether the socket `number` of `process` has a time limit for reading or writing, or cannot be asked.
fn socket_has_limit(process: u32, number: i32) -> bool {
    let copy = || {
        let process =
            pidfd_open(Pid::from_raw(process.cast_signed())?, PidfdFlags::empty()).ok()?;
        pidfd_getfd(process, number, PidfdGetfdFlags::empty()).ok()
    };
    // The options are those of any socket; the type only lends its functions.
    let Some(socket) = copy().map(TcpStream::from) else {
        return true;
    };
    !matches!(
        (socket.read_timeout(), socket.write_timeout()),
        (Ok(None), Ok(None))
    )
}

/// Whether `process` has a timer that a poll may wait for, or cannot be asked.
fn has_timer(process: u32) -> bool {
    let Ok(all) = fs::read_dir(Path::new("/proc").join(process.to_string()).join("fd")) else {
        return true;
    };
    all.flatten()
        .filter_map(|entry| fs::read_link(entry.path()).ok())
        .any(|link| link.to_string_lossy().contains("timerfd"))
}
