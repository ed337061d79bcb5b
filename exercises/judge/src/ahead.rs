//! Compiles the models while the cases are compiled and run, on a core that has nothing else to do.

use std::path::PathBuf;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::build::{Built, build};
use crate::check::Settings;
use crate::course::Exercise;
use crate::run::Cancel;
use crate::verdict::{Engine, Obstacle};

/// A build that goes on until it is asked for. Dropping it ends it.
pub struct Ahead {
    cancel: Cancel,
    thread: Option<JoinHandle<(Result<Built, Obstacle>, Duration)>>,
}

impl Ahead {
    /// Begins to compile the models of `exercise`, if they are part of the check, there are two cores, and cargo is
    /// not needed for it: two cargos would wait for each other.
    pub fn begin(
        exercise: &Exercise,
        settings: &Settings,
        target: Option<PathBuf>,
        cancel: &Cancel,
    ) -> Option<Ahead> {
        let engine = Engine::Explored;
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let memory = settings.memory.as_ref()?;
        if cores < 2 || settings.up_to < engine || !memory.knows(exercise, engine) {
            return None;
        }
        let cancel = cancel.inner();
        let (exercise, settings, inner) = (exercise.clone(), settings.clone(), cancel.clone());
        let thread = thread::spawn(move || {
            let started = Instant::now();
            let (limit, memory) = (settings.limits.build, settings.memory.as_ref());
            let built = build(&exercise, engine, limit, target.as_deref(), memory, &inner);
            (built, started.elapsed())
        });
        Some(Ahead {
            cancel,
            thread: Some(thread),
        })
    }

    /// Waits for the build. Gives what came of it and how long it took.
    pub fn wait(mut self) -> Option<(Result<Built, Obstacle>, Duration)> {
        self.thread.take()?.join().ok()
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.cancel.cancel();
            let _ = thread.join();
        }
    }
}
