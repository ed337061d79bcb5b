//! Scheduling noise: threads that now and then give way before an operation, so that rare schedules are met more often.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use super::record::Record;

/// One run of a model. Every thread of the run holds it.
pub(super) struct Run {
    /// Counted from 1; the seed of its noise.
    pub execution: u64,
    /// Whether waits may end without reason.
    spurious: bool,
    living: AtomicUsize,
    peak: AtomicUsize,
}

/// How many runs go on: without any, noise costs one load.
static RUNS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// The run that this thread leads; threads that it spawns belong to it.
    static LED: RefCell<Option<Arc<Run>>> = const { RefCell::new(None) };
    /// The state of this thread's random numbers; 0 before the first.
    static RANDOM: Cell<u64> = const { Cell::new(0) };
}

/// The run is over when this is dropped.
pub(super) struct Leading;

impl Drop for Leading {
    fn drop(&mut self) {
        LED.set(None);
        RUNS.fetch_sub(1, Relaxed); // Relaxed: see `with_run`.
    }
}

impl Run {
    /// Makes the calling thread lead a run, until the second part of the result is dropped.
    pub fn lead(execution: u64, spurious: bool) -> (Arc<Self>, Leading) {
        let run = Arc::new(Run {
            execution,
            spurious,
            living: AtomicUsize::new(1),
            peak: AtomicUsize::new(1),
        });
        LED.set(Some(Arc::clone(&run)));
        RANDOM.set(0);
        RUNS.fetch_add(1, Relaxed); // Relaxed: see `with_run`.
        (run, Leading)
    }

    /// The run that the calling thread leads.
    pub fn of_this_thread() -> Option<Arc<Self>> {
        LED.try_with(|led| led.borrow().clone()).ok().flatten()
    }

    /// Counts a thread that starts.
    pub fn enter(&self) {
        // Relaxed: a count for people; the end of the run orders it, and nothing hangs on it.
        let living = self.living.fetch_add(1, Relaxed) + 1;
        self.peak.fetch_max(living, Relaxed);
    }

    /// Counts a thread that ends.
    pub fn leave(&self) {
        self.living.fetch_sub(1, Relaxed); // Relaxed: see `enter`.
    }

    /// The most threads that were alive at once.
    pub fn peak(&self) -> usize {
        self.peak.load(Relaxed) // Relaxed: see `enter`.
    }
}

/// Makes noise before an operation of `this`, if it belongs to a run.
#[inline]
pub(super) fn step(this: &Record) {
    with_run(this, |run| match random(run, this) % 64 {
        0 => std::thread::sleep(Duration::from_micros(50)),
        1..=15 => std::thread::yield_now(),
        _ => {}
    });
}

/// Whether this wait shall end at once and without reason.
pub(super) fn wakes_spuriously(this: &Record) -> bool {
    let mut wakes = false;
    with_run(this, |run| {
        wakes = run.spurious && random(run, this).is_multiple_of(4);
    });
    wakes
}

#[inline]
fn with_run(this: &Record, f: impl FnOnce(&Run)) {
    if let Some(run) = &this.run {
        f(run);
    } else if RUNS.load(Relaxed) > 0 // Relaxed: a leader sees its own store.
        && let Some(run) = Run::of_this_thread()
    {
        f(&run);
    }
}

/// The next number of a xorshift generator (Marsaglia 2003), seeded by the run and the thread.
fn random(run: &Run, this: &Record) -> u64 {
    let mut x = RANDOM.get();
    if x == 0 {
        x = run.execution.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(this.number) << 32 | 1;
    }
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    RANDOM.set(x);
    x
}
