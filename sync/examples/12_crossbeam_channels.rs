//! # Wait for one of several
//!
//! Route: core, 25 minutes.
//!
//! A worker waits for jobs, and must also hear when it should stop. With `std::sync::mpsc` it can sleep at one channel
//! only. `select!` of crossbeam sleeps at several. What does it do with a channel that has ended? What is a channel with
//! room for nothing good for? And does a time limit that starts anew at each message ever run out?
//!
//! Run: `cargo run -p sync --example 12_crossbeam_channels`
//! Look for: the two deadlocks, and the number of rounds of a loop that asks a channel that has ended.
//! Try: put `select_biased!` in place of `select!` in `work` (`src/select.rs`), and think: which arm must come first?
//! Prints: `never():         2 messages in       4 rounds: one for each message, one for each end`

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crossbeam::channel::{bounded, unbounded};
use interleave::{Model, explored};
use sync::select::{asks_the_ended, limit_for_each, merge, swap, take_within, work};
use threads::measure;

/// The source of the twins once more, on the threads and channels of a model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    #[allow(dead_code, reason = "what uses crossbeam is for real threads")]
    pub mod select;
}
use in_the_explorer::select::{both_send_first, one_after_the_other};

fn main() {
    threads::arguments::none();

    println!("1. One channel, two receivers: a job goes to whoever is free");
    whoever_is_free();

    println!("\n2. Room for nothing: sender and receiver must meet");
    rendezvous();
    find("both send first", || {
        _ = both_send_first::swap(0);
    });

    println!("\n3. Jobs, and the word to stop");
    find("one after the other", || {
        _ = one_after_the_other::job_and_stop();
    });
    jobs_and_stop();

    println!(
        "\n4. One channel has ended, the other is silent for 50 ms (the first number changes from run to run)"
    );
    an_end_is_always_ready();

    println!("\n5. A message every 10 ms, a limit of 35 ms (changes from run to run)");
    one_limit_for_all();

    println!("\n6. Against std; {}", measure::NOTE);
    against_std();
}

/// Job 1 lasts until all others are done. Dealt in turn, some of them would lie behind it.
fn whoever_is_free() {
    let (to_do, jobs) = unbounded();
    let (done, all_others_done) = unbounded();
    (1..=7).for_each(|job| to_do.send(job).expect("the workers receive"));
    drop(to_do);
    thread::scope(|scope| {
        for worker in 1..=2 {
            let (jobs, done, all_others_done) =
                (jobs.clone(), done.clone(), all_others_done.clone());
            scope.spawn(move || {
                for job in jobs {
                    if job == 1 {
                        (2..=7).for_each(|_| all_others_done.recv().expect("we hold a sender"));
                    } else {
                        done.send(()).expect("we hold a receiver");
                    }
                    println!("worker {worker}: job {job} is done");
                }
            });
        }
    });
}

fn rendezvous() {
    let (to_other, from_main) = bounded(0);
    let (to_main, from_other) = bounded(0);
    let refused = to_other.try_send("anybody?").is_err();
    println!(
        "main:     nobody receives, my message is {}",
        if refused { "refused" } else { "taken" }
    );
    let other = thread::spawn(move || swap(&to_main, &from_main, "from other"));
    println!(
        "main:     ready to send and to receive, I have it {}",
        swap(&to_other, &from_other, "from main")
    );
    println!(
        "other:    I have it {}",
        other.join().expect("swapping does not panic")
    );
}

/// Asks the explorer for the failure of a twin.
fn find(twin: &str, run: fn()) {
    match explored::run(&Model::new(), run) {
        Err(failure) => println!("checker:  {twin}: {}", failure.headline()),
        Ok(passed) => println!("checker:  {twin}: {passed}"),
    }
}

fn jobs_and_stop() {
    let (to_do, jobs) = bounded(0);
    let (stop, told) = unbounded();
    let worker = thread::spawn(move || work(&jobs, &told));
    for job in [2, 3] {
        to_do.send(job).expect("the worker receives");
    }
    stop.send(()).expect("the worker receives");
    let done = worker.join().expect("adding does not panic");
    println!(
        "worker:   did jobs of {done}, heard that it should stop, while main could still send jobs"
    );
}

fn an_end_is_always_ready() {
    for (name, asks_on) in [("asking on:", true), ("never():", false)] {
        let (left_sender, left) = unbounded();
        let (right_sender, right) = unbounded();
        left_sender.send("left").expect("we hold the receiver");
        drop(left_sender);
        let late = thread::spawn(move || {
            thread::sleep(Duration::from_millis(50));
            right_sender.send("right").expect("main merges to the end");
        });
        let mut rounds = 0;
        let all = if asks_on {
            asks_the_ended::merge(&left, &right, || rounds += 1)
        } else {
            merge(left, right, || rounds += 1)
        };
        late.join().expect("sending does not panic");
        let why = if asks_on {
            "it never slept"
        } else {
            "one for each message, one for each end"
        };
        println!(
            "{name:<16} {} messages in {rounds:>7} rounds: {why}",
            all.len()
        );
    }
}

fn one_limit_for_all() {
    const LIMIT: Duration = Duration::from_millis(35);
    for (how, take) in [
        (
            "recv_timeout for each",
            limit_for_each::take as fn(&_, _) -> _,
        ),
        ("after, once for all", take_within),
    ] {
        let (sender, receiver) = unbounded();
        let sending = thread::spawn(move || {
            for message in 1..=10 {
                thread::sleep(Duration::from_millis(10));
                sender.send(message).expect("main holds the receiver");
            }
        });
        let (time, taken) = measure::time(|| take(&receiver, LIMIT));
        println!(
            "main:     {how:<22}: {:>2} messages in {:>5.1} ms",
            taken.len(),
            measure::ms(time)
        );
        sending.join().expect("sending does not panic");
    }
}

const MESSAGES: usize = 50_000;

/// One thread sends, another receives.
fn against_std() {
    let [std, crossbeam] = measure::medians(
        Duration::from_millis(600),
        [
            &mut || {
                let (sender, receiver) = mpsc::channel();
                count(move |n| _ = sender.send(n), receiver);
            },
            &mut || {
                let (sender, receiver) = unbounded();
                count(move |n| _ = sender.send(n), receiver);
            },
        ],
    );
    println!(
        "{MESSAGES} messages: mpsc {:.2} ms, crossbeam {:.2} ms, {:.2} times as fast",
        measure::ms(std),
        measure::ms(crossbeam),
        measure::ratio(std, crossbeam)
    );
}

fn count(send: impl Fn(usize) + Send, receiver: impl IntoIterator<Item = usize>) {
    thread::scope(|scope| {
        scope.spawn(move || (0..MESSAGES).for_each(send));
        assert_eq!(
            receiver.into_iter().count(),
            MESSAGES,
            "every message arrives"
        );
    });
}
