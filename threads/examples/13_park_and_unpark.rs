//! # To sleep until another thread says "look again"
//!
//! Route: more, 15 minutes.
//!
//! `thread::park` puts the calling thread to sleep, `unpark` wakes it. What if the `unpark` comes first, while the thread
//! is still awake: is it lost? What do two of them do? And may a thread that wakes conclude that what it waits for is there?
//!
//! Run: `cargo run -p threads --example 13_park_and_unpark`
//! Look for: a thread has one *token*. `unpark` puts it there, `park` takes it. It says "look again" and nothing more.
//! Try: give the waiter without a loop no stray `unpark`. It then works on every run here: why is it still wrong?
//! `cargo loom -p threads park_and_unpark` wakes it without any reason, as the system may.
//! Prints: `without a loop: stray unpark, woke, read 0; with a loop: stray unpark, then the answer, read 42`

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use threads::measure::ms;
use threads::park_and_unpark::{Answer, park_once};

fn main() {
    threads::arguments::none();

    println!("an unpark comes before the park");
    the_token_is_kept();

    println!("\ntwo unparks come before two parks");
    there_is_one_token();

    println!("\na waiter is unparked by somebody who has no answer for it");
    a_stray_unpark();
}

fn the_token_is_kept() {
    let unparked = Arc::new(AtomicBool::new(false));
    let sleeper = thread::spawn({
        let unparked = Arc::clone(&unparked);
        move || {
            // Not by a channel or a lock: while they wait, they may park as well, and take the token.
            while !unparked.load(Relaxed) {
                thread::yield_now();
            }
            thread::park();
            println!("sleeper: park returned at once, it took the token");
        }
    });
    sleeper.thread().unpark();
    println!("main:    unparked the sleeper, which was still awake");
    // Relaxed, here and above: the flag publishes nothing; `unpark` and `park` are ordered by the token.
    unparked.store(true, Relaxed);
    join(sleeper);
}

/// Without a time limit the second park would last for ever.
fn there_is_one_token() {
    const LIMIT: Duration = Duration::from_millis(100);
    let me = thread::current();
    me.unpark();
    me.unpark();
    for park in ["first", "second"] {
        let start = Instant::now();
        thread::park_timeout(LIMIT);
        println!(
            "main:    {park} park lasted {:>5.1} ms (limit {} ms)",
            ms(start.elapsed()),
            LIMIT.as_millis()
        );
    }
}

fn a_stray_unpark() {
    let answer = Arc::new(Answer::new());
    let hasty = waiter(&answer, park_once::wait);
    let patient = waiter(&answer, Answer::wait);

    hasty.thread().unpark();
    patient.thread().unpark();
    let without_loop = join(hasty);
    println!("main:    the waiter without a loop is back, I have not answered yet");

    answer.give(42, patient.thread());
    println!("main:    answered");
    let with_loop = join(patient);
    println!(
        "without a loop: stray unpark, woke, read {without_loop}; \
         with a loop: stray unpark, then the answer, read {with_loop}"
    );
}

fn waiter(answer: &Arc<Answer>, wait: fn(&Answer) -> u32) -> JoinHandle<u32> {
    let answer = Arc::clone(answer);
    thread::spawn(move || wait(&answer))
}

fn join<R>(thread: JoinHandle<R>) -> R {
    thread.join().expect("no thread here panics")
}
