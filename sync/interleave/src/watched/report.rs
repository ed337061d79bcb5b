//! What is written before the process ends: where every thread stands, what that means, and the last steps.

use std::fmt::Write;

use super::picture::{Cast, wait_of};
use super::record::Record;
use super::world::{Wait, World};
use crate::timeline;
use crate::trace::{Location, Operation};

/// The report of a circle of waits.
pub(super) fn cycle(world: &mut World, cycle: &[u32]) -> String {
    let record = world.living[&cycle[0]].record.clone();
    let family = world.family(&record);
    let cast = Cast::of(world, family);
    let waits: Vec<String> = cycle
        .iter()
        .enumerate()
        .map(|(place, number)| {
            let next = cycle[(place + 1) % cycle.len()];
            let wait = world.living[number].wait.as_ref();
            let what = wait.map_or(String::new(), |wait| target(&cast, wait));
            let holder = if next == *number {
                ", which it holds itself".to_string()
            } else if wait.is_some_and(|wait| wait.operation == Operation::Join) {
                String::new()
            } else {
                format!(", held by {}", cast.thread(next, "?"))
            };
            format!("{} {what}{holder}", cast.thread(*number, "?"))
        })
        .collect();
    let headline = format!("deadlock: {}", waits.join("; "));
    let operations: Vec<Operation> = cycle
        .iter()
        .filter_map(|number| Some(world.living[number].wait.as_ref()?.operation))
        .collect();
    compose(world, &cast, &headline, meaning_of_cycle(&operations))
}

/// The report of a family that stands still.
pub(super) fn quiet(world: &mut World, family: u32) -> String {
    let cast = Cast::of(world, family);
    let waits: Vec<String> = cast
        .members
        .iter()
        .filter_map(|record| {
            let wait = wait_of(world, record)?;
            let label = cast.thread(record.number, record.label);
            Some(format!("{label} {}", target(&cast, wait)))
        })
        .collect();
    let headline = format!("stuck: {}", waits.join("; "));
    let meaning =
        "Every thread that could end one of these waits is itself waiting: none will ever go on.";
    compose(world, &cast, &headline, meaning)
}

fn compose(world: &World, cast: &Cast, headline: &str, meaning: &str) -> String {
    let mut text = String::from("\nThese threads will never go on; the program is ended here.\n\n");
    let rows: Vec<[String; 3]> = cast
        .members
        .iter()
        .flat_map(|record| stand(world, cast, record))
        .collect();
    let width = |column: usize| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or(0)
    };
    let (names, places) = (width(0), width(1));
    for [name, place, what] in &rows {
        let line = format!("  {name:<names$}  {place:<places$}  {what}");
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let _ = write!(text, "\n{meaning}\n\n");
    text.push_str(&timeline::render(headline, &cast.trace(world)));
    text
}

/// Where one thread stands: name, place and what it does; further lines give what is known about that.
fn stand(world: &World, cast: &Cast, record: &Record) -> Vec<[String; 3]> {
    let name = cast.thread(record.number, record.label);
    let last_place = || {
        let steps = record.steps();
        let place = steps.iter().rev().find_map(|step| step.place);
        place.map_or(String::new(), |place| Location::from(place).to_string())
    };
    let Some(living) = world.living.get(&record.number) else {
        return vec![[name, last_place(), "has ended".to_string()]];
    };
    let Some(wait) = &living.wait else {
        let what =
            "goes on, or waits for something that is not watched (its last watched step is here)";
        return vec![[name, last_place(), what.to_string()]];
    };
    let limit = if wait.timed {
        ", for a limited time"
    } else {
        ""
    };
    let place = Location::from(wait.place).to_string();
    let mut rows = vec![[name, place, format!("{}{limit}", target(cast, wait))]];
    let mut more = |what: String| rows.push([String::new(), String::new(), format!("  {what}")]);
    let identity = wait.object.identity();
    if let (None, Some(made)) = (identity.name, identity.made) {
        more(format!("made at {}", Location::from(made)));
    }
    for holder in wait.object.holders(wait.operation) {
        let Some(since) = holder.since else { continue };
        let who = cast.thread(holder.thread, holder.label);
        let ended = !world.living.contains_key(&holder.thread);
        more(format!(
            "held by {who} since {}{}",
            Location::from(since),
            if ended {
                ", which has ended without dropping the guard"
            } else {
                ""
            }
        ));
    }
    let meaning = wait.object.meaning(wait.operation);
    if !meaning.is_empty() {
        more(meaning);
    }
    rows
}

/// `waits to lock left fork`.
fn target(cast: &Cast, wait: &Wait) -> String {
    let object = wait.object.identity();
    let name = cast.object(&object);
    match wait.operation {
        Operation::Lock => format!("waits to lock {name}"),
        Operation::LockShared => format!("waits to read {name}"),
        Operation::LockExclusive => format!("waits to write {name}"),
        Operation::Wait => format!("waits to be notified by {name}"),
        Operation::Park => "is parked".to_string(),
        Operation::Join => format!("waits for the end of {name}"),
        Operation::Send => format!("waits to send to {name}"),
        Operation::Receive => format!("waits to receive from {name}"),
        Operation::Meet => format!("waits at {name}"),
        other => format!("waits: {} {name}", other.word()),
    }
}

/// What a circle made of these waits teaches.
fn meaning_of_cycle(waits: &[Operation]) -> &'static str {
    match waits {
        [Operation::Lock] => {
            "A thread that locks a mutex which it already holds waits for itself. \
             A guard keeps the lock until the end of its block, or until drop(guard)."
        }
        [Operation::Join] => "A thread that joins itself waits for its own end.",
        [_] => {
            "A thread that holds a lock for reading cannot lock it for writing as well, nor the other way round: \
             it waits for itself. Drop the first guard before."
        }
        _ if waits.contains(&Operation::Join) => {
            "A thread holds a lock while it waits for the end of another thread, which needs that lock to end. \
             Drop the guard before joining."
        }
        _ if waits.contains(&Operation::LockShared)
            && waits.contains(&Operation::LockExclusive) =>
        {
            "Whoever wants to read queues behind whoever waits to write, even a thread that already reads. \
             Do not lock for reading twice in one thread."
        }
        _ => {
            "Each of these threads holds what the next one wants. \
             If all threads take these locks in one order, no such circle can form."
        }
    }
}

/// Writes past libtest's capture, and past a lock on standard error that a stuck thread may hold.
pub(super) fn write(text: &str) {
    #[cfg(unix)]
    {
        use std::io::Write;
        use std::os::fd::AsFd;
        if let Ok(copy) = std::io::stderr().as_fd().try_clone_to_owned() {
            // Nothing can be done about a closed standard error, and the exit code still tells.
            let _ = std::fs::File::from(copy).write_all(text.as_bytes());
            return;
        }
    }
    crate::outcome::say(text);
}
