//! Questions about a trace: who holds, what a load missed, what a store wiped out.

use crate::trace::{Event, ObjectKind, Operation, Outcome, ReadsFrom, Trace};

/// A row: an index into [`Trace::events`].
pub(super) type Row = usize;

/// An update that is gone: a thread decided by an old value and wrote over a newer one.
pub(super) struct LostUpdate {
    /// The read of the old value.
    pub read: Row,
    /// The write by another thread that the reader did not see.
    pub lost: Row,
    /// The write that wiped it out.
    pub overwrite: Row,
}

/// A trace with the questions that time lines ask about it.
#[derive(Clone, Copy)]
pub(super) struct History<'t>(pub &'t Trace);

impl<'t> History<'t> {
    fn events(self) -> impl DoubleEndedIterator<Item = (Row, &'t Event)> {
        self.0.events.iter().enumerate()
    }

    fn on(self, object: usize) -> impl DoubleEndedIterator<Item = (Row, &'t Event)> {
        self.events()
            .filter(move |(_, event)| event.object == Some(object))
    }

    /// What was done to `object` above `row`, latest first.
    fn above(self, object: usize, row: Row) -> impl Iterator<Item = (Row, &'t Event)> {
        self.on(object).rev().filter(move |(at, _)| *at < row)
    }

    /// The last write to `object` above `row`.
    fn last_write(self, object: usize, row: Row) -> Option<Row> {
        self.above(object, row)
            .find(|(_, event)| is_write(event))
            .map(|(at, _)| at)
    }

    /// The write whose value the read in `row` saw; `None` is the initial value.
    fn source(self, row: Row, object: usize) -> Option<Row> {
        let event = &self.0.events[row];
        match event.reads_from {
            Some(ReadsFrom::Initial) => None,
            Some(ReadsFrom::Event(source)) => Some(source),
            // Equal values cannot be told apart: suppose the newest, which is never a false accusation.
            Some(ReadsFrom::OneOf) => self
                .above(object, row)
                .find(|(_, other)| is_write(other) && other.written == event.read)
                .map(|(at, _)| at),
            None => self.last_write(object, row),
        }
    }

    /// For a load that did not see the latest store: the row of that store.
    pub fn missed_by(self, row: Row) -> Option<Row> {
        let event = &self.0.events[row];
        let object = event.object?;
        if event.operation != Operation::Load || event.outcome != Outcome::Done {
            return None;
        }
        let latest = self.last_write(object, row)?;
        let same_value = self.0.events[latest].written == event.read;
        (self.source(row, object) != Some(latest) && !same_value).then_some(latest)
    }

    /// The update that the write in `row` wiped out, if its thread had looked before and another has written since.
    pub fn lost_by(self, row: Row) -> Option<LostUpdate> {
        let event = &self.0.events[row];
        let object = event.object?;
        if event.read.is_some() || !self.changes(row) {
            return None;
        }
        let mut own_reads = self
            .on(object)
            .rev()
            .filter(|(at, other)| *at < row && other.lane == event.lane && is_read(other));
        let read = if self.is_lock(object) {
            // A lock is read anew before it is written. What counts is an earlier look that changed nothing itself.
            let (earlier, _) = own_reads.nth(1)?;
            self.only_looks(earlier).then_some(earlier)?
        } else {
            own_reads.next()?.0
        };
        let source = self.source(read, object);
        let (lost, _) = self.above(object, row).find(|(at, other)| {
            other.lane != event.lane
                && source.is_none_or(|source| *at > source)
                && self.changes(*at)
        })?;
        Some(LostUpdate {
            read,
            lost,
            overwrite: row,
        })
    }

    pub fn is_lock(self, object: usize) -> bool {
        matches!(
            self.0.objects[object].kind,
            ObjectKind::Mutex | ObjectKind::RwLock
        )
    }

    /// Whether the step left another value behind than was there. A lock shows its content at every unlock.
    fn changes(self, row: Row) -> bool {
        let event = &self.0.events[row];
        let Some(object) = event.object.filter(|_| is_write(event)) else {
            return false;
        };
        let seen = self
            .on(object)
            .rev()
            .find(|(at, other)| *at < row && other.lane == event.lane && is_read(other));
        !self.is_lock(object) || seen.is_none_or(|(_, other)| other.read != event.written)
    }

    /// Whether the lane that took the lock in `row` gave it back unchanged.
    fn only_looks(self, row: Row) -> bool {
        let event = &self.0.events[row];
        let unlock = event.object.and_then(|object| {
            self.on(object)
                .find(|(at, other)| *at > row && other.lane == event.lane && is_write(other))
        });
        unlock.is_none_or(|(_, unlock)| unlock.written == event.read)
    }

    /// The last lost update above `row`, on `object` if one is given.
    pub fn lost_update(self, object: Option<usize>, row: Row) -> Option<LostUpdate> {
        let on_it = |event: &Event| object.is_none() || event.object == object;
        self.events()
            .rev()
            .filter(|(at, event)| *at < row && on_it(event))
            .find_map(|(at, _)| self.lost_by(at))
    }

    /// The last step above `row` by which `lane` learnt a value.
    pub fn last_look(self, lane: usize, row: Row) -> Option<Row> {
        self.events()
            .rev()
            .find(|(at, event)| *at < row && event.lane == lane && event.read.is_some())
            .map(|(at, _)| at)
    }

    /// The last write between two rows to what the first of them looked at.
    pub fn changed_between(self, look: Row, end: Row) -> Option<Row> {
        let object = self.0.events[look].object?;
        self.on(object)
            .rev()
            .find(|(at, event)| (look + 1..end).contains(at) && is_write(event))
            .map(|(at, _)| at)
    }

    /// The last write of another thread to what the step in `row` touches.
    pub fn last_write_by_another(self, row: Row) -> Option<Row> {
        let event = &self.0.events[row];
        self.on(event.object?)
            .rev()
            .find(|(_, other)| other.lane != event.lane && is_write(other))
            .map(|(at, _)| at)
    }

    /// The store that the read in `row` saw, if it was one.
    pub fn seen_by(self, row: Row) -> Option<Row> {
        let event = &self.0.events[row];
        match event.reads_from {
            Some(ReadsFrom::Event(source)) => Some(source),
            Some(ReadsFrom::Initial) => None,
            _ => self.source(row, event.object?),
        }
    }

    /// The row since which `lane` holds `object`.
    pub fn held_since(self, object: usize, lane: usize) -> Option<Row> {
        let mut since = None;
        for (row, event) in self.events().filter(|(_, event)| event.lane == lane) {
            if event.outcome != Outcome::Done {
                continue;
            }
            match event.operation {
                Operation::Lock
                | Operation::TryLock
                | Operation::LockShared
                | Operation::LockExclusive
                    if event.object == Some(object) =>
                {
                    since = Some(row);
                }
                Operation::Unlock if event.object == Some(object) => since = None,
                // A wait gives the lock back and takes it again.
                Operation::Woken | Operation::TimedOut | Operation::WokenSpuriously
                    if since.is_some() =>
                {
                    since = Some(row);
                }
                _ => {}
            }
        }
        since
    }

    /// The lanes that hold what the blocked step in `row` waits for.
    pub fn holders(self, row: Row) -> Vec<usize> {
        let event = &self.0.events[row];
        let Outcome::Blocked { held_by } = &event.outcome else {
            return Vec::new();
        };
        match event.object.filter(|object| self.is_lock(*object)) {
            Some(object) if held_by.is_empty() => (0..self.0.lanes.len())
                .filter(|lane| self.held_since(object, *lane).is_some())
                .collect(),
            _ => held_by.clone(),
        }
    }

    /// Where the thread that sleeps in `row` fell asleep: blocked steps stand at the end, but it may have come earlier.
    pub fn asleep_since(self, row: Row) -> Row {
        let event = &self.0.events[row];
        self.events()
            .rev()
            .find(|(at, other)| *at < row && other.lane == event.lane)
            .filter(|(_, last)| last.operation == Operation::Wait && last.outcome == Outcome::Done)
            .map_or(row, |(at, _)| at)
    }

    /// Whether nobody was asleep on the condition variable when the notify in `row` came.
    pub fn finds_nobody(self, row: Row) -> bool {
        let event = &self.0.events[row];
        let notifies = matches!(event.operation, Operation::NotifyOne | Operation::NotifyAll);
        let Some(condvar) = event.object.filter(|_| notifies) else {
            return false;
        };
        let mut asleep = vec![false; self.0.lanes.len()];
        for (_, step) in self.on(condvar).take_while(|(at, _)| *at < row) {
            match step.operation {
                Operation::Wait => asleep[step.lane] = true,
                Operation::Woken | Operation::TimedOut | Operation::WokenSpuriously => {
                    asleep[step.lane] = false;
                }
                _ => {}
            }
        }
        !asleep.contains(&true)
    }

    /// The last notify of the condition variable for which the thread in `row` sleeps.
    pub fn last_notify(self, row: Row) -> Option<Row> {
        let condvar = self.0.events[row].object?;
        self.on(condvar)
            .rev()
            .find(|(_, event)| {
                matches!(event.operation, Operation::NotifyOne | Operation::NotifyAll)
            })
            .map(|(at, _)| at)
    }

    /// The last access of a plain variable that conflicts with the one in `row`.
    pub fn races_with(self, row: Row) -> Option<Row> {
        let event = &self.0.events[row];
        if !is_cell_access(event) {
            return None;
        }
        let object = event.object?;
        self.on(object)
            .rev()
            .find(|(at, other)| *at < row && conflicts(event, other))
            .map(|(at, _)| at)
    }

    /// The lane that a `Thread` object stands for.
    pub fn lane_of(self, object: usize) -> Option<usize> {
        let object = &self.0.objects[object];
        if object.kind != ObjectKind::Thread {
            return None;
        }
        self.0
            .lanes
            .iter()
            .position(|lane| lane.name == object.name)
    }
}

pub(super) fn is_write(event: &Event) -> bool {
    event.written.is_some()
        && event.outcome == Outcome::Done
        && !matches!(event.operation, Operation::Panic | Operation::Run)
}

pub(super) fn is_read(event: &Event) -> bool {
    event.read.is_some() && event.outcome == Outcome::Done
}

pub(super) fn is_cell_access(event: &Event) -> bool {
    matches!(event.operation, Operation::CellRead | Operation::CellWrite)
}

fn conflicts(event: &Event, other: &Event) -> bool {
    other.lane != event.lane
        && is_cell_access(other)
        && (event.operation == Operation::CellWrite || other.operation == Operation::CellWrite)
}
