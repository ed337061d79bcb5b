//! # To sleep until something is true
//!
//! Route: core, 25 minutes.
//!
//! A taker finds a mailbox empty and wants to sleep until there is a letter. It must give the lock back to sleep, or nobody could put
//! a letter in. Predict: what if the letter comes just between giving the lock back and falling asleep? What if it wakes and
//! somebody else has taken the letter? What if it wakes for no reason at all?
//!
//! Run: `cargo run -p sync --example 05_condvar`
//! Look for: each question has its twin. One sleeps for ever (a *lost wake-up*), one wakes to nothing.
//! Try: in `Mailbox::take`, put the look before the lock. What does `cargo loom -p sync mailbox` draw?
//! Prints: `mailbox: 3 letters taken, 0 lost`

use std::sync::Arc;
use std::thread;

use interleave::{Model, explored};
use sync::mailbox::Mailbox;

/// The mechanism of this lesson once more, on the threads and locks of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    #[allow(dead_code, reason = "the models use the rest")]
    pub mod mailbox;
}
use in_the_explorer::mailbox::{self as checked, FlagOutside, looks_once, one_letter};

fn main() {
    threads::arguments::none();

    println!("main puts 3 letters in, one after the other; the taker sleeps while there is none");
    letters();

    println!("\ntwin 1: the letter is put in without the lock");
    show(&Model::new(), || {
        one_letter(FlagOutside::put, FlagOutside::take);
    });

    println!(
        "twin 2: `if` in place of a loop; the checker may wake a sleeper without reason, as the system may"
    );
    show(&Model::new().spurious_wake_ups(), || {
        one_letter(checked::Mailbox::put, looks_once::take);
    });
}

fn letters() {
    let (mailbox, emptied) = (Arc::new(Mailbox::new()), Arc::new(Mailbox::new()));
    let taker = thread::spawn({
        let (mailbox, emptied) = (Arc::clone(&mailbox), Arc::clone(&emptied));
        move || {
            (1..=3)
                .map(|_| {
                    let letter = mailbox.take();
                    println!("taker: woke, took letter {letter}");
                    emptied.put(letter);
                    letter
                })
                .collect::<Vec<_>>()
        }
    });
    let mut lost = 0;
    for letter in 1..=3 {
        println!("main:  puts letter {letter} in");
        lost += usize::from(mailbox.put(letter).is_some());
        // The next one only once this one was taken out.
        emptied.take();
    }
    let taken = taker.join().expect("the taker does not panic");
    println!("mailbox: {} letters taken, {lost} lost", taken.len());
}

fn show(model: &Model, twin: impl Fn() + Send + Sync + 'static) {
    match explored::run(model, twin) {
        Err(failure) => println!("{failure}"),
        Ok(passed) => println!("no failure in {} executions", passed.executions),
    }
}
