//! The watcher: a thread that looks at the table while somebody waits, and ends the process when that is in vain.
//!
//! A circle of waits is found by the thread that closes it, and handed over to be reported at once. All other endless
//! waits show only by quiet: every member of a family waits, and nobody outside could act either.

use std::cell::OnceCell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::outsiders::{self, Doing, Seen};
use super::report;
use super::world::{World, world};
use crate::STUCK_EXIT_CODE;

/// How often the watcher looks while somebody waits.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How long a family must stand still, unchanged, before it counts as stuck.
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
    let mut quiet: Vec<Quiet> = Vec::new();
    loop {
        let mut world = world();
        if let Some(cycle) = world.cycle.take() {
            finish(&report::cycle(&mut world, &cycle));
        }
        let somebody_waits = world
            .living
            .values()
            .any(|living| living.wait.as_ref().is_some_and(|wait| !wait.timed));
        if !somebody_waits {
            ASLEEP.store(true, Relaxed); // Relaxed: see `attend`.
            drop(world);
            quiet.clear();
            thread::park();
            continue;
        }
        let still = still_families(&mut world, own_id);
        let now = Instant::now();
        quiet.retain(|old| still.iter().any(|new| new.same(old)));
        for new in still {
            match quiet.iter().find(|old| old.same(&new)) {
                Some(old) if now - old.since >= QUIET => {
                    finish(&report::quiet(&mut world, new.family))
                }
                Some(_) => {}
                None => quiet.push(new),
            }
        }
        drop(world);
        thread::park_timeout(LOOK_EVERY);
    }
}

/// Ends the process. Not by a panic: the stuck threads would not see it, and a `catch_unwind` would swallow it.
fn finish(report: &str) -> ! {
    report::write(report);
    std::process::exit(STUCK_EXIT_CODE);
}

/// A family of which no member can go on, as long as everything that this was concluded from stays as it is.
struct Quiet {
    family: u32,
    since: Instant,
    evidence: Vec<Evidence>,
}

#[derive(PartialEq, Eq)]
enum Evidence {
    /// A thread of the table is in its wait of this number.
    Waits(u64),
    /// The system says that the thread stands still.
    Still(Seen),
}

impl Quiet {
    fn same(&self, other: &Self) -> bool {
        self.family == other.family && self.evidence == other.evidence
    }
}

/// Families that have nobody left who could act at this moment.
fn still_families(world: &mut World, own_id: u64) -> Vec<Quiet> {
    let mut families: Vec<u32> = Vec::new();
    let records: Vec<_> = world.living.values().map(|l| l.record.clone()).collect();
    for record in &records {
        let family = world.family(record);
        // What threads do that have outlived all who began it, nobody waits for: the end of the process ends them.
        if record.is_guest() && !families.contains(&family) {
            families.push(family);
        }
    }
    // The system is asked only when the table leaves a question open, and once for all families.
    let seen = OnceCell::new();
    families
        .into_iter()
        .filter_map(|family| {
            let evidence = stillness(world, family, own_id, &seen)?;
            Some(Quiet {
                family,
                since: Instant::now(),
                evidence,
            })
        })
        .collect()
}

/// What shows that nobody can act for `family`, or `None` if somebody can.
fn stillness(
    world: &mut World,
    family: u32,
    own_id: u64,
    seen: &OnceCell<Option<Vec<Seen>>>,
) -> Option<Vec<Evidence>> {
    let mut evidence = Vec::new();
    let (mut elsewhere, mut strangers) = (Vec::new(), Vec::new());
    let mut known = vec![own_id];
    let living: Vec<_> = world
        .living
        .values()
        .map(|living| {
            let wait = living.wait.as_ref().map(|wait| (wait.number, wait.timed));
            (living.record.clone(), wait)
        })
        .collect();
    for (record, wait) in &living {
        known.push(record.system_id.load(Relaxed)); // Relaxed: see `Record::note_system_id`.
        let member = world.family(record) == family;
        match wait {
            Some((number, false)) if member => evidence.push(Evidence::Waits(*number)),
            Some((_, true)) if member => return None,
            None if member => elsewhere.push(record),
            _ => strangers.push((record, wait)),
        }
    }
    if evidence.is_empty() {
        return None;
    }
    let seen = seen.get_or_init(outsiders::look).as_deref();
    // Where the system does not tell, whoever runs may act.
    let stands_still = |id: u64| {
        seen?
            .iter()
            .find(|one| one.system_id == id && one.doing == Doing::Waits)
            .map(|one| Evidence::Still(*one))
    };
    for record in &elsewhere {
        evidence.push(stands_still(record.system_id.load(Relaxed))?); // Relaxed: as above.
    }
    for (record, wait) in strangers {
        // A member that waits for something unwatched may wait for any thread of the process.
        if elsewhere.is_empty() && record.keeps_to_its_family() {
            continue;
        }
        evidence.push(match wait {
            Some((number, false)) => Evidence::Waits(*number),
            Some((_, true)) => return None,
            None => stands_still(record.system_id.load(Relaxed))?, // Relaxed: as above.
        });
    }
    // Under libtest the main thread waits for its tests, and has nothing to do with what they do.
    if living
        .iter()
        .any(|(record, _)| world.family(record) == family && record.belongs_to_a_test())
    {
        known.push(u64::from(std::process::id()));
    }
    for one in seen.unwrap_or_default() {
        if !known.contains(&one.system_id) {
            evidence.push(stands_still(one.system_id)?);
        }
    }
    Some(evidence)
}
