//! The check of the current exercise, on a thread of its own.

use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};

use judge::build::Memory;
use judge::check::{Settings, check};
use judge::course::Exercise;
use judge::run::Cancel;

use super::Message;

/// At most one check at a time: a new one ends the one before.
pub struct Runner {
    settings: Settings,
    to: Sender<Message>,
    /// The number of the newest check. What an older one says is not listened to.
    pub newest: u64,
    running: Option<(Cancel, JoinHandle<()>)>,
}

impl Runner {
    /// Nothing runs yet. What happens in checks is told to `to`.
    pub fn new(to: Sender<Message>) -> Runner {
        Runner {
            settings: Settings {
                memory: Some(Memory::default()),
                ..Settings::default()
            },
            to,
            newest: 0,
            running: None,
        }
    }

    /// Ends what runs and checks `exercise`.
    pub fn start(&mut self, exercise: &Exercise) {
        let before = self.cancel();
        self.newest += 1;
        let (number, to, settings) = (self.newest, self.to.clone(), self.settings.clone());
        let cancel = Cancel::new();
        let thread = thread::Builder::new().name("check".to_string()).spawn({
            let (exercise, cancel) = (exercise.clone(), cancel.clone());
            move || {
                // Two builds at once would wait for each other's lock.
                if let Some(before) = before {
                    let _ = before.join();
                }
                let verdict = check(&exercise, &settings, &cancel, &mut |event| {
                    let _ = to.send(Message::Event(number, event));
                });
                let _ = to.send(Message::Verdict(number, Box::new(verdict)));
            }
        });
        self.running = Some((cancel, thread.expect("the system has a thread left")));
    }

    /// Ends what runs, and waits for its end.
    pub fn stop(&mut self) {
        self.newest += 1;
        if let Some(thread) = self.cancel() {
            let _ = thread.join();
        }
    }

    fn cancel(&mut self) -> Option<JoinHandle<()>> {
        let (cancel, thread) = self.running.take()?;
        cancel.cancel();
        Some(thread)
    }
}
