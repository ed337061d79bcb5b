//! # How long a lock is held
//!
//! Route: core, 25 minutes.
//!
//! `lock` gives you a *guard*, and the lock is held until the guard is dropped. Where is that? Predict for each line below
//! whether the lock is still held at the marked place: after `let n = *lock.lock().unwrap();`, inside a `match` on it, inside a
//! `while let`, in the `else` of an `if let`. Then: what happens to a thread that waits for a lock which it holds itself?
//!
//! A lock should promise three things. *Mutual exclusion*: one at a time is inside. *Progress*: if nobody is inside and
//! somebody wants in, somebody gets in. *Bounded waiting*: nobody is passed over for ever. `Mutex` promises the first two.
//!
//! Run: `cargo run -p sync --example 01_mutex`
//! Look for: which lines say `held`. A guard without a name is a *temporary*: it lives as long as the statement around it.
//! Try: change `Jobs::take` so that it returns the guard's `pop()` from inside a `match`. Does `cargo loom -p sync guards` mind?
//! Prints: `of 3 twins, 3 wait for ever; every one compiles`

use std::sync::Mutex;

use interleave::explored;
use threads::refused::show_and_run;

/// The mechanism of this lesson once more, on the threads and locks of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    #[allow(dead_code, reason = "the models use the rest")]
    pub mod guards;
}
use explored::sync::Arc;
use in_the_explorer::guards::{Jobs, guard_across_join, guard_in_match, guard_in_while_let};

fn main() {
    threads::arguments::none();

    println!("is the lock held at the marked place (*)?");
    where_guards_die(&Mutex::new(vec![1]));

    println!("\nwhat the compiler catches");
    show_and_run(include_str!("01_mutex.rs"), [a_guard_that_is_thrown_away]);

    println!("\nwhat it does not catch, on the model checker");
    let twins: [(&str, fn()); 3] = [
        (
            "while let Some(job) = lock.lock().unwrap().pop() { run(job) }",
            || {
                guard_in_while_let::work_off(&Jobs::of(&[1]));
            },
        ),
        (
            "match lock.lock().unwrap().pop() { Some(job) => run(job), … }",
            || {
                guard_in_match::work_off_one(&Jobs::of(&[1]));
            },
        ),
        ("the guard lives across worker.join()", || {
            guard_across_join::delegate(&Arc::new(Jobs::of(&[])), 1);
        }),
    ];
    let mut stuck = 0;
    for (what, twin) in twins {
        println!("twin: {what}");
        if let Err(failure) = explored::run(&interleave::Model::new(), twin) {
            stuck += 1;
            println!("{failure}");
        }
    }
    println!(
        "of {} twins, {stuck} wait for ever; every one compiles",
        twins.len()
    );
}

/// Each line takes the lock in another way, and tries at the marked place to take it again.
fn where_guards_die(lock: &Mutex<Vec<u32>>) {
    let say = |what: &str| {
        let state = if lock.try_lock().is_ok() {
            "free"
        } else {
            "held"
        };
        println!("   {state}   {what}");
    };

    lock.lock().unwrap().push(2);
    say("lock.lock().unwrap().push(2); *");

    let length = lock.lock().unwrap().len();
    say("let length = lock.lock().unwrap().len(); *");

    let guard = lock.lock().unwrap();
    say("let guard = lock.lock().unwrap(); *");
    drop(guard);
    say("… drop(guard); *");

    match lock.lock().unwrap().len() {
        n if n == length => say("match lock.lock().unwrap().len() { n => * }"),
        _ => unreachable!("nobody else has the lock"),
    }

    if let Some(0) = lock.lock().unwrap().first() {
        unreachable!("the first is 1");
    } else {
        say(
            "if let Some(0) = lock.lock().unwrap().first() { … } else { * }   (held before edition 2024)",
        );
    }

    if lock.lock().unwrap().len() == length {
        say("if lock.lock().unwrap().len() == length { * }");
    }

    let mut first_round = true;
    while let Some(_number) = lock.lock().unwrap().pop() {
        if first_round {
            say("while let Some(_number) = lock.lock().unwrap().pop() { * }");
        }
        first_round = false;
    }

    {
        let _guard = lock.lock().unwrap();
        say("{ let _guard = lock.lock().unwrap(); * }");
    }
    say("… } *");
}

/// `_` is no variable: what is bound to it is dropped at once. For a lock that is never meant, so rustc refuses it.
///
/// ```diff
///   let lock = Mutex::new(1);
/// - let _ = lock.lock();
/// + let _guard = lock.lock();
/// error: non-binding let on a synchronization lock
/// ```
fn a_guard_that_is_thrown_away() {
    let lock = Mutex::new(1);
    let _guard = lock.lock();
    println!(
        "   with a name, the lock is {}",
        if lock.try_lock().is_ok() {
            "free"
        } else {
            "held"
        }
    );
}
