//! What happens before what in a trace, and which stores a thread may still see.
//!
//! The rules are those of the C11 memory model, for what a time line of the book holds: atomics up to `AcqRel`, fences,
//! plain variables, mutexes, threads that start and end. Each row has a vector clock (Mattern, 1989): for every thread, how
//! many of its rows happen before this one or are it.

use std::collections::HashMap;

use super::recorded::{Event, ReadsFrom, Trace};

/// How a row is joined to an earlier one of another thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The earlier one happens before this one.
    After(usize),
    /// This one reads what the earlier one stored; that orders nothing.
    Reads(usize),
    /// Nothing orders the two, both use a plain variable, and one of them writes it: undefined behaviour.
    Races(usize),
}

/// One row, and what comes before it.
pub struct Row {
    /// Its number among the rows of its thread, from 1.
    rank: usize,
    clock: Clock,
    /// Each in its own right: a row may join several.
    pub links: Vec<Link>,
}

/// For each thread, how many of its rows are known.
type Clock = Vec<usize>;

/// The rows of `trace` in order.
///
/// # Errors
///
/// If one holds an operation that has no rule here.
pub fn rows(trace: &Trace) -> Result<Vec<Row>, String> {
    let nothing: Clock = vec![0; trace.lanes.len()];
    let mut reader = Reader {
        trace,
        rows: Vec::new(),
        now: vec![nothing.clone(); trace.lanes.len()],
        unlocked: HashMap::new(),
        messages: HashMap::new(),
        behind_fence: vec![None; trace.lanes.len()],
        before_fence: vec![nothing; trace.lanes.len()],
    };
    for event in &trace.events {
        reader.read(event)?;
    }
    Ok(reader.rows)
}

/// Whether row `first` of `trace` is known where the clock is `clock`.
fn knows(trace: &Trace, rows: &[Row], clock: &Clock, first: usize) -> bool {
    clock[trace.events[first].lane] >= rows[first].rank
}

/// The values that a read of `object` by `lane` may give after row `row`, the oldest first, as the rows that wrote them;
/// none stands for the first value. Empty where the lane does not run. More than one for a plain variable is a race.
pub fn visible(
    trace: &Trace,
    rows: &[Row],
    row: usize,
    lane: usize,
    object: usize,
) -> Vec<Option<usize>> {
    let Some(clock) = clock_of(trace, rows, row, lane) else {
        return Vec::new();
    };
    let of_object = |earlier: &usize| trace.events[*earlier].object == Some(object);
    let known = |earlier: &usize| knows(trace, rows, clock, *earlier);
    let writes = (0..=row)
        .filter(of_object)
        .filter(|it| trace.events[*it].written.is_some());
    let stores: Vec<Option<usize>> = std::iter::once(None).chain(writes.map(Some)).collect();
    // Nobody sees a store older than one that it knows of, or than one that it knows was read.
    let read = (0..=row).filter(of_object).filter(known).filter_map(|it| {
        match trace.events[it].reads_from {
            Some(ReadsFrom::Event(store)) => stores.iter().position(|known| *known == Some(store)),
            _ => None,
        }
    });
    let written = stores
        .iter()
        .rposition(|store| store.as_ref().is_some_and(known));
    let oldest = read.chain(written).max().unwrap_or(0);
    stores[oldest..].to_vec()
}

/// What `lane` knows after row `row`; none before it starts and after it has ended.
fn clock_of<'a>(trace: &Trace, rows: &'a [Row], row: usize, lane: usize) -> Option<&'a Clock> {
    let events = &trace.events[..=row];
    if let Some(last) = events.iter().rposition(|event| event.lane == lane) {
        return (events[last].operation() != "finish").then(|| &rows[last].clock);
    }
    let starts = |event: &Event| {
        event.operation() == "spawn" && event.object.and_then(|it| trace.lane_of(it)) == Some(lane)
    };
    events
        .iter()
        .position(starts)
        .map(|spawned| &rows[spawned].clock)
}

struct Reader<'a> {
    trace: &'a Trace,
    rows: Vec<Row>,
    /// What each lane knows.
    now: Vec<Clock>,
    /// By mutex, the row that released it last.
    unlocked: HashMap<usize, usize>,
    /// By row that stored: what an Acquire load that reads it comes to know.
    messages: HashMap<usize, Clock>,
    /// What each lane's stores hand on since its last Release fence.
    behind_fence: Vec<Option<Clock>>,
    /// What each lane has read without Acquire: an Acquire fence makes it known.
    before_fence: Vec<Clock>,
}

impl Reader<'_> {
    fn read(&mut self, event: &Event) -> Result<(), String> {
        if event.ordering.as_deref() == Some("SeqCst") {
            return Err(format!(
                "{}: what SeqCst adds is not drawn",
                self.trace.step(event)
            ));
        }
        let lane = event.lane;
        self.now[lane][lane] += 1;
        let links = match (event.operation(), event.object) {
            ("cell_read" | "cell_write", Some(object)) => self.races(event, object),
            ("spawn", Some(object)) => {
                if let Some(child) = self.trace.lane_of(object) {
                    let begins = self.now[lane].clone();
                    self.now[child] = begins;
                }
                Vec::new()
            }
            ("join", Some(object)) => {
                let joined = self.trace.lane_of(object);
                let events = &self.trace.events[..self.rows.len()];
                let last = events.iter().rposition(|event| Some(event.lane) == joined);
                last.map(|last| self.after(lane, last))
                    .into_iter()
                    .collect()
            }
            ("lock", Some(object)) if !event.blocked() => {
                let last = self.unlocked.get(&object).copied();
                last.map(|last| self.after(lane, last))
                    .into_iter()
                    .collect()
            }
            ("unlock", Some(object)) => {
                self.unlocked.insert(object, self.rows.len());
                Vec::new()
            }
            ("fence", _) => {
                self.fence(event);
                Vec::new()
            }
            _ if event.ordering.is_some() => self.atomic(event),
            ("lock" | "finish" | "panic" | "yield", _) => Vec::new(),
            _ => {
                return Err(format!(
                    "{}: no rule of order is known",
                    self.trace.step(event)
                ));
            }
        };
        let clock = self.now[lane].clone();
        let own = |from: usize| self.trace.events[from].lane == lane;
        let links = links
            .into_iter()
            .filter(|(Link::After(from) | Link::Reads(from) | Link::Races(from))| !own(*from));
        let links = links.collect();
        self.rows.push(Row {
            rank: clock[lane],
            clock,
            links,
        });
        Ok(())
    }

    fn after(&mut self, lane: usize, row: usize) -> Link {
        join(&mut self.now[lane], &self.rows[row].clock);
        Link::After(row)
    }

    fn races(&self, event: &Event, object: usize) -> Vec<Link> {
        let uses = |other: &Event| other.object == Some(object);
        let one_writes = |other: &Event| {
            [event, other]
                .iter()
                .any(|it| it.operation() == "cell_write")
        };
        let earlier = self.trace.events[..self.rows.len()].iter().enumerate();
        earlier
            .filter(|(_, other)| uses(other) && one_writes(other))
            .filter(|(row, _)| !knows(self.trace, &self.rows, &self.now[event.lane], *row))
            .map(|(row, _)| Link::Races(row))
            .collect()
    }

    fn fence(&mut self, event: &Event) {
        let lane = event.lane;
        if acquires(event) {
            join(&mut self.now[lane], &self.before_fence[lane]);
        }
        if releases(event) {
            self.behind_fence[lane] = Some(self.now[lane].clone());
        }
    }

    fn atomic(&mut self, event: &Event) -> Vec<Link> {
        let lane = event.lane;
        let mut links = Vec::new();
        let mut message = None;
        if let Some(ReadsFrom::Event(store)) = event.reads_from {
            message = self.messages.get(&store).cloned();
            let known = message.as_ref().filter(|_| acquires(event));
            if let Some(known) = known {
                join(&mut self.now[lane], known);
                links.push(Link::After(store));
            } else {
                links.push(Link::Reads(store));
            }
            if let Some(message) = &message {
                join(&mut self.before_fence[lane], message);
            }
        }
        if event.writes_atomic() {
            let own = if releases(event) {
                Some(&self.now[lane])
            } else {
                self.behind_fence[lane].as_ref()
            };
            // A read-modify-write hands on what the store that it read does, too.
            let mut handed_on = message.filter(|_| event.reads_atomic());
            if let Some(own) = own {
                join(handed_on.get_or_insert_with(|| vec![0; own.len()]), own);
            }
            if let Some(handed_on) = handed_on {
                self.messages.insert(self.rows.len(), handed_on);
            }
        }
        links
    }
}

fn acquires(event: &Event) -> bool {
    matches!(event.ordering.as_deref(), Some("Acquire" | "AcqRel"))
}

fn releases(event: &Event) -> bool {
    matches!(event.ordering.as_deref(), Some("Release" | "AcqRel"))
}

fn join(clock: &mut Clock, other: &Clock) {
    for (own, other) in clock.iter_mut().zip(other) {
        *own = (*own).max(*other);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Link, rows, visible};
    use crate::explorer::timeline::recorded::Trace;

    /// Main has started the other thread, and then this happens.
    fn trace(events: &[Value]) -> Trace {
        let mut all = vec![plain(0, "spawn", 1)];
        all.extend_from_slice(events);
        trace_of(&all)
    }

    /// Main is lane 0, `other` lane 1; objects 0 and 1 are those threads, 2 a plain variable, 3 and 4 atomics, 5 a mutex.
    fn trace_of(events: &[Value]) -> Trace {
        let object = |name: &str, kind: &str| json!({ "name": name, "kind": kind });
        let trace = json!({
            "format": "interleave.trace/1",
            "lanes": [{ "name": "main" }, { "name": "other" }],
            "objects": [
                object("main", "thread"), object("other", "thread"), object("data", "cell"),
                object("flag", "atomic"), object("second", "atomic"), object("lock", "mutex"),
            ],
            "events": events,
        });
        serde_json::from_value(trace).unwrap()
    }

    fn plain(lane: usize, operation: &str, object: usize) -> Value {
        json!({ "lane": lane, "operation": operation, "object": object, "outcome": "done" })
    }

    fn write(lane: usize) -> Value {
        json!({ "lane": lane, "operation": "cell_write", "object": 2, "written": "7", "outcome": "done" })
    }

    fn store(lane: usize, object: usize, ordering: &str) -> Value {
        json!({ "lane": lane, "operation": "store", "object": object, "written": "1", "ordering": ordering, "outcome": "done" })
    }

    fn load(lane: usize, object: usize, ordering: &str, from: usize) -> Value {
        json!({ "lane": lane, "operation": "load", "object": object, "read": "1", "ordering": ordering,
            "reads_from": { "event": from }, "outcome": "done" })
    }

    fn add(lane: usize, ordering: &str, from: usize) -> Value {
        json!({ "lane": lane, "operation": { "read_modify_write": "fetch_add" }, "object": 3, "read": "1", "written": "2",
            "ordering": ordering, "reads_from": { "event": from }, "outcome": "done" })
    }

    fn fence(lane: usize, ordering: &str) -> Value {
        json!({ "lane": lane, "operation": "fence", "ordering": ordering, "outcome": "done" })
    }

    fn links(events: &[Value]) -> Vec<Vec<Link>> {
        let trace = trace(events);
        rows(&trace)
            .unwrap()
            .into_iter()
            .map(|row| row.links)
            .collect()
    }

    #[test]
    fn release_and_acquire_order_what_stands_before_and_after_them() {
        let links = links(&[
            write(1),
            store(1, 3, "Release"),
            load(0, 3, "Acquire", 2),
            plain(0, "cell_read", 2),
        ]);
        assert_eq!(links[3], [Link::After(2)]);
        assert_eq!(links[4], []);
    }

    #[test]
    fn without_either_of_them_nothing_is_ordered() {
        for (set, see) in [
            ("Relaxed", "Acquire"),
            ("Release", "Relaxed"),
            ("Relaxed", "Relaxed"),
        ] {
            let links = links(&[
                write(1),
                store(1, 3, set),
                load(0, 3, see, 2),
                plain(0, "cell_read", 2),
            ]);
            assert_eq!(links[3], [Link::Reads(2)], "{set} {see}");
            assert_eq!(links[4], [Link::Races(1)], "{set} {see}");
        }
    }

    #[test]
    fn fences_order_for_the_relaxed_operations_beside_them() {
        let links = links(&[
            write(1),
            fence(1, "Release"),
            store(1, 3, "Relaxed"),
            load(0, 3, "Relaxed", 3),
            fence(0, "Acquire"),
            plain(0, "cell_read", 2),
        ]);
        assert_eq!(links[4], [Link::Reads(3)]);
        assert_eq!(links[6], []);
    }

    #[test]
    fn a_read_modify_write_hands_on_what_it_read_and_a_store_does_not() {
        let by = |between: Value| {
            links(&[
                write(1),
                store(1, 3, "Release"),
                between,
                load(0, 3, "Acquire", 3),
                plain(0, "cell_read", 2),
            ])
        };
        assert_eq!(by(add(1, "Relaxed", 2))[5], []);
        assert_eq!(by(store(1, 3, "Relaxed"))[5], [Link::Races(1)]);
    }

    #[test]
    fn a_lock_comes_after_the_unlock_before_it_and_a_join_after_all() {
        let links = links(&[
            plain(1, "lock", 5),
            write(1),
            plain(1, "unlock", 5),
            plain(0, "lock", 5),
            plain(0, "cell_read", 2),
            store(1, 3, "Relaxed"),
            plain(0, "join", 1),
        ]);
        assert_eq!(links[4], [Link::After(3)]);
        assert_eq!(links[5], []);
        assert_eq!(links[7], [Link::After(6)]);
    }

    #[test]
    fn a_thread_knows_what_its_parent_did_before_it_started_it() {
        let read = plain(1, "cell_read", 2);
        let raced = |events: &[Value]| !rows(&trace_of(events)).unwrap()[2].links.is_empty();
        assert!(!raced(&[write(0), plain(0, "spawn", 1), read.clone()]));
        assert!(raced(&[plain(0, "spawn", 1), write(0), read]));
    }

    #[test]
    fn two_reads_are_no_race() {
        assert_eq!(
            links(&[plain(1, "cell_read", 2), plain(0, "cell_read", 2)])[2],
            []
        );
    }

    #[test]
    fn a_thread_may_see_every_store_that_none_it_knows_of_has_replaced() {
        let trace = trace(&[
            store(1, 4, "Relaxed"),
            store(1, 3, "Release"),
            load(0, 3, "Acquire", 2),
            plain(0, "join", 1),
        ]);
        let rows = rows(&trace).unwrap();
        let seen = |row, lane, object| visible(&trace, &rows, row, lane, object);
        assert_eq!(seen(0, 1, 4), [None]);
        assert_eq!(seen(1, 0, 4), [None, Some(1)]);
        assert_eq!(seen(1, 1, 4), [Some(1)]);
        assert_eq!(seen(2, 0, 3), [None, Some(2)]);
        assert_eq!(seen(3, 0, 4), [Some(1)]);
        assert_eq!(seen(3, 0, 3), [Some(2)]);
    }

    #[test]
    fn nobody_sees_an_older_store_than_before() {
        let trace = trace(&[store(1, 3, "Relaxed"), load(0, 3, "Relaxed", 1)]);
        let rows = rows(&trace).unwrap();
        assert_eq!(visible(&trace, &rows, 1, 0, 3), [None, Some(1)]);
        assert_eq!(visible(&trace, &rows, 2, 0, 3), [Some(1)]);
    }

    #[test]
    fn what_has_no_rule_is_refused() {
        assert!(rows(&trace(&[store(0, 3, "SeqCst")])).is_err_and(|told| told.contains("SeqCst")));
        assert!(rows(&trace(&[plain(0, "meet", 3)])).is_err_and(|told| told.contains("no rule")));
    }
}
