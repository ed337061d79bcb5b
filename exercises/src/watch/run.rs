//! The check of the current exercise, on a thread of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use judge::course::Exercise;
use judge::run::Cancel;
use judge::verdict::{Engine, Outcome, Verdict};

use super::Message;

/// What is seen of a check while it goes on.
#[derive(Clone, Debug)]
pub enum Progress {
    /// A build began, for the tests of this engine.
    Building(Engine),
    /// The build ended well, after this time.
    Built(Duration),
    /// This test began.
    Began(String),
    /// This test ended, after this time.
    Ended(String, Outcome, Duration),
}

/// Checks an exercise. The judge does; tests of the screen bring their own.
pub trait Checker: Send + Sync + 'static {
    /// Checks `exercise` until it is cancelled.
    fn check(
        &self,
        exercise: &Exercise,
        cancel: &Cancel,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Verdict;
}

/// At most one check at a time: a new one ends the one before.
pub struct Runner {
    checker: Arc<dyn Checker>,
    to: Sender<Message>,
    /// The number of the newest check. What an older one says is not listened to.
    pub newest: u64,
    running: Option<(Cancel, JoinHandle<()>)>,
}

impl Runner {
    /// Nothing runs yet.
    pub fn new(checker: Arc<dyn Checker>, to: Sender<Message>) -> Runner {
        Runner {
            checker,
            to,
            newest: 0,
            running: None,
        }
    }

    /// Ends what runs and checks `exercise`.
    pub fn start(&mut self, exercise: &Exercise) {
        let before = self.cancel();
        self.newest += 1;
        let (number, to, checker) = (self.newest, self.to.clone(), Arc::clone(&self.checker));
        let cancel = Cancel::new();
        let thread = thread::Builder::new().name("check".to_string()).spawn({
            let (exercise, cancel) = (exercise.clone(), cancel.clone());
            move || {
                // Two builds at once would wait for each other's lock.
                if let Some(before) = before {
                    let _ = before.join();
                }
                let checked = catch_unwind(AssertUnwindSafe(|| {
                    checker.check(&exercise, &cancel, &mut |progress| {
                        let _ = to.send(Message::Progress(number, progress));
                    })
                }));
                let _ = to.send(match checked {
                    Ok(verdict) => Message::Verdict(number, Box::new(verdict)),
                    Err(_) => Message::Broken("the check"),
                });
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
