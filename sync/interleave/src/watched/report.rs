//! What is written before the process ends: where every thread stands, what that means, and the last steps.

use std::fmt::Write;

use super::object::Holder;
use super::picture::{Cast, wait_of};
use super::record::Record;
use super::world::{Wait, World};
use crate::trace::{Location, Operation};
use crate::{STUCK_EXIT_CODE, timeline};

/// Lines of this width fit on most terminals.
const WIDTH: usize = 120;

/// How many waits the headline names: the rows below it name them all.
const NAMED_WAITS: usize = 4;

/// The report of a circle of waits.
pub(super) fn cycle(world: &mut World, cycle: &[u32]) -> String {
    // The thread that came first is named first, whichever closed the circle.
    let first = cycle
        .iter()
        .min()
        .map_or(0, |min| cycle.iter().position(|it| it == min).unwrap_or(0));
    let cycle = [&cycle[first..], &cycle[..first]].concat();
    let first = world.living[&cycle[0]].record.clone();
    let family = world.family(&first);
    let cast = Cast::concerned(world, family);
    let mut operations = Vec::new();
    let mut links = Vec::new();
    for (place, number) in cycle.iter().enumerate() {
        let Some(wait) = &world.living[number].wait else {
            continue;
        };
        operations.push(wait.operation);
        let next = cycle[(place + 1) % cycle.len()];
        let holders = wait.object.holders(wait.operation);
        let holds = |holder: &Holder| holder.thread == next && holder.since.is_some();
        let held_by = match wait.operation {
            Operation::Join => String::new(),
            _ if next == *number => ", which it holds itself".to_string(),
            _ if holders.iter().any(holds) => format!(", held by {}", cast.thread(next, "?")),
            _ => format!(" behind {}", cast.thread(next, "?")),
        };
        links.push(format!(
            "{} {}{held_by}",
            cast.thread(*number, "?"),
            target(&cast, wait)
        ));
    }
    compose(
        world,
        &cast,
        "deadlock",
        &links,
        meaning_of_cycle(&operations),
    )
}

/// The report of a family that stands still.
pub(super) fn quiet(world: &mut World, family: u32) -> String {
    let cast = Cast::concerned(world, family);
    let waits: Vec<String> = cast
        .members
        .iter()
        .filter_map(|record| {
            let wait = wait_of(world, record)?;
            let label = cast.thread(record.number, record.label);
            Some(format!("{label} {}", target(&cast, wait)))
        })
        .collect();
    let meaning = "Nobody is left to end these waits: every thread that could is itself waiting, or has ended.";
    compose(world, &cast, "stuck", &waits, meaning)
}

fn compose(world: &World, cast: &Cast, verdict: &str, waits: &[String], meaning: &str) -> String {
    let title = format!("{verdict}{}:", circumstances(cast));
    let mut text = format!("\n{}", headline(title, waits));
    text.push_str("\n\n");
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
    let _ = writeln!(
        text,
        "\n{meaning}\nThe program is ended here, with exit code {STUCK_EXIT_CODE}.\n"
    );
    text.push_str(&timeline::render(
        "The last steps, earliest first:",
        &cast.trace(world),
    ));
    text
}

/// The title and the first few waits, broken into lines between waits.
fn headline(title: String, waits: &[String]) -> String {
    let mut lines = vec![title];
    let mut named: Vec<String> = waits.iter().take(NAMED_WAITS).cloned().collect();
    if waits.len() > NAMED_WAITS {
        named.push(format!("and {} more", waits.len() - NAMED_WAITS));
    }
    let last = named.len().saturating_sub(1);
    for (place, wait) in named.into_iter().enumerate() {
        let end = if place == last { "" } else { ";" };
        match lines.last_mut() {
            Some(line) if line.len() + wait.len() + 2 <= WIDTH => {
                let _ = write!(line, " {wait}{end}");
            }
            _ => lines.push(format!("  {wait}{end}")),
        }
    }
    lines.join("\n")
}

/// In which test, or other named thread, it began, and in which run of a model.
fn circumstances(cast: &Cast) -> String {
    let guest = cast.members.iter().find(|record| record.is_named_guest());
    let run = cast.members.iter().find_map(|record| record.run.as_ref());
    let mut text = String::new();
    if let Some(guest) = guest
        && guest.label != "main"
    {
        let _ = write!(text, " in {}", guest.label);
    }
    if let Some(run) = run {
        let _ = write!(text, " in execution {}", run.execution);
    }
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
        let what = "waits for nothing watched (this was its last watched step)";
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
        let who = cast.thread(holder.thread, holder.label);
        let Some(since) = holder.since else {
            if wait.operation == Operation::LockShared {
                more(format!(
                    "behind {who}, which came before and waits to write"
                ));
            }
            continue;
        };
        let ended = !world.living.contains_key(&holder.thread);
        more(format!("held by {who} since {}", Location::from(since)));
        if ended {
            more(format!(
                "{who} has ended without dropping the guard: nobody can unlock it"
            ));
        }
    }
    let name = |holder: &Holder| cast.thread(holder.thread, holder.label);
    for line in wait.object.meaning(wait.operation, &name) {
        more(line);
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
    let (reads, writes) = (
        waits.contains(&Operation::LockShared),
        waits.contains(&Operation::LockExclusive),
    );
    match waits {
        [Operation::Lock] => {
            "A thread that locks a mutex which it already holds waits for itself.\n\
             A guard keeps the lock until the end of its block, or until drop(guard)."
        }
        [Operation::Join] => "A thread that joins itself waits for its own end.",
        [_] => {
            "A thread that reads cannot write under the same lock as well, nor the other way round: it waits for itself.\n\
             Drop the first guard before asking for the second."
        }
        _ if waits.contains(&Operation::Join) => {
            "A thread holds a lock while it waits for the end of another thread, which needs that lock to end.\n\
             Drop the guard before joining."
        }
        _ if reads && writes => {
            "Who wants to read queues behind who waits to write, even a thread that already reads.\n\
             Do not lock for reading twice in one thread."
        }
        _ => {
            "Each of these threads holds what the next one wants.\n\
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
