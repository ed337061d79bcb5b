//! # A model checker of your own
//!
//! Route: advanced, 30 minutes.
//!
//! You have trusted checkers for twenty-five lessons. How would you write one? Threads stop before each access and wait for their turn. Somebody picks
//! one, notes whom else it could have picked, and next time picks differently. Predict: two threads of two steps each, how many
//! interleavings? Of three steps each? And three threads of three?
//!
//! Run: `cargo run -p sync --example 26_model_checker`
//! Look for: how the number of executions grows. That is why real checkers leave out orders that make no difference.
//! Try: in `check`, take the *last* choice first. Does the verdict change, and the execution in which the bug is found?
//! Prints: `by load and store: failed in execution 2, schedule 0 1 0 1: an update was lost: 1`

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use sync::model_checker::{Body, Verdict, check, step, step_when};

fn main() {
    threads::arguments::none();

    println!("how many interleavings do so many threads of so many steps have?");
    for (threads, steps) in [(2, 1), (2, 2), (2, 3), (2, 4), (3, 1), (3, 2)] {
        println!(
            "  threads: {threads}, steps of each: {steps}: {}",
            say(&interleavings(threads, steps))
        );
    }

    println!("\ntwo threads add one to a counter");
    println!("by load and store: {}", say(&lost_update(false)));
    println!("by one addition:   {}", say(&lost_update(true)));

    println!(
        "\ntwo threads take two locks, each in its own order; a lock is a step that waits for its condition"
    );
    println!("opposite orders:   {}", say(&two_locks([[0, 1], [1, 0]])));
    println!("one order:         {}", say(&two_locks([[0, 1], [0, 1]])));
}

fn say(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Passed { executions } => format!("passed, {executions} executions"),
        Verdict::Failed {
            execution,
            why,
            schedule,
        } => {
            let schedule: Vec<_> = schedule.iter().map(ToString::to_string).collect();
            format!(
                "failed in execution {execution}, schedule {}: {why}",
                schedule.join(" ")
            )
        }
    }
}

fn interleavings(threads: usize, steps: usize) -> Verdict {
    check(|| {
        let body = || -> Body { Box::new(move || (0..steps).for_each(|_| step())) };
        ((0..threads).map(|_| body()).collect(), || Ok(()))
    })
}

fn lost_update(in_one_step: bool) -> Verdict {
    check(|| {
        // SeqCst, here and below: the checker lets one thread go at a time, and knows no other memory.
        let counter = Arc::new(AtomicU32::new(0));
        let add = |counter: Arc<AtomicU32>| -> Body {
            Box::new(move || {
                step();
                if in_one_step {
                    counter.fetch_add(1, SeqCst);
                } else {
                    let seen = counter.load(SeqCst);
                    step();
                    counter.store(seen + 1, SeqCst);
                }
            })
        };
        let bodies = vec![add(Arc::clone(&counter)), add(Arc::clone(&counter))];
        (bodies, move || {
            let total = counter.load(SeqCst);
            if total == 2 {
                Ok(())
            } else {
                Err(format!("an update was lost: {total}"))
            }
        })
    })
}

fn two_locks(orders: [[usize; 2]; 2]) -> Verdict {
    check(|| {
        let locks = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
        let body = |order: [usize; 2]| -> Body {
            let locks = Arc::clone(&locks);
            Box::new(move || {
                for lock in order {
                    let all = Arc::clone(&locks);
                    step_when(move || all[lock].load(SeqCst) == 0);
                    locks[lock].store(1, SeqCst);
                }
                for lock in order {
                    step();
                    locks[lock].store(0, SeqCst);
                }
            })
        };
        (orders.map(body).into_iter().collect(), || Ok(()))
    })
}
