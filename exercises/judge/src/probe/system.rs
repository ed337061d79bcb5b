//! Reads `/proc`.

use std::fs;
use std::path::Path;

use super::Seen;
use super::doing::Doing;

/// The threads of the process `group`; with `all`, also those of its group and of all descendants. In the order of
/// their birth.
pub(super) fn look(group: u32, all: bool) -> Vec<Seen> {
    let mut family = vec![group];
    if all {
        let mut others: Vec<Process> = numbers(Path::new("/proc")).filter_map(process).collect();
        others.retain(|one| one.number != group);
        // One at a time: each may be the parent of the next.
        while let Some(place) = others
            .iter()
            .position(|one| one.group == group || family.contains(&one.parent))
        {
            family.push(others.remove(place).number);
        }
    }
    family.into_iter().flat_map(threads).collect()
}

/// The folders below `folder` whose names are numbers, in order.
fn numbers(folder: &Path) -> impl Iterator<Item = u32> {
    let mut numbers: Vec<u32> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    numbers.sort_unstable();
    numbers.into_iter()
}

fn threads(process: u32) -> Vec<Seen> {
    let folder = Path::new("/proc").join(process.to_string()).join("task");
    numbers(&folder)
        .filter_map(|thread| seen(process, thread, &folder.join(thread.to_string())))
        .collect()
}

/// `None` if the thread has ended.
fn seen(process: u32, thread: u32, folder: &Path) -> Option<Seen> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
    let state = after_name(&read("stat")?)?.next()?.chars().next()?;
    if matches!(state, 'Z' | 'X') {
        return None;
    }
    let doing = match read("syscall") {
        Some(call) => Doing::read(process, state, &call),
        None => Doing::guess(state, &read("wchan").unwrap_or_default()),
    };
    Some(Seen {
        process,
        thread,
        name: read("comm")?.trim_end().to_string(),
        switches: switches(&read("status")?),
        doing: doing.sentence,
        endless: doing.endless,
    })
}

struct Process {
    number: u32,
    parent: u32,
    group: u32,
}

/// A process that has not ended.
fn process(number: u32) -> Option<Process> {
    let stat = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    let mut words = after_name(&stat)?;
    let state = words.next()?;
    let parent = words.next()?.parse().ok()?;
    let group = words.next()?.parse().ok()?;
    (state != "Z").then_some(Process {
        number,
        parent,
        group,
    })
}

/// The words of a `stat` file that follow the name, which stands in brackets and may hold anything.
fn after_name(stat: &str) -> Option<impl Iterator<Item = &str>> {
    Some(stat.rsplit_once(')')?.1.split_whitespace())
}

/// The sum of the lines `voluntary_ctxt_switches: 12` and `nonvoluntary_ctxt_switches: 3`.
fn switches(status: &str) -> u64 {
    status
        .lines()
        .filter_map(|line| line.split_once("voluntary_ctxt_switches:"))
        .filter_map(|(_, count)| count.trim().parse::<u64>().ok())
        .sum()
}
