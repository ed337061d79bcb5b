//! Waiting for one of several channels, and what becomes of those who wait for one after the other.
//!
//! `select!` of [`crossbeam::channel`] waits until one of several sends and receives can be done, and does that one. If
//! several can, it picks one at random. The receiver of `std::sync::mpsc` cannot: `recv` waits for one channel, whatever
//! arrives on the others. A channel that has *ended* (its last sender is gone) can always be received from: it gives an
//! error, at once, each time.
//!
//! Models of what stands on `std::sync::mpsc`, and twins: `cargo loom -p sync select`. Lesson 12 includes this file once
//! more, in the explorer: `engine` is whichever the including module says. What uses crossbeam is for real threads.

use std::time::Duration;

use crossbeam::channel::{Receiver, Sender, after, never, select};
use interleave::Named;

use super::engine::sync::mpsc;
use super::engine::thread;

/// Adds up jobs until it is told to stop, or until no job can come any more.
pub fn work(jobs: &Receiver<u32>, stop: &Receiver<()>) -> u32 {
    let mut done = 0;
    loop {
        select! {
            recv(jobs) -> job => match job {
                Ok(job) => done += job,
                Err(_ended) => return done,
            },
            // Told, or nobody is left who could tell.
            recv(stop) -> _ => return done,
        }
    }
}

/// The same on `std::sync::mpsc`: what the worker must hear of comes by one channel.
pub mod one_inbox {
    use super::{Named, in_thread, mpsc};

    /// What a worker is told.
    pub enum Message {
        /// Add this.
        Job(u32),
        /// End.
        Stop,
    }

    /// Adds up jobs until `Stop`, or until nobody can send any more.
    pub fn work(inbox: &mpsc::Receiver<Message>) -> u32 {
        let mut done = 0;
        while let Ok(Message::Job(job)) = inbox.recv() {
            done += job;
        }
        done
    }

    /// Gives a worker one job, and tells it to stop. The sender lives on.
    pub fn job_and_stop() -> u32 {
        let (sender, inbox) = mpsc::channel().named("inbox");
        let worker = in_thread("worker", move || work(&inbox));
        sender.send(Message::Job(5)).expect("the worker reads on");
        sender.send(Message::Stop).expect("the worker reads on");
        worker.join().expect("adding does not panic")
    }
}

/// Twin: looks at one channel, then waits for the other.
pub mod one_after_the_other {
    use super::{Named, in_thread, mpsc};

    /// Sleeps in `recv` if the word to stop comes after the look. No job comes any more, so it never looks again.
    pub fn work(jobs: &mpsc::Receiver<u32>, stop: &mpsc::Receiver<()>) -> u32 {
        let mut done = 0;
        while stop.try_recv().is_err() {
            let Ok(job) = jobs.recv() else { break };
            done += job;
        }
        done
    }

    /// As [`super::one_inbox::job_and_stop`].
    pub fn job_and_stop() -> u32 {
        let (to_do, jobs) = mpsc::channel().named("jobs");
        let (stop, told) = mpsc::channel().named("stop");
        let worker = in_thread("worker", move || work(&jobs, &told));
        // Neither error matters here: a worker that has stopped needs neither.
        let _ = to_do.send(5);
        let _ = stop.send(());
        worker.join().expect("adding does not panic")
    }
}

/// Gives `value` to another thread that calls this as well, and takes what that one gives. Each is ready for both at
/// once, so it works even over channels without any room.
///
/// # Panics
///
/// If the other end is gone.
pub fn swap<T>(to_other: &Sender<T>, from_other: &Receiver<T>, value: T) -> T {
    select! {
        send(to_other, value) -> sent => {
            sent.expect("the other thread swaps, too");
            from_other.recv().expect("the other thread swaps, too")
        }
        recv(from_other) -> theirs => {
            to_other.send(value).expect("the other thread swaps, too");
            theirs.expect("the other thread swaps, too")
        }
    }
}

/// Twin: gives first, takes then. Works while each channel has room for one.
pub mod both_send_first {
    use super::{Named, in_thread, mpsc};

    /// `main` gives 1, `other` gives 2, over channels with this much room; with room for none, both wait in `send` for
    /// ever. Returns what `main` and `other` have then.
    pub fn swap(room: usize) -> (u32, u32) {
        let (to_other, from_main) = mpsc::sync_channel(room).named("to other");
        let (to_main, from_other) = mpsc::sync_channel(room).named("to main");
        let other = in_thread("other", move || {
            to_main.send(2).expect("main receives");
            from_main.recv().expect("main sends first")
        });
        to_other.send(1).expect("the other receives");
        let mine = from_other.recv().expect("the other sends first");
        (mine, other.join().expect("swapping does not panic"))
    }
}

/// Takes what both channels bring, until both have ended. `round` is called whenever there is something to see.
pub fn merge<T>(mut left: Receiver<T>, mut right: Receiver<T>, mut round: impl FnMut()) -> Vec<T> {
    let mut all = Vec::new();
    let mut open = 2;
    while open > 0 {
        // `never()` is never ready. So a channel that has ended stops answering.
        select! {
            recv(left) -> message => match message {
                Ok(message) => all.push(message),
                Err(_ended) => (left, open) = (never(), open - 1),
            },
            recv(right) -> message => match message {
                Ok(message) => all.push(message),
                Err(_ended) => (right, open) = (never(), open - 1),
            },
        }
        round();
    }
    all
}

/// Twin: keeps asking a channel that has ended.
pub mod asks_the_ended {
    use super::{Receiver, select};

    /// As [`super::merge`], and with the same result. While one has ended and the other is silent, it never sleeps.
    pub fn merge<T>(left: &Receiver<T>, right: &Receiver<T>, mut round: impl FnMut()) -> Vec<T> {
        let mut all = Vec::new();
        let (mut left_ended, mut right_ended) = (false, false);
        while !(left_ended && right_ended) {
            select! {
                recv(left) -> message => match message {
                    Ok(message) => all.push(message),
                    Err(_ended) => left_ended = true,
                },
                recv(right) -> message => match message {
                    Ok(message) => all.push(message),
                    Err(_ended) => right_ended = true,
                },
            }
            round();
        }
        all
    }
}

/// Takes what comes within `limit`, which starts now.
pub fn take_within<T>(receiver: &Receiver<T>, limit: Duration) -> Vec<T> {
    // A channel that will bring one message, when the time is over. Made once, outside the loop.
    let over = after(limit);
    let mut taken = Vec::new();
    loop {
        select! {
            recv(receiver) -> message => match message {
                Ok(message) => taken.push(message),
                Err(_ended) => return taken,
            },
            recv(over) -> _ => return taken,
        }
    }
}

/// Twin: starts the clock anew for each message.
pub mod limit_for_each {
    use super::{Duration, Receiver};

    /// Takes until nothing comes for as long as `limit`. A sender that is never silent for that long keeps it for ever.
    pub fn take<T>(receiver: &Receiver<T>, limit: Duration) -> Vec<T> {
        let mut taken = Vec::new();
        while let Ok(message) = receiver.recv_timeout(limit) {
            taken.push(message);
        }
        taken
    }
}

fn in_thread<R: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> R + Send + 'static,
) -> thread::JoinHandle<R> {
    let thread = thread::Builder::new().name(name.to_string()).spawn(work);
    thread.expect("the system has room for another thread")
}
