//! Stays with a process group until it ends, or must be ended.

use std::io::{self, Read};
use std::process::ExitStatus;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::Cancel;
use crate::probe::Probe;
use crate::supervise::Group;

/// How often a cancel, the limit and the end of the process are looked for, at least.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// How long a pipe may stay open after its process group has been ended.
const GRACE: Duration = Duration::from_millis(100);

/// How long we wait for our own threads to read what was written, on a machine that is too busy.
const GRACE_FOR_READERS: Duration = Duration::from_secs(5);

/// What to look for.
#[derive(Clone, Copy)]
pub(super) struct Attention<'a> {
    pub limit: Duration,
    pub cancel: &'a Cancel,
    /// The full name of the test, if it is one that may stand still.
    pub probe: Option<&'a str>,
}

/// How it came to an end.
pub(super) enum End {
    /// By itself.
    Exited(ExitStatus),
    /// Its output was refused.
    Refused,
    /// All threads stood still: one line each.
    Still(Vec<String>),
    /// The limit: what each thread was doing.
    TooLong(Vec<String>),
    Cancelled,
}

/// Gives what `group` writes to `on_output`, with the number of the pipe, until it ends by itself or for one of the
/// reasons in [`End`]; `on_output` says whether it takes more. Afterwards no process of the group is left.
pub(super) fn attend(
    group: &mut Group,
    pipes: Vec<Box<dyn Read + Send>>,
    attention: Attention,
    on_output: &mut dyn FnMut(usize, &[u8]) -> bool,
) -> io::Result<End> {
    let started = Instant::now();
    let mut probe = Probe::new(group.id(), attention.probe.unwrap_or_default());
    let chunks = read_all(pipes)?;
    // Set when the pipes have ended: then the process is about to end, too.
    let mut pause = None;
    let mut looked = Instant::now();
    let end = loop {
        let chunk = if let Some(pause) = pause {
            thread::sleep(pause);
            Err(RecvTimeoutError::Disconnected)
        } else {
            chunks.recv_timeout(LOOK_EVERY)
        };
        match chunk {
            Ok((pipe, bytes)) => {
                if !on_output(pipe, &bytes) {
                    break End::Refused;
                }
                if looked.elapsed() < LOOK_EVERY {
                    continue;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => pause = Some(next_pause(pause)),
        }
        looked = Instant::now();
        if group.has_ended()? {
            let status = group.end()?;
            if drain(group, &chunks, on_output) {
                // A walk through all processes costs more than a short test: not after every one.
                return Ok(End::Exited(status));
            }
            break End::Refused;
        }
        if attention.cancel.is_cancelled() {
            break End::Cancelled;
        }
        if started.elapsed() >= attention.limit {
            break End::TooLong(probe.threads());
        }
        if let Some(threads) = attention.probe.and_then(|_| probe.still()) {
            break End::Still(threads);
        }
    };
    group.end()?;
    group.end_strays();
    Ok(end)
}

/// 50 µs at first, then twice as long each time.
fn next_pause(before: Option<Duration>) -> Duration {
    before.map_or(Duration::from_micros(50), |before| {
        (before * 2).min(LOOK_EVERY)
    })
}

/// Reads each pipe in a thread of its own, until every process that could write to it has closed it.
fn read_all(pipes: Vec<Box<dyn Read + Send>>) -> io::Result<Receiver<(usize, Vec<u8>)>> {
    // A bound, so that endless output waits in the pipe and not in our memory.
    let (sender, receiver) = sync_channel(16);
    for (number, pipe) in pipes.into_iter().enumerate() {
        let sender = sender.clone();
        thread::Builder::new().spawn(move || read(number, pipe, &sender))?;
    }
    Ok(receiver)
}

fn read(number: usize, mut pipe: Box<dyn Read + Send>, sender: &SyncSender<(usize, Vec<u8>)>) {
    let mut buffer = [0; 16 * 1024];
    loop {
        match pipe.read(&mut buffer) {
            Ok(0) => return,
            Ok(length) => {
                if sender.send((number, buffer[..length].to_vec())).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

/// Takes what is left in the pipes of a group that has ended; a stray process must not hold us. Whether all was taken.
fn drain(
    group: &Group,
    chunks: &Receiver<(usize, Vec<u8>)>,
    on_output: &mut dyn FnMut(usize, &[u8]) -> bool,
) -> bool {
    let mut until = Instant::now() + GRACE;
    let mut ended_strays = false;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match chunks.recv_timeout(left) {
            Ok((pipe, bytes)) if on_output(pipe, &bytes) => {}
            Ok(_) => return false,
            Err(RecvTimeoutError::Disconnected) => return true,
            Err(RecvTimeoutError::Timeout) if ended_strays => return true,
            // A stray holds the pipe, or our reader has not had its turn yet: what the test said is still to come.
            Err(RecvTimeoutError::Timeout) => {
                group.end_strays();
                ended_strays = true;
                until = Instant::now() + GRACE_FOR_READERS;
            }
        }
    }
}
