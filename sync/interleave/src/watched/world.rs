//! Who lives, who waits for what, and who belongs together: the one table behind all watched objects.
//!
//! A thread is *waiting* in this table from the moment it falls asleep until another thread of the table wakes it. The
//! waker is itself running at that moment. So when all members of a family wait, none of them can ever be woken, and
//! the only doubt left is about threads outside the table.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use super::object::{Ticket, Waitable, lock};
use super::record::{Place, Record};
use super::watcher;
use crate::trace::Operation;

/// How many ended threads are kept, to be named in reports.
const REMEMBERED_DEAD: usize = 64;

static WORLD: Mutex<World> = Mutex::new(World {
    living: BTreeMap::new(),
    dead: VecDeque::new(),
    parents: Vec::new(),
    spawned: BTreeMap::new(),
    cycle: None,
});

/// The table. Its lock is taken before that of any object's state, never after.
pub(super) struct World {
    /// Every thread that has not ended, by its number.
    pub living: BTreeMap<u32, Living>,
    /// The last few that have.
    pub dead: VecDeque<Arc<Record>>,
    /// A forest: families are sets of indices, found by walking up.
    parents: Vec<u32>,
    /// How many threads a family has spawned, for their names.
    spawned: BTreeMap<u32, u32>,
    /// Threads found waiting for each other, for the watcher to report.
    pub cycle: Option<Vec<u32>>,
}

/// A thread that has not ended.
pub(super) struct Living {
    pub record: Arc<Record>,
    pub wait: Option<Wait>,
}

/// What a thread waits for.
pub(super) struct Wait {
    /// The number on the ticket.
    pub number: u64,
    pub object: Arc<dyn Waitable>,
    pub operation: Operation,
    pub place: Place,
    /// Whether it ends by itself.
    pub timed: bool,
}

/// The table, locked.
pub(super) fn world() -> MutexGuard<'static, World> {
    lock(&WORLD)
}

/// Makes a guest known, as the first of a new family.
pub(super) fn enter_guest(record: &Arc<Record>) {
    let mut world = world();
    if world.parents.is_empty() {
        world.parents.push(0); // 0 stands for an object that nobody has touched.
    }
    let family = world.parents.len() as u32;
    world.parents.push(family);
    record.family.store(family, Relaxed); // Relaxed: published by the table's lock.
    world.enter(record);
}

/// Makes known, and names, a thread that `parent` is about to start. It counts as running from now on.
pub(super) fn enter_spawned(parent: &Arc<Record>, name: Option<&str>) -> Arc<Record> {
    let mut world = world();
    let family = world.family(parent);
    let ordinal = world.spawned.entry(family).or_default();
    if name.is_none() {
        *ordinal += 1;
    }
    let record = Record::spawned(parent, name, *ordinal);
    world.enter(&record);
    record
}

/// Forgets what the family of `record` has done, and counts its threads from 1 again: a new run of a model begins.
pub(super) fn begin_run(record: &Arc<Record>) {
    let mut world = world();
    let family = world.family(record);
    world.spawned.remove(&family);
    let mut dead = std::mem::take(&mut world.dead);
    dead.retain(|other| world.family(other) != family);
    world.dead = dead;
    record.forget_steps();
}

/// Takes out a thread that has ended, and wakes whoever waits for that.
pub(super) fn end(record: &Arc<Record>, panicked: bool) {
    let joiners = {
        let mut life = lock(&record.life);
        if !life.ended {
            life.panicked = panicked;
        }
        life.ended = true;
        std::mem::take(&mut life.joiners)
    };
    let mut world = world();
    if world.living.remove(&record.number).is_some() {
        if world.dead.len() == REMEMBERED_DEAD {
            world.dead.pop_front();
        }
        world.dead.push_back(Arc::clone(record));
    }
    world.wake(&joiners);
}

/// Ends these waits.
pub(super) fn wake(tickets: impl IntoIterator<Item = Ticket>) {
    let tickets: Vec<Ticket> = tickets.into_iter().collect();
    if !tickets.is_empty() {
        world().wake(&tickets);
    }
}

/// Sleeps until somebody calls the ticket; `false` if the deadline came first.
///
/// The ticket must already lie where the waker looks for it.
pub(super) fn block(
    ticket: &Ticket,
    object: Arc<dyn Waitable>,
    operation: Operation,
    place: Place,
    deadline: Option<Instant>,
) -> bool {
    let Ticket {
        thread: this,
        wait: number,
    } = ticket;
    {
        let mut world = world();
        if this.is_signalled(*number) {
            return true;
        }
        let timed = deadline.is_some();
        world.enter(this).wait = Some(Wait {
            number: *number,
            object,
            operation,
            place,
            timed,
        });
        if !timed {
            let cycle = world.cycle_of(this.number);
            let found = cycle.is_some();
            if found {
                world.cycle = cycle;
            }
            watcher::attend(found);
        }
    }
    let woken = this.sleep(*number, deadline);
    if !woken && let Some(living) = world().living.get_mut(&this.number) {
        living.wait = None;
    }
    woken
}

/// Notes that these two have to do with each other: a thread and what it touches, or two threads.
///
/// Most calls end at the first line: the cached numbers are equal once both sides have met.
pub(super) fn join_families(mine: &AtomicU32, other: &AtomicU32) {
    // Relaxed throughout: a number, however old, leads to the same family, and the forest has its lock.
    let my_family = mine.load(Relaxed);
    if other.load(Relaxed) == my_family {
        return;
    }
    let Err(other_family) = other.compare_exchange(0, my_family, Relaxed, Relaxed) else {
        return;
    };
    let mut world = world();
    let (a, b) = (world.root(my_family), world.root(other_family));
    let joined = a.min(b);
    world.parents[a.max(b) as usize] = joined;
    mine.store(joined, Relaxed);
    other.store(joined, Relaxed);
}

impl World {
    fn enter(&mut self, record: &Arc<Record>) -> &mut Living {
        self.living.entry(record.number).or_insert_with(|| Living {
            record: Arc::clone(record),
            wait: None,
        })
    }

    fn wake(&mut self, tickets: &[Ticket]) {
        for Ticket { thread, wait } in tickets {
            if let Some(living) = self.living.get_mut(&thread.number) {
                // A late call, for a wait whose time was up, finds another wait or none.
                living.wait.take_if(|current| current.number == *wait);
            }
            thread.signal(*wait);
        }
    }

    fn root(&mut self, mut family: u32) -> u32 {
        while self.parents[family as usize] != family {
            let parent = self.parents[family as usize];
            self.parents[family as usize] = self.parents[parent as usize];
            family = parent;
        }
        family
    }

    /// Whether some thread waits for what may never come.
    pub fn somebody_waits(&self) -> bool {
        let mut waits = self
            .living
            .values()
            .filter_map(|living| living.wait.as_ref());
        waits.any(|wait| !wait.timed)
    }

    /// The family of a thread.
    pub fn family(&mut self, record: &Record) -> u32 {
        self.root(record.family.load(Relaxed)) // Relaxed: see `join_families`.
    }

    /// The threads on a circle of waits through `start`, beginning there; each waits for the next one to act.
    fn cycle_of(&self, start: u32) -> Option<Vec<u32>> {
        let mut path = vec![start];
        self.search(start, start, &mut path, &mut BTreeSet::new())
            .then_some(path)
    }

    fn search(
        &self,
        start: u32,
        thread: u32,
        path: &mut Vec<u32>,
        seen: &mut BTreeSet<u32>,
    ) -> bool {
        let Some(wait) = self
            .living
            .get(&thread)
            .and_then(|living| living.wait.as_ref())
        else {
            return false;
        };
        if wait.timed {
            return false;
        }
        for holder in wait.object.holders(wait.operation) {
            if holder.thread == start {
                return true;
            }
            if seen.insert(holder.thread) {
                path.push(holder.thread);
                if self.search(start, holder.thread, path, seen) {
                    return true;
                }
                path.pop();
            }
        }
        false
    }
}
