//! What a reader sees of the classic failures.

mod random_traces;

use super::{mark_decisive, render};
use crate::FailureKind;
use crate::trace::{
    Event, Lane, Location, Object, ObjectKind, Operation, Ordering, Outcome, ReadsFrom, Trace,
};

const COUNTER: usize = 0;

/// A trace of these threads and objects without any steps.
fn trace(lanes: &[&str], objects: &[(&str, ObjectKind)]) -> Trace {
    Trace {
        lanes: lanes
            .iter()
            .map(|name| Lane {
                name: (*name).to_string(),
            })
            .collect(),
        objects: objects
            .iter()
            .map(|(name, kind)| Object {
                name: (*name).to_string(),
                kind: *kind,
            })
            .collect(),
        events: Vec::new(),
    }
}

fn step(lane: usize, operation: Operation, object: usize, line: u32) -> Event {
    Event {
        object: Some(object),
        location: Some(Location {
            file: "src/counter.rs",
            line,
            column: 5,
        }),
        ..Event::new(lane, operation)
    }
}

fn load(lane: usize, object: usize, value: &str, source: ReadsFrom) -> Event {
    Event {
        read: Some(value.to_string()),
        ordering: Some(Ordering::Relaxed),
        reads_from: Some(source),
        ..step(lane, Operation::Load, object, 10)
    }
}

fn store(lane: usize, object: usize, value: &str) -> Event {
    Event {
        written: Some(value.to_string()),
        ordering: Some(Ordering::Relaxed),
        ..step(lane, Operation::Store, object, 11)
    }
}

fn blocked(lane: usize, operation: Operation, object: usize, held_by: &[usize]) -> Event {
    Event {
        outcome: Outcome::Blocked {
            held_by: held_by.to_vec(),
        },
        ..step(lane, operation, object, 40)
    }
}

fn panic(lane: usize, message: &str) -> Event {
    Event {
        object: None,
        written: Some(message.to_string()),
        outcome: Outcome::Failed,
        ..step(lane, Operation::Panic, COUNTER, 26)
    }
}

/// The numbers of the decisive rows, counted from 1 as in the picture.
fn decisive(mut trace: Trace, kind: FailureKind) -> Vec<usize> {
    mark_decisive(&mut trace, kind);
    let rows = trace.events.iter().enumerate();
    rows.filter(|(_, event)| event.decisive)
        .map(|(row, _)| row + 1)
        .collect()
}

fn lost_update() -> Trace {
    let mut trace = trace(
        &["main", "thread 1"],
        &[
            ("counter", ObjectKind::Atomic),
            ("thread 1", ObjectKind::Thread),
        ],
    );
    trace.events = vec![
        step(0, Operation::Spawn, 1, 21),
        load(1, COUNTER, "0", ReadsFrom::Initial),
        load(0, COUNTER, "0", ReadsFrom::Initial),
        store(1, COUNTER, "1"),
        store(0, COUNTER, "1"),
        step(0, Operation::Join, 1, 25),
        Event {
            location: step(0, Operation::Load, 0, 26).location,
            ..load(0, COUNTER, "1", ReadsFrom::Event(4))
        },
        panic(0, "an update was lost"),
    ];
    trace
}

#[test]
fn a_lost_update_shows_the_look_the_update_that_is_lost_and_the_store_that_wipes_it_out() {
    let rows = decisive(lost_update(), FailureKind::Panic);
    assert_eq!(rows, [3, 4, 5, 7, 8]);
}

#[test]
fn the_picture_in_the_documentation_is_a_real_one() {
    let mut trace = lost_update();
    mark_decisive(&mut trace, FailureKind::Panic);
    let picture = render("panic in execution 1: an update was lost", &trace);
    let documented: String = include_str!("../timeline.rs")
        .lines()
        .skip_while(|line| *line != "//! ```text")
        .skip(1)
        .take_while(|line| *line != "//! ```")
        .flat_map(|line| [line.strip_prefix("//! ").unwrap_or_default(), "\n"])
        .collect();
    assert_eq!(documented, picture, "the picture is\n{picture}");
}

#[test]
fn a_stale_load_that_loses_an_update_is_marked_with_the_store_it_missed() {
    let mut trace = lost_update();
    // loom's favourite: the second thread looks late, and still sees the old value.
    trace.events.swap(2, 3);
    assert_eq!(decisive(trace.clone(), FailureKind::Panic), [3, 4, 5, 7, 8]);
    mark_decisive(&mut trace, FailureKind::Panic);
    let picture = render("panic", &trace);
    assert!(picture.contains("stale: row 3 stored 1"), "{picture}");
    assert!(picture.contains("overwrites row 3, unseen"), "{picture}");
}

#[test]
fn a_thread_that_saw_the_other_update_loses_nothing() {
    let mut trace = lost_update();
    trace.events[2] = load(0, COUNTER, "1", ReadsFrom::Event(2));
    trace.events.swap(2, 3);
    trace.events[4] = store(0, COUNTER, "2");
    mark_decisive(&mut trace, FailureKind::Panic);
    assert!(!render("panic", &trace).contains("overwrites"));
}

#[test]
fn two_locks_round_look_and_act_show_the_change_between_them() {
    let mut trace = trace(&["main", "thread 1"], &[("stock", ObjectKind::Mutex)]);
    let lock = |lane, value: &str| Event {
        read: Some(value.to_string()),
        ..step(lane, Operation::Lock, 0, 30)
    };
    let unlock = |lane, value: &str| Event {
        written: Some(value.to_string()),
        ..step(lane, Operation::Unlock, 0, 30)
    };
    trace.events = vec![
        lock(0, "1"),
        unlock(0, "1"),
        lock(1, "1"),
        unlock(1, "0"),
        lock(0, "0"),
        unlock(0, "-1"),
        panic(0, "sold twice"),
    ];
    mark_decisive(&mut trace, FailureKind::Panic);
    let rows: Vec<bool> = trace.events.iter().map(|event| event.decisive).collect();
    assert_eq!(rows, [true, false, false, true, true, true, true]);
    let picture = render("panic", &trace);
    assert!(
        picture.contains("decided in row 1, before row 4"),
        "{picture}"
    );
}

#[test]
fn a_deadlock_shows_how_each_lock_was_taken() {
    let mut trace = trace(
        &["main", "thread 1"],
        &[("left", ObjectKind::Mutex), ("right", ObjectKind::Mutex)],
    );
    trace.events = vec![
        step(0, Operation::Lock, 0, 30),
        step(0, Operation::Unlock, 0, 30),
        step(0, Operation::Lock, 0, 33),
        step(1, Operation::Lock, 1, 34),
        blocked(0, Operation::Lock, 1, &[1]),
        blocked(1, Operation::Lock, 0, &[]),
    ];
    assert_eq!(decisive(trace.clone(), FailureKind::Deadlock), [3, 4, 5, 6]);
    let picture = render("deadlock", &trace);
    assert!(
        picture.contains("lock right (blocked)")
            && picture.contains("held by thread 1 since row 4"),
        "{picture}"
    );
    // An engine that does not say who holds is helped out by the rows.
    assert!(picture.contains("held by main since row 3"), "{picture}");
}

fn lost_wake_up() -> Trace {
    let mut trace = trace(
        &["main", "thread 1"],
        &[
            ("ready", ObjectKind::Atomic),
            ("lock", ObjectKind::Mutex),
            ("changed", ObjectKind::Condvar),
        ],
    );
    trace.events = vec![
        step(0, Operation::Lock, 1, 20),
        load(0, 0, "false", ReadsFrom::Initial),
        store(1, 0, "true"),
        step(1, Operation::NotifyOne, 2, 31),
        blocked(0, Operation::Wait, 2, &[]),
    ];
    trace
}

#[test]
fn a_lost_wake_up_shows_look_change_notify_and_sleep() {
    let mut trace = lost_wake_up();
    assert_eq!(decisive(trace.clone(), FailureKind::Deadlock), [2, 3, 4, 5]);
    // The same when falling asleep has a row of its own.
    trace.events.insert(4, step(0, Operation::Wait, 2, 22));
    mark_decisive(&mut trace, FailureKind::Deadlock);
    assert!(trace.events[1..6].iter().all(|event| event.decisive));
    assert!(render("deadlock", &trace).contains("nobody is waiting"));
}

#[test]
fn a_notify_that_woke_somebody_is_not_called_lost() {
    let mut trace = lost_wake_up();
    trace.lanes.push(Lane {
        name: "thread 2".to_string(),
    });
    trace.events.insert(0, step(2, Operation::Wait, 2, 22));
    mark_decisive(&mut trace, FailureKind::Deadlock);
    assert!(!render("deadlock", &trace).contains("nobody is waiting"));
}

#[test]
fn a_park_that_nobody_ends_shows_the_token_that_was_used_up() {
    let mut trace = trace(&["main", "worker"], &[("worker", ObjectKind::Thread)]);
    trace.events = vec![
        step(0, Operation::Unpark, 0, 5),
        step(0, Operation::Unpark, 0, 6),
        step(1, Operation::Park, 0, 9),
        blocked(1, Operation::Park, 0, &[]),
    ];
    assert_eq!(decisive(trace, FailureKind::Deadlock), [2, 3, 4]);
}

#[test]
fn a_race_shows_both_accesses_and_the_flag_between_them() {
    let mut trace = trace(
        &["main", "writer", "bystander"],
        &[("text", ObjectKind::Cell), ("there", ObjectKind::Atomic)],
    );
    trace.events = vec![
        step(1, Operation::CellWrite, 0, 30),
        store(1, 1, "true"),
        load(0, 1, "true", ReadsFrom::Event(1)),
        load(2, 1, "true", ReadsFrom::Event(1)),
        Event {
            outcome: Outcome::Failed,
            ..step(0, Operation::CellRead, 0, 35)
        },
    ];
    assert_eq!(decisive(trace.clone(), FailureKind::DataRace), [1, 2, 3, 5]);
    mark_decisive(&mut trace, FailureKind::DataRace);
    let picture = render("data race", &trace);
    assert!(picture.contains("not ordered with row 1"), "{picture}");
    assert_eq!(picture.matches("orders nothing else").count(), 2);
}

#[test]
fn a_spinning_thread_shows_what_it_looks_at_and_who_wrote_it_last() {
    let mut trace = trace(&["main", "thread 1"], &[("lock", ObjectKind::Atomic)]);
    trace.events.push(store(1, 0, "true"));
    for _ in 0..60 {
        trace.events.push(load(0, 0, "true", ReadsFrom::Event(0)));
    }
    assert_eq!(decisive(trace, FailureKind::NoProgress), [1, 61]);
}

#[test]
fn a_long_trace_keeps_its_decisive_rows_and_counts_what_it_folds() {
    let mut trace = trace(&["main", "thread 1"], &[("counter", ObjectKind::Atomic)]);
    trace.events = (0..500)
        .map(|n| store(1, COUNTER, &n.to_string()))
        .collect();
    trace.events[250].decisive = true;
    let picture = render("panic", &trace);
    assert!(picture.contains("store counter <- 250"), "{picture}");
    let rows = picture.lines().filter(|line| line.contains("store"));
    let folded = picture.lines().filter_map(|line| {
        let count = line.trim().strip_prefix("… ")?.split(' ').next()?;
        count.parse::<usize>().ok()
    });
    assert_eq!(rows.count() + folded.sum::<usize>(), 500, "{picture}");
}

#[test]
fn a_failed_assertion_is_shown_by_its_own_words() {
    let mut trace = lost_update();
    let last = trace.events.len() - 1;
    let said = "assertion `left == right` failed: an update was lost\n  left: 1\n right: 2";
    trace.events[last] = panic(0, said);
    let picture = render("panic", &trace);
    assert!(picture.contains("panic: an update was lost │"), "{picture}");
}

#[test]
fn a_headline_loses_no_word_where_it_breaks() {
    for length in 1..40 {
        let headline = format!("{} {}", "x".repeat(length), "word ".repeat(40));
        let picture = render(&headline, &Trace::default());
        let words: Vec<&str> = picture.split_whitespace().collect();
        let wanted: Vec<&str> = headline.split_whitespace().collect();
        assert_eq!(words, wanted);
    }
}
