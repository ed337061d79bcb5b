//! The guide, run in a pseudo-terminal: keys go in, and what the terminal would show comes out.

use std::fs;
use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use rustix::process::{Pid, Signal};
use rustix::termios::{LocalModes, Termios, tcgetattr};

/// Far longer than anything takes that is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Marks every process that comes from one guide.
const MARK: &str = "TERMINAL_TEST_MARK";

/// A guide that runs in a terminal.
pub struct Guide {
    /// The process itself.
    pub child: Child,
    mark: String,
    pty: Arc<Pty>,
    /// Keeps the terminal alive after the guide has ended, so that its settings can be read.
    side: OwnedFd,
    /// The settings before the guide started.
    before: Termios,
    shown: Arc<Shown>,
}

struct Shown {
    parser: Mutex<vt100::Parser>,
    changed: Condvar,
}

impl Guide {
    /// Starts `cargo course` in the course's folder, in a terminal of 100 × 30.
    pub fn start(root: &Path) -> Guide {
        Guide::start_as(root, |program| Command::new(program))
    }

    /// Starts the command that `command` makes of the guide's program.
    pub fn start_as(root: &Path, command: impl FnOnce(&str) -> Command) -> Guide {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let mark = format!("{}-{number}", std::process::id());
        let (pty, pts) = open().unwrap();
        pty.resize(Size::new(30, 100)).unwrap();
        let side = pts.as_fd().try_clone_to_owned().unwrap();
        let before = tcgetattr(&side).unwrap();
        let child = command(env!("CARGO_BIN_EXE_exercises"))
            .current_dir(root)
            .env("TERM", "xterm-256color")
            .env("CARGO_TARGET_DIR", root.join("target"))
            .env_remove("NO_COLOR")
            .env(MARK, &mark)
            .spawn(pts)
            .unwrap();
        let shown = Arc::new(Shown {
            parser: Mutex::new(vt100::Parser::new(30, 100, 0)),
            changed: Condvar::new(),
        });
        let pty = Arc::new(pty);
        thread::spawn({
            let (pty, shown) = (Arc::clone(&pty), Arc::clone(&shown));
            move || read(&pty, &shown)
        });
        Guide {
            child,
            mark,
            pty,
            side,
            before,
            shown,
        }
    }

    /// Presses keys.
    pub fn press(&self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).unwrap();
    }

    /// Makes the terminal another size.
    pub fn resize(&self, rows: u16, columns: u16) {
        self.shown.lock().screen_mut().set_size(rows, columns);
        self.pty.resize(Size::new(rows, columns)).unwrap();
    }

    /// Waits until the screen shows `text`.
    pub fn wait_for(&self, text: &str) {
        self.wait_until(&format!("the screen to show {text:?}"), |screen| {
            screen.contents().contains(text)
        });
    }

    /// Waits until the screen is as `wanted`.
    pub fn wait_until(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut parser = self.shown.lock();
        while !wanted(parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "waited in vain for {what}; the screen shows:\n{}",
                parser.screen().contents()
            );
            parser = self
                .shown
                .changed
                .wait_timeout(parser, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// What the screen shows.
    pub fn screen(&self) -> String {
        self.shown.lock().screen().contents()
    }

    /// Whether a cell of the screen has a colour.
    pub fn has_colour(&self) -> bool {
        let parser = self.shown.lock();
        let screen = parser.screen();
        let (rows, columns) = screen.size();
        (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (row, column)))
            .filter_map(|(row, column)| screen.cell(row, column))
            .any(|cell| cell.fgcolor() != vt100::Color::Default)
    }

    /// Sends a signal to the guide.
    pub fn signal(&self, signal: Signal) {
        let id = Pid::from_child(&self.child);
        rustix::process::kill_process(id, signal).unwrap();
    }

    /// Waits until the guide has ended.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        let mut status = None;
        wait_until("the guide to end", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }

    /// Whether the terminal is in the state in which the guide found it.
    fn is_restored(&self) -> bool {
        let now = tcgetattr(&self.side).unwrap();
        let modes = |settings: &Termios| {
            (
                settings.input_modes,
                settings.output_modes,
                settings.control_modes,
                settings.local_modes,
            )
        };
        let parser = self.shown.lock();
        let screen = parser.screen();
        modes(&now) == modes(&self.before)
            && now
                .local_modes
                .contains(LocalModes::ECHO | LocalModes::ICANON)
            && !screen.alternate_screen()
            && !screen.hide_cursor()
    }

    /// Waits until the terminal is as it was, and nothing runs any more, for at most `limit`. The guide has ended.
    pub fn assert_nothing_left(&self, limit: Duration) {
        let end = Instant::now() + limit;
        while !self.is_restored() || !self.processes().is_empty() {
            assert!(
                Instant::now() < end,
                "{limit:?} after the end: terminal restored: {}, processes left: {:?}, the screen shows:\n{}",
                self.is_restored(),
                self.processes(),
                self.screen()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The processes that come from this guide and have not ended: number and command.
    pub fn processes(&self) -> Vec<String> {
        let wanted = format!("{MARK}={}", self.mark);
        let Ok(entries) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
            .filter(|id| {
                fs::read(format!("/proc/{id}/environ")).is_ok_and(|environment| {
                    environment
                        .split(|&byte| byte == 0)
                        .any(|variable| variable == wanted.as_bytes())
                })
            })
            .map(|id| {
                let command = fs::read_to_string(format!("/proc/{id}/cmdline")).unwrap_or_default();
                format!("{id}: {}", command.replace('\0', " "))
            })
            .collect()
    }
}

impl Drop for Guide {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Shown {
    fn lock(&self) -> std::sync::MutexGuard<'_, vt100::Parser> {
        // A failed assertion while it is held changes nothing in it.
        self.parser.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Polls for what no one tells about.
pub fn wait_until(what: &str, mut wanted: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !wanted() {
        assert!(Instant::now() < end, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

fn read(mut pty: &Pty, shown: &Shown) {
    let mut bytes = [0; 8192];
    while let Ok(count @ 1..) = pty.read(&mut bytes) {
        let mut parser = shown.lock();
        parser.process(&bytes[..count]);
        shown.changed.notify_all();
    }
}
