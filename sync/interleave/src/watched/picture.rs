//! The names that reports use, and the last steps of a family as a [`Trace`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::object::{Identity, lock};
use super::record::{Record, Step};
use super::world::{Wait, World};
use crate::trace::{Event, Lane, Object, ObjectKind, Operation, Outcome, Trace};

/// How many ended threads a report may show.
const DEAD_LANES: usize = 3;

/// The threads and objects of one family, under the names that a reader meets them by.
pub(super) struct Cast {
    pub members: Vec<Arc<Record>>,
    labels: BTreeMap<u32, String>,
    objects: Vec<Identity>,
}

impl Cast {
    /// The living members of `family`, and a few that have ended but touched what the living wait for.
    pub fn concerned(world: &mut World, family: u32) -> Self {
        let mut members = living_members(world, family);
        let waited_for: Vec<Identity> = members
            .iter()
            .filter_map(|record| Some(wait_of(world, record)?.object.identity()))
            .collect();
        let mut dead = members_that_ended(world, family);
        dead.retain(|record| {
            let mut objects = record.steps().into_iter().filter_map(|step| step.object);
            objects.any(|object| waited_for.contains(&object))
        });
        members.extend(dead.split_off(dead.len().saturating_sub(DEAD_LANES)));
        Cast::new(members, waited_for)
    }

    /// All members of `family` that are remembered, living or not.
    pub fn everybody(world: &mut World, family: u32) -> Self {
        let mut members = living_members(world, family);
        members.extend(members_that_ended(world, family));
        members.sort_by_key(|record| record.number);
        Cast::new(members, Vec::new())
    }

    fn new(members: Vec<Arc<Record>>, mut objects: Vec<Identity>) -> Self {
        let steps = members.iter().flat_map(|record| record.steps());
        objects.extend(steps.filter_map(|step| step.object));
        objects.sort_by_key(|object| (object.kind as u8, object.number));
        objects.dedup();
        Cast {
            labels: labels(&members),
            members,
            objects,
        }
    }

    /// What to call the thread with this number; `otherwise` if it is not among the members.
    pub fn thread(&self, number: u32, otherwise: &str) -> String {
        self.labels
            .get(&number)
            .map_or_else(|| otherwise.to_string(), Clone::clone)
    }

    /// `left fork`, or kind and number: `mutex 0`.
    pub fn object(&self, object: &Identity) -> String {
        if object.kind == ObjectKind::Thread {
            return self.thread(object.number, object.name.unwrap_or("a thread"));
        }
        object.name.map_or_else(
            || {
                let unnamed = self
                    .objects
                    .iter()
                    .filter(|other| other.kind == object.kind && other.name.is_none());
                let number = unnamed
                    .take_while(|other| other.number < object.number)
                    .count();
                format!("{} {number}", object.kind.word())
            },
            str::to_string,
        )
    }

    /// What the members did last, and where they stand.
    pub fn trace(&self, world: &World) -> Trace {
        let lanes = self
            .members
            .iter()
            .map(|record| Lane {
                name: self.thread(record.number, record.label),
            })
            .collect();
        let objects = self
            .objects
            .iter()
            .map(|object| Object {
                name: self.object(object),
                kind: object.kind,
            })
            .collect();
        let mut steps: Vec<(usize, Step)> = Vec::new();
        for (lane, record) in self.members.iter().enumerate() {
            let mut own = record.steps();
            // Who sleeps on a condition variable is shown as blocked, and not also where it fell asleep.
            let asleep =
                wait_of(world, record).is_some_and(|wait| wait.operation == Operation::Wait);
            own.pop_if(|last| asleep && last.operation == Operation::Wait);
            steps.extend(own.into_iter().map(|step| (lane, step)));
        }
        steps.sort_by_key(|(_, step)| step.order);
        let waits: Vec<(usize, &Wait)> = self
            .members
            .iter()
            .enumerate()
            .filter_map(|(lane, record)| Some((lane, wait_of(world, record)?)))
            .collect();
        let mut events: Vec<Event> = steps
            .into_iter()
            .map(|(lane, step)| self.event(lane, &step, &waits))
            .collect();
        for (lane, wait) in waits {
            events.push(self.blocked(lane, wait));
        }
        Trace {
            lanes,
            objects,
            events,
        }
    }

    fn event(&self, lane: usize, step: &Step, waits: &[(usize, &Wait)]) -> Event {
        let number = self.members[lane].number;
        // The step by which somebody took what another one now waits for.
        let decisive = waits.iter().any(|(_, wait)| {
            Some(wait.object.identity()) == step.object
                && wait
                    .object
                    .holders(wait.operation)
                    .iter()
                    .any(|holder| holder.thread == number && holder.since == step.place)
        });
        Event {
            object: step.object.and_then(|object| self.index(&object)),
            location: step.place.map(Into::into),
            read: step.read.clone(),
            written: step.written.clone(),
            decisive,
            ..Event::new(lane, step.operation)
        }
    }

    fn blocked(&self, lane: usize, wait: &Wait) -> Event {
        let held_by = wait
            .object
            .holders(wait.operation)
            .iter()
            .filter_map(|holder| self.members.iter().position(|m| m.number == holder.thread))
            .collect();
        let parked = wait.operation == Operation::Park;
        Event {
            object: self.index(&wait.object.identity()).filter(|_| !parked),
            location: Some(wait.place.into()),
            outcome: Outcome::Blocked { held_by },
            decisive: true,
            ..Event::new(lane, wait.operation)
        }
    }

    fn index(&self, object: &Identity) -> Option<usize> {
        self.objects.iter().position(|other| other == object)
    }
}

/// What a thread waits for at this moment.
pub(super) fn wait_of<'world>(world: &'world World, record: &Record) -> Option<&'world Wait> {
    world.living.get(&record.number)?.wait.as_ref()
}

fn living_members(world: &mut World, family: u32) -> Vec<Arc<Record>> {
    let living: Vec<_> = world
        .living
        .values()
        .map(|one| one.record.clone())
        .collect();
    living
        .into_iter()
        .filter(|record| world.family(record) == family)
        .collect()
}

fn members_that_ended(world: &mut World, family: u32) -> Vec<Arc<Record>> {
    let dead: Vec<_> = world.dead.iter().cloned().collect();
    dead.into_iter()
        .filter(|record| world.family(record) == family)
        .collect()
}

/// The only guest of a family is `main` to the reader, whatever libtest calls it, but not one that nobody named: that is a
/// worker of some pool. Equal names get a number.
fn labels(members: &[Arc<Record>]) -> BTreeMap<u32, String> {
    let guests = members
        .iter()
        .filter(|record| record.is_guest() && !lock(&record.life).ended)
        .count();
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    let mut labels = BTreeMap::new();
    for record in members {
        let label = if guests == 1 && record.is_named_guest() {
            "main"
        } else {
            record.label
        };
        let count = used.entry(label).or_default();
        *count += 1;
        let label = match *count {
            1 => label.to_string(),
            n => format!("{label} ({n})"),
        };
        labels.insert(record.number, label);
    }
    labels
}
