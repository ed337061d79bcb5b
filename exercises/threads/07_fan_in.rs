//! # Many sources, one stream
//!
//! Route: more, 20 minutes.
//!
//! `merge` takes the receivers of several channels and gives one receiver, from which the items of all of them come.
//!
//! - Items of one source stay in their order. How the sources mix is up to the schedule.
//! - It returns at once, and a source that says nothing for long holds up no other.
//! - The merged stream ends when all sources have ended and everything that they sent was received. Without sources it
//!   ends at once.
//! - When the merged receiver is dropped, nobody listens any more: the sources are let go, so that whoever sends to them
//!   gets an error and can stop.
//!
//! ```ignore
//! let (even, from_even) = mpsc::channel();
//! let (odd, from_odd) = mpsc::channel();
//! let all = merge(vec![from_even, from_odd]);
//! even.send(2).unwrap();
//! assert_eq!(all.recv(), Ok(2));
//! ```
//!
//! Seen in: `cargo run -p threads --example 14_channels`
//!
//! Check: `cargo course check 07_fan_in`, or by hand `cargo test -p exercises-threads --test 07_fan_in`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use lab::sync::mpsc::{self, Receiver};
use lab::thread;

/// One stream with the items of all `sources`.
pub fn merge<T: Send + 'static>(sources: Vec<Receiver<T>>) -> Receiver<T> {
    todo!("let the items of each source flow into one channel")
}
