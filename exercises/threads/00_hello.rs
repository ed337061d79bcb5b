//! # Hello from another thread
//!
//! Route: core, 5 minutes.
//!
//! `greet` starts a thread, a friend, who greets a guest. It has two small faults, one word each. Save this file after each
//! change and look at the verdict:
//!
//! 1. The friend says the wrong word. The test's message tells which one is expected.
//! 2. Then a model checker runs `greet` in every order that its threads allow, and draws the one that goes wrong: one
//!    column per thread, time flows down. Who comes too late? A handle to a thread can do something better than tell its
//!    `thread()`: the third hint names it.
//!
//! Nothing can break: `cargo course reset 00_hello` brings this file back, and keeps yours. `cargo course hint` helps.
//!
//! Seen in: `cargo run -p threads --example 02_spawn_and_join`
//!
//! Check: `cargo course check 00_hello`, or by hand `cargo test -p exercises-threads --test 00_hello`.

use lab::sync::mpsc::Sender;
use lab::thread;

/// A friend greets the guest. When this returns, the greeting has been sent.
pub fn greet(guest: Sender<&'static str>) {
    let friend = thread::spawn(move || {
        guest.send("hullo").unwrap();
    });
    let _ = friend.thread();
}
