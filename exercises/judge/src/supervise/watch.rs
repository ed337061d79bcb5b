//! The judge's side of its keeper: starts it, tells it what to keep, replaces it when it ends.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use super::keeper;

/// Of which the mark of each run is an extension: no two judges have the same.
pub(super) static MARK: LazyLock<String> = LazyLock::new(|| {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.unwrap_or_default().as_nanos();
    format!("{}-{now}-", std::process::id())
});

/// What the keeper must know, to tell it to the next one too.
struct Kept {
    /// This program calls `serve_if_asked`, so that it can be started as a keeper.
    serves: bool,
    keeper: Option<(u32, ChildStdin)>,
    groups: BTreeSet<u32>,
    /// The terminal's settings, while it is guarded.
    terminal: Option<String>,
}

static KEPT: Mutex<Kept> = Mutex::new(Kept {
    serves: false,
    keeper: None,
    groups: BTreeSet::new(),
    terminal: None,
});

fn kept() -> MutexGuard<'static, Kept> {
    // Every change is one step: a panic elsewhere leaves nothing half done.
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// This program can be started as a keeper.
pub(super) fn serves() {
    kept().serves = true;
}

/// Sees to it that there is a keeper, if this program can be one.
pub(super) fn ensure() {
    let mut kept = kept();
    if kept.serves && kept.keeper.is_none() {
        kept.start();
    }
}

/// The process that keeps the runs of this judge, if there is one.
pub fn keeper_id() -> Option<u32> {
    kept().keeper.as_ref().map(|keeper| keeper.0)
}

/// A process group has begun.
pub(super) fn begin(group: u32) {
    let mut kept = kept();
    kept.groups.insert(group);
    kept.tell(keeper::BEGIN, group);
}

/// A process group has been ended.
pub(super) fn end(group: u32) {
    let mut kept = kept();
    kept.groups.remove(&group);
    kept.tell(keeper::END, group);
}

/// The terminal must be put back to these settings, or need not be any more.
pub(super) fn terminal(settings: Option<String>) {
    let mut kept = kept();
    kept.tell(keeper::TERMINAL, settings.as_deref().unwrap_or_default());
    kept.terminal = settings;
}

impl Kept {
    /// A keeper that cannot be started is done without: a check is worth more than order after a `kill -9`.
    fn start(&mut self) {
        let Ok(mut child) = start_keeper() else {
            return;
        };
        let (Some(stdin), Some(mut stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return;
        };
        // It says one byte when no signal from the terminal can reach it any more.
        if stdout.read_exact(&mut [0]).is_err() {
            self.serves = false;
            let _ = child.wait();
            return;
        }
        self.keeper = Some((child.id(), stdin));
        for group in self.groups.clone() {
            self.tell(keeper::BEGIN, group);
        }
        if let Some(settings) = self.terminal.clone() {
            self.tell(keeper::TERMINAL, settings);
        }
        thread::spawn(move || replace_after(child, stdout));
    }

    fn tell(&mut self, word: &str, what: impl Display) {
        if let Some((_, stdin)) = &mut self.keeper {
            // If it has ended, the next one is told everything.
            let _ = writeln!(stdin, "{word} {what}");
        }
    }
}

fn start_keeper() -> io::Result<Child> {
    let screen = io::stdout();
    let screen = if screen.is_terminal() {
        Stdio::from(screen.as_fd().try_clone_to_owned()?)
    } else {
        Stdio::null()
    };
    // On Linux, a name that holds even when the program was built anew while it ran.
    let program = if cfg!(target_os = "linux") {
        "/proc/self/exe".into()
    } else {
        env::current_exe()?
    };
    Command::new(program)
        .arg0(keeper::NAME)
        .env(keeper::ASKED, MARK.as_str())
        // If this judge is itself a run of another: its keeper must live to end what this one started.
        .env_remove(super::group::MARKED)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(screen)
        .spawn()
}

/// Waits for the end of a keeper, and starts the next.
fn replace_after(mut keeper: Child, mut stdout: impl Read) {
    let _ = io::copy(&mut stdout, &mut io::sink());
    let _ = keeper.wait();
    let mut kept = kept();
    kept.keeper = None;
    kept.start();
}
