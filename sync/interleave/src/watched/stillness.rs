//! Which families have nobody left who could act?
//!
//! The table knows who waits. The system is asked about all others: members that run as far as the table knows, threads
//! that may have work from anybody, and threads that the table has never seen.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use super::outsiders::{self, Seen};
use super::record::Record;
use super::world::World;

/// A family of which no member can go on, as long as everything that this was concluded from stays as it is.
#[derive(PartialEq, Eq)]
pub(super) struct Still {
    pub family: u32,
    evidence: Vec<Evidence>,
}

#[derive(PartialEq, Eq)]
enum Evidence {
    /// A thread of the table is in its wait of this number.
    Waits(u64),
    /// The system says that the thread stands still.
    Still(Seen),
}

/// One look at all threads of the process.
pub(super) struct Look {
    table: Vec<Row>,
    /// What the system says; asked at most once, and only when the table leaves a question open.
    seen: OnceCell<Option<Vec<Seen>>>,
    /// The watcher's own number.
    own_id: u64,
    /// Threads whose origin must be found before a family can be judged.
    pub unknown: Vec<Arc<Record>>,
}

/// A living thread of the table.
struct Row {
    record: Arc<Record>,
    family: u32,
    /// The number of its wait, and whether that ends by itself.
    wait: Option<(u64, bool)>,
}

impl Look {
    /// Copies the table.
    pub fn at(world: &mut World, own_id: u64) -> Self {
        let mut table: Vec<Row> = world
            .living
            .values()
            .map(|living| Row {
                record: Arc::clone(&living.record),
                family: 0,
                wait: living.wait.as_ref().map(|wait| (wait.number, wait.timed)),
            })
            .collect();
        for row in &mut table {
            row.family = world.family(&row.record);
        }
        Look {
            table,
            seen: OnceCell::new(),
            own_id,
            unknown: Vec::new(),
        }
    }

    /// Families that have nobody left who could act at this moment.
    ///
    /// Threads that outlive everybody who began them are left out: nobody waits for what they do.
    pub fn still_families(&mut self) -> Vec<Still> {
        let guests = self.table.iter().filter(|row| row.record.is_guest());
        let families: BTreeSet<u32> = guests.map(|row| row.family).collect();
        let mut unknown = Vec::new();
        let still = families
            .into_iter()
            .filter_map(|family| {
                let evidence = self.judge(family, &mut unknown)?;
                Some(Still { family, evidence })
            })
            .collect();
        self.unknown = unknown;
        still
    }

    /// What shows that nobody can act for `family`, or `None` if somebody can, or if that depends on an origin that is
    /// still unknown.
    fn judge(&self, family: u32, unknown: &mut Vec<Arc<Record>>) -> Option<Vec<Evidence>> {
        let (members, strangers): (Vec<&Row>, Vec<&Row>) =
            self.table.iter().partition(|row| row.family == family);
        if members.iter().all(|row| row.wait.is_none()) {
            return None;
        }
        let stands_still = |row: &&Row| self.stands_still(row);
        let mut evidence: Vec<Evidence> =
            members.iter().map(stands_still).collect::<Option<_>>()?;
        let mut unsure: Vec<&Row> = Vec::new();
        // A member that waits for something unwatched may wait for any thread of the process.
        let elsewhere = members.iter().any(|row| row.wait.is_none());
        for row in strangers {
            match row.record.keeps_to_its_family() {
                Some(true) if !elsewhere => {}
                None if !elsewhere => unsure.push(row),
                _ => evidence.push(self.stands_still(row)?),
            }
        }
        let tests: Vec<Option<bool>> = members
            .iter()
            .map(|row| row.record.belongs_to_a_test())
            .collect();
        for one in self.outsiders() {
            let is_main = one.system_id == u64::from(std::process::id());
            // Under libtest the main thread waits for its tests, and has nothing to do with what they do.
            if is_main && tests.contains(&Some(true)) {
                continue;
            }
            match self.still(one.system_id) {
                Some(still) => evidence.push(still),
                None if is_main && tests.contains(&None) => unsure.extend(&members),
                None => return None,
            }
        }
        if unsure.is_empty() {
            return Some(evidence);
        }
        unknown.extend(unsure.iter().map(|row| Arc::clone(&row.record)));
        None
    }

    /// What shows that this thread does not move, or `None` if it may.
    fn stands_still(&self, row: &Row) -> Option<Evidence> {
        match row.wait {
            Some((number, false)) => Some(Evidence::Waits(number)),
            Some((_, true)) => None,
            None => self.still(row.record.system_id.load(Relaxed)), // Relaxed: see `Record::note_system_id`.
        }
    }

    /// What the system says of a thread, if it only waits for others. Where the system does not tell, it may act.
    fn still(&self, system_id: u64) -> Option<Evidence> {
        let mut seen = self.seen()?.iter();
        let one = seen.find(|one| one.system_id == system_id && one.waits)?;
        Some(Evidence::Still(*one))
    }

    /// Threads that the table does not know, as far as the system tells.
    fn outsiders(&self) -> impl Iterator<Item = &Seen> {
        let known: BTreeSet<u64> = self
            .table
            .iter()
            .map(|row| row.record.system_id.load(Relaxed)) // Relaxed: see `Record::note_system_id`.
            .chain([self.own_id])
            .collect();
        let all = self.seen().unwrap_or_default();
        all.iter()
            .filter(move |one| !known.contains(&one.system_id))
    }

    fn seen(&self) -> Option<&[Seen]> {
        self.seen.get_or_init(outsiders::look).as_deref()
    }
}
