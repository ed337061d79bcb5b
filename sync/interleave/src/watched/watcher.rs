//! The watcher: a thread that looks at the table while somebody waits, and ends the process when that is in vain.
//!
//! A circle of waits is found by the thread that closes it, and handed over to be reported at once. All other endless
//! waits show only by quiet: nobody who could end them has moved for a while.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::stillness::{Look, Still};
use super::world::world;
use super::{outsiders, report};
use crate::STUCK_EXIT_CODE;

/// How often the watcher looks while somebody waits.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How long a family must stand still before it counts as stuck.
const QUIET: Duration = Duration::from_millis(250);

/// The watcher sleeps until it is called. Written under the table's lock only.
static ASLEEP: AtomicBool = AtomicBool::new(false);

/// Makes sure that the watcher looks; `at_once` if it has something to report. The caller holds the table's lock.
pub(super) fn attend(at_once: bool) {
    static WATCHER: OnceLock<Thread> = OnceLock::new();
    let watcher = WATCHER.get_or_init(|| {
        thread::Builder::new()
            .name("interleave watcher".to_string())
            .spawn(watch)
            .expect("one more thread, to watch the others")
            .thread()
            .clone()
    });
    // Relaxed: the table's lock orders it.
    if ASLEEP.swap(false, Relaxed) || at_once {
        watcher.unpark();
    }
}

fn watch() {
    let own_id = outsiders::this_thread();
    // Families that stood still at the last look, and since when.
    let mut quiet: Vec<(Still, Instant)> = Vec::new();
    loop {
        let mut world = world();
        if let Some(cycle) = world.cycle.take() {
            finish(&report::cycle(&mut world, &cycle));
        }
        if !world.somebody_waits() {
            ASLEEP.store(true, Relaxed); // Relaxed: see `attend`.
            drop(world);
            quiet.clear();
            thread::park();
            continue;
        }
        let mut look = Look::at(&mut world, own_id);
        let now = Instant::now();
        quiet = look
            .still_families()
            .into_iter()
            .map(|still| {
                let before = quiet.iter().find(|(other, _)| *other == still);
                let since = before.map_or(now, |(_, since)| *since);
                (still, since)
            })
            .collect();
        if let Some((still, _)) = quiet.iter().find(|(_, since)| now - *since >= QUIET) {
            finish(&report::quiet(&mut world, still.family));
        }
        drop(world);
        // Not under the lock: it takes long.
        for record in look.unknown {
            record.find_origin();
        }
        thread::park_timeout(LOOK_EVERY);
    }
}

/// Ends the process. Not by a panic: the stuck threads would not see it, and a `catch_unwind` would swallow it.
fn finish(report: &str) -> ! {
    report::write(report);
    std::process::exit(STUCK_EXIT_CODE);
}
