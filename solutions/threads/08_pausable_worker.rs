//! # A worker that can be paused
//!
//! Route: more, 25 minutes.
//!
//! A worker calls `step` again and again on a thread of its own, until `step` returns false or the worker is stopped.
//! Meanwhile it can be paused and resumed.
//!
//! - `pause` returns when the worker stands still: no step runs, and none begins before `resume`. So whoever has paused it
//!   may touch what the steps touch. A second `pause` changes nothing, nor does one after the last step.
//! - `resume` lets it go on. Without a pause it changes nothing, and is not remembered for the next one.
//! - `stop` ends the worker, paused or not, and returns how many steps it made. A step that runs is finished first.
//! - While it is paused, the worker sleeps: it does not look again and again. A thread that sleeps may wake without reason,
//!   and must then go back to sleep.
//!
//! ```ignore
//! let worker = Worker::start(|| {
//!     println!("one step");
//!     true
//! });
//! worker.pause();
//! println!("nothing is printed in between");
//! worker.resume();
//! println!("{} steps", worker.stop());
//! ```
//!
//! Seen in: `cargo run -p threads --example 13_park_and_unpark`

use lab::Named;
use lab::sync::{Arc, Condvar, Mutex};
use lab::thread::{self, JoinHandle};

/// A thread that makes steps.
pub struct Worker {
    shared: Arc<Shared>,
    thread: JoinHandle<u64>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// What the worker is asked to do.
    asked: Asked,
    /// Whether it stands still, for now or for good.
    still: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Run,
    Pause,
    Stop,
}

impl Worker {
    /// Starts a worker that is not paused.
    pub fn start(step: impl FnMut() -> bool + Send + 'static) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                asked: Asked::Run,
                still: false,
            })
            .named("state"),
            changed: Condvar::new().named("changed"),
        });
        let thread = thread::spawn({
            let shared = Arc::clone(&shared);
            move || work(&shared, step)
        });
        Worker { shared, thread }
    }

    /// Returns when no step runs. None begins before `resume`.
    pub fn pause(&self) {
        // BEGIN SOLUTION -> todo!("ask for a pause, and wait until the worker stands still")
        let mut state = self.shared.state.lock().unwrap();
        state.asked = Asked::Pause;
        self.shared.changed.notify_all();
        while !state.still {
            state = self.shared.changed.wait(state).unwrap();
        }
        // END SOLUTION
    }

    /// Lets a paused worker go on.
    pub fn resume(&self) {
        // BEGIN SOLUTION -> todo!("ask it to run, and wake it")
        self.shared.state.lock().unwrap().asked = Asked::Run;
        self.shared.changed.notify_all();
        // END SOLUTION
    }

    /// Ends the worker, and returns how many steps it made.
    pub fn stop(self) -> u64 {
        // BEGIN SOLUTION -> todo!("ask it to stop, wake it, and join it")
        self.shared.state.lock().unwrap().asked = Asked::Stop;
        self.shared.changed.notify_all();
        self.thread.join().unwrap()
        // END SOLUTION
    }
}

/// What the worker does. Returns how many steps it made.
fn work(shared: &Shared, mut step: impl FnMut() -> bool) -> u64 {
    // BEGIN SOLUTION -> todo!("make steps while it may run; sleep while it is paused; return when it is stopped")
    let mut steps = 0;
    let mut more = true;
    let mut state = shared.state.lock().unwrap();
    loop {
        let asked = state.asked;
        let stands = !more || asked != Asked::Run;
        if state.still != stands {
            state.still = stands;
            shared.changed.notify_all();
        }
        if !more || asked == Asked::Stop {
            return steps;
        }
        if stands {
            state = shared.changed.wait(state).unwrap();
        } else {
            drop(state);
            more = step();
            steps += 1;
            state = shared.state.lock().unwrap();
        }
    }
    // END SOLUTION
}
