//! The terminal, put back after a guide that could not do it itself.

use std::io;

/// While it lives, the terminal is put back if this process ends. Dropping it changes nothing on the terminal: drop it
/// after you have put the terminal back.
#[must_use = "the terminal is guarded until this is dropped"]
pub struct TerminalGuard(());

/// Guards the terminal on standard output. Call this before you change the terminal's settings: it takes note of them.
///
/// # Errors
///
/// If standard output is not a terminal, or this is not Unix.
pub fn guard_terminal() -> io::Result<TerminalGuard> {
    #[cfg(unix)]
    {
        let settings = settings::read()?;
        super::watch::ensure();
        super::watch::terminal(Some(settings));
        Ok(TerminalGuard(()))
    }
    #[cfg(not(unix))]
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        #[cfg(unix)]
        super::watch::terminal(None);
    }
}

#[cfg(unix)]
pub(super) use settings::restore;

#[cfg(unix)]
mod settings {
    use std::io::{self, Write};

    use rustix::termios::{
        ControlModes, InputModes, LocalModes, OptionalActions, OutputModes, SpecialCodeIndex,
        Termios, tcgetattr, tcsetattr,
    };

    /// Ends what a full-screen program may have begun: a held picture, the other screen, a hidden cursor, reports of the
    /// mouse, of focus and of pasted text, colours.
    const LEAVE: &str = "\x1b[?2026l\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1004l\
                     \x1b[?2004l\x1b[0m";

    /// What a full-screen program changes in the terminal on standard output, in words.
    pub fn read() -> io::Result<String> {
        Ok(to_words(&tcgetattr(io::stdout())?))
    }

    /// In the keeper, whose standard error is the judge's terminal: puts it back, unless there are no settings.
    pub fn restore(settings: &str) {
        let mut screen = io::stderr();
        if settings.is_empty() {
            return;
        }
        let restored = tcgetattr(&screen)
            .ok()
            .and_then(|now| with_words(now, settings));
        if let Some(restored) = restored {
            let _ = tcsetattr(&screen, OptionalActions::Now, &restored);
        }
        let _ = screen.write_all(LEAVE.as_bytes());
    }

    /// What a full-screen program changes: four sets of flags, and when a read returns.
    fn to_words(settings: &Termios) -> String {
        format!(
            "{} {} {} {} {} {}",
            settings.input_modes.bits(),
            settings.output_modes.bits(),
            settings.control_modes.bits(),
            settings.local_modes.bits(),
            settings.special_codes[SpecialCodeIndex::VMIN],
            settings.special_codes[SpecialCodeIndex::VTIME],
        )
    }

    fn with_words(mut settings: Termios, words: &str) -> Option<Termios> {
        let mut words = words.split(' ');
        settings.input_modes = InputModes::from_bits_retain(words.next()?.parse().ok()?);
        settings.output_modes = OutputModes::from_bits_retain(words.next()?.parse().ok()?);
        settings.control_modes = ControlModes::from_bits_retain(words.next()?.parse().ok()?);
        settings.local_modes = LocalModes::from_bits_retain(words.next()?.parse().ok()?);
        settings.special_codes[SpecialCodeIndex::VMIN] = words.next()?.parse().ok()?;
        settings.special_codes[SpecialCodeIndex::VTIME] = words.next()?.parse().ok()?;
        Some(settings)
    }
}
