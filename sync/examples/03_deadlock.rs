//! # Two locks, two orders
//!
//! Route: core, 25 minutes.
//!
//! A transfer locks the account that gives, then the account that takes. Two transfers run at once, in opposite directions.
//! Predict: in how many of all interleavings does each hold what the other waits for? And how could one tell from
//! outside, once it has happened, that nobody will ever go on?
//!
//! A *deadlock* needs four conditions at once: *mutual exclusion*, *hold and wait*, *no preemption* (nobody can take a lock away),
//! and *circular wait*. Take one away and it cannot happen. That is *prevention*. *Avoidance* refuses a step that might lead there,
//! *detection* looks for the circle, *recovery* breaks it: one has to give up what it holds.
//!
//! Run: `cargo run -p sync --example 03_deadlock`
//! Look for: the circle in the wait-for graph. An arrow says who waits for whom.
//! Try: give both accounts the same number in `there_and_back`. Which promise of `by_number` is broken, and who notices?
//! Prints: `giver first: 2 of 6 interleavings end in a deadlock`

use interleave::explored::{self, Graph};
use interleave::trace::Outcome;
use interleave::{Failure, Model};

/// The mechanism of this lesson once more, on the threads and locks of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    #[allow(dead_code, reason = "the models use the rest")]
    pub mod lock_order;
}
use in_the_explorer::lock_order::{Transfer, by_number, giver_first, giving_way, there_and_back};

fn main() -> Result<(), Box<Failure>> {
    threads::arguments::none();

    println!("main moves 1 from left to right, thread 1 moves 3 from right to left\n");
    let graph = explore(giver_first::transfer)?;
    println!(
        "giver first: {} of {} interleavings end in a deadlock",
        graph.stats.failing, graph.stats.interleavings
    );
    if let Err(failure) = explored::run(&Model::new(), || there_and_back(giver_first::transfer)) {
        println!("{failure}");
        println!("wait-for graph:");
        for (waiting, lock, holder) in waits(&failure) {
            println!("  {waiting} ──waits for {lock}, held by──▶ {holder}");
        }
        println!("  every one of them waits for another: a circle, so nobody ever goes on");
    }

    println!("\nthree cures, each takes one condition away");
    let graph = explore(by_number)?;
    println!(
        "prevention, no circle:          smaller number first: {} of {} interleavings fail",
        graph.stats.failing, graph.stats.interleavings
    );
    let graph = explored::graph(&Model::new().preemptions(2), || there_and_back(giving_way))?;
    println!(
        "prevention, no hold and wait:   give back and try again: {} of {} interleavings with at most 2 preemptions fail",
        graph.stats.failing, graph.stats.interleavings
    );
    println!(
        "                                but nothing bounds how often they give way: livelock"
    );
    println!(
        "detection and recovery:         the watcher of the exercises draws such a circle, and ends the program"
    );
    Ok(())
}

fn explore(transfer: Transfer) -> Result<Graph, Box<Failure>> {
    Ok(explored::graph(&Model::new(), move || {
        there_and_back(transfer);
    })?)
}

/// Who waits for which lock, and who holds it: what the failing execution ends in.
fn waits(failure: &Failure) -> Vec<(&str, &str, &str)> {
    let trace = &failure.trace;
    let lane = |index: usize| trace.lanes[index].name.as_str();
    let mut waits = Vec::new();
    for event in &trace.events {
        if let (Outcome::Blocked { held_by }, Some(lock)) = (&event.outcome, event.object) {
            for &holder in held_by {
                waits.push((
                    lane(event.lane),
                    trace.objects[lock].name.as_str(),
                    lane(holder),
                ));
            }
        }
    }
    waits
}
