//! A started process and all that it starts in turn: one process group, under the keeper's eye.

use std::io;
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicU32, Ordering};

/// The environment variable that marks a run.
pub(super) const MARKED: &str = "JUDGE_RUN";

/// A process group. Ended when dropped.
pub(crate) struct Group {
    pub leader: Child,
    #[cfg(target_os = "linux")]
    mark: String,
    ended: bool,
}

impl Group {
    /// Starts `command` in a process group of its own.
    pub fn start(command: &mut Command) -> io::Result<Group> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed); // Relaxed: only its own order matters.
        #[cfg(unix)]
        let mark = {
            use std::os::unix::process::CommandExt;
            super::watch::ensure();
            command.process_group(0);
            // The point keeps run 1 apart from run 11.
            format!("{}{number}.", *super::watch::MARK)
        };
        #[cfg(not(unix))]
        let mark = number.to_string();
        let leader = command.env(MARKED, &mark).spawn()?;
        #[cfg(unix)]
        super::watch::begin(leader.id());
        Ok(Group {
            leader,
            #[cfg(target_os = "linux")]
            mark,
            ended: false,
        })
    }

    /// The number of the group, and of its leader.
    pub fn id(&self) -> u32 {
        self.leader.id()
    }

    /// Limits the data of the leader and of what it starts from now on, in bytes. Only Linux does that.
    pub fn limit_memory(&self, limit: u64) {
        #[cfg(target_os = "linux")]
        {
            use rustix::process::{Resource, Rlimit, prlimit};
            let limit = Rlimit {
                current: Some(limit),
                maximum: Some(limit),
            };
            let _ = prlimit(self.pid(), Resource::Data, limit); // It may have ended.
        }
        #[cfg(not(target_os = "linux"))]
        let _ = limit;
    }

    /// Whether the leader has ended. Its number stays taken until [`end`](Self::end).
    #[cfg(unix)]
    pub fn has_ended(&mut self) -> io::Result<bool> {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let Some(pid) = self.pid() else {
            return Ok(true);
        };
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        Ok(waitid(WaitId::Pid(pid), options)?.is_some())
    }

    /// Whether the process has ended.
    #[cfg(not(unix))]
    pub fn has_ended(&mut self) -> io::Result<bool> {
        Ok(self.leader.try_wait()?.is_some())
    }

    /// Ends every process of the group at once, and says how the leader ended.
    pub fn end(&mut self) -> io::Result<ExitStatus> {
        if self.ended {
            return self.leader.wait();
        }
        self.ended = true;
        #[cfg(unix)]
        {
            use rustix::process::{Signal, kill_process_group};
            // While the leader is not waited for, nobody else can get its number.
            if let Some(pid) = self.pid() {
                let _ = kill_process_group(pid, Signal::KILL);
            }
            super::watch::end(self.id());
        }
        #[cfg(not(unix))]
        let _ = self.leader.kill();
        self.leader.wait()
    }

    /// Ends processes that have left the group, as far as the system shows them.
    pub fn end_strays(&self) {
        #[cfg(target_os = "linux")]
        super::mark::end_all(&self.mark);
    }

    #[cfg(unix)]
    fn pid(&self) -> Option<rustix::process::Pid> {
        rustix::process::Pid::from_raw(self.leader.id().cast_signed())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = self.end();
    }
}
