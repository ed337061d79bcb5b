//! Meetings: a barrier, where all wait for all, again and again, and a latch, where all wait for a count, once.
//!
//! `unwrap` on a lock: nobody panics while holding it, so it is never poisoned.
//!
//! Models and twins: `cargo loom -p sync barrier`.

use interleave::{Named, Shown};

use super::engine::sync::{Arc, Condvar, Mutex};
use super::engine::thread;

/// Nobody leaves before all have come; then it can be used again.
pub struct Barrier {
    parties: usize,
    state: Mutex<(usize, u32)>,
    complete: Condvar,
}

impl Barrier {
    /// For so many threads.
    ///
    /// # Panics
    ///
    /// If there are none.
    pub fn new(parties: usize) -> Self {
        assert!(parties > 0, "a barrier needs at least one party");
        Barrier {
            parties,
            // How many have come, and how often all had: the *generation*.
            state: Mutex::new((0, 0)).named("(come, generation)").shown(),
            complete: Condvar::new().named("complete"),
        }
    }

    /// Waits for the others. `true` for the one who came last; the others do not wait for what it does then.
    pub fn wait(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        let generation = state.1;
        state.0 += 1;
        if state.0 == self.parties {
            // Wrapping: it need only differ from the one before.
            *state = (0, generation.wrapping_add(1));
            self.complete.notify_all();
            return true;
        }
        // Not "until enough have come": that number is already that of the next round when this thread looks again.
        while state.1 == generation {
            state = self.complete.wait(state).unwrap();
        }
        false
    }
}

/// Twin: without a generation.
pub mod counts_only {
    use super::{Condvar, Mutex, Named, Shown};

    /// As [`Barrier`](super::Barrier).
    pub struct Barrier {
        parties: usize,
        come: Mutex<usize>,
        complete: Condvar,
    }

    impl Barrier {
        /// For so many threads.
        pub fn new(parties: usize) -> Self {
            Barrier {
                parties,
                come: Mutex::new(0).named("come").shown(),
                complete: Condvar::new().named("complete"),
            }
        }

        /// The last one opens and starts to count anew. A fast thread comes back before a slow one has looked.
        pub fn wait(&self) {
            let mut come = self.come.lock().unwrap();
            *come += 1;
            if *come == self.parties {
                *come = 0;
                self.complete.notify_all();
                return;
            }
            while *come != 0 {
                come = self.complete.wait(come).unwrap();
            }
        }
    }
}

/// Opens once so many things are done, and stays open.
pub struct Latch {
    left: Mutex<usize>,
    open: Condvar,
}

impl Latch {
    /// Opens after `count` calls of [`count_down`](Latch::count_down).
    pub fn new(count: usize) -> Self {
        Latch {
            left: Mutex::new(count).named("left").shown(),
            open: Condvar::new().named("open"),
        }
    }

    /// One thing less to wait for. More calls than were counted change nothing.
    pub fn count_down(&self) {
        let mut left = self.left.lock().unwrap();
        *left = left.saturating_sub(1);
        if *left == 0 {
            self.open.notify_all();
        }
    }

    /// Waits until it is open.
    pub fn wait(&self) {
        let mut left = self.left.lock().unwrap();
        while *left > 0 {
            left = self.open.wait(left).unwrap();
        }
    }
}

/// Two threads come to a barrier twice.
pub fn two_rounds<B, R: 'static>(barrier: B, wait: fn(&B) -> R)
where
    B: Send + Sync + 'static,
{
    let barrier = Arc::new(barrier);
    let other = thread::spawn({
        let barrier = Arc::clone(&barrier);
        move || {
            wait(&barrier);
            wait(&barrier);
        }
    });
    wait(&barrier);
    wait(&barrier);
    other.join().unwrap();
}
