//! Keys, changes of size and signals, each read on a thread of its own.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use ratatui::crossterm::event::{self, Event, KeyEventKind};

use super::Message;

/// Tells of every key and every change of size.
pub fn read_keys(to: Sender<Message>) -> io::Result<()> {
    thread::Builder::new()
        .name("keys".to_string())
        .spawn(move || {
            loop {
                let message = match event::read() {
                    Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => Message::Key(key),
                    Ok(Event::Resize(..)) => Message::Resize,
                    Ok(_) => continue,
                    // The terminal is gone.
                    Err(_) => Message::End(1),
                };
                let ends = matches!(message, Message::End(_));
                if to.send(message).is_err() || ends {
                    return;
                }
            }
        })?;
    Ok(())
}

/// Tells of the signals that ask for an end, and of the return from a stop.
#[cfg(unix)]
pub fn read_signals(to: Sender<Message>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGCONT, SIGHUP, SIGINT, SIGTERM])?;
    thread::Builder::new()
        .name("signals".to_string())
        .spawn(move || {
            for signal in signals.forever() {
                let message = match signal {
                    SIGCONT => Message::Continued,
                    // What a shell says of a process that a signal ended.
                    signal => Message::End(u8::try_from(128 + signal).unwrap_or(1)),
                };
                if to.send(message).is_err() {
                    return;
                }
            }
        })?;
    Ok(())
}
