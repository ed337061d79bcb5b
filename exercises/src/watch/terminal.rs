//! The terminal: taken, and always given back as it was.

use std::io::{self, Stdout, Write, stdout};
use std::panic;
use std::process;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use judge::supervise::{TerminalGuard, guard_terminal};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::execute;
use ratatui::crossterm::style::Print;
use ratatui::crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

/// Keeps the terminal's own setting and asks that the mouse wheel send arrow keys. Unlike taking the mouse, this lets
/// people mark and copy text.
const WHEEL_AS_ARROWS: &str = "\x1b[?1007s\x1b[?1007h";

/// The setting that was kept.
const WHEEL_AS_BEFORE: &str = "\x1b[?1007r";

/// The exit code of a Rust program that panicked.
const PANICKED: i32 = 101;

/// Whether the terminal is ours at the moment.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours: the alternate screen, keys unbuffered and not echoed.
pub struct Screen {
    /// What is drawn on.
    pub terminal: Terminal<CrosstermBackend<Stdout>>,
    /// Gives the terminal back even if this process is killed, where the system can.
    _guard: Option<TerminalGuard>,
}

impl Screen {
    /// Takes the terminal. A panic of any thread gives it back, prints, and ends the guide: it is told of keys, saves and
    /// checks by threads, and without one of them it would wait for ever.
    ///
    /// # Errors
    ///
    /// If there is no terminal.
    pub fn take() -> io::Result<Screen> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                give_back();
                before(info);
                process::exit(PANICKED);
            }));
        });
        let guard = guard_terminal().ok(); // Not on every system.
        let terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
        enter()?;
        Ok(Screen {
            terminal,
            _guard: guard,
        })
    }

    /// Takes the terminal again, after it was given back, and draws all of it anew.
    ///
    /// # Errors
    ///
    /// If the terminal is gone.
    pub fn take_again(&mut self) -> io::Result<()> {
        // Another program may have changed the settings meanwhile, and crossterm only sets them once.
        disable_raw_mode()?;
        enter()?;
        // Not `Terminal::clear`: it asks the terminal where the cursor is, and the answer would come as keys.
        execute!(stdout(), Clear(ClearType::All))?;
        self.terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    // Relaxed: a flag of its own. That two threads may both give back does no harm.
    TAKEN.store(true, Ordering::Relaxed);
    execute!(stdout(), EnterAlternateScreen, Print(WHEEL_AS_ARROWS))
}

/// Gives the terminal back as it was, if it is ours. Errors are of no use here: the terminal may be gone.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::Relaxed) {
        return;
    }
    let _ = execute!(stdout(), Print(WHEEL_AS_BEFORE), LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
    let _ = stdout().flush();
}

/// Stops this process and those beside it in its group, as Ctrl-Z does, until the shell's `fg`.
///
/// Where no shell could ever bring it back, the kernel does nothing.
#[cfg(unix)]
pub fn stop_until_continued() {
    let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
}
