//! Watched threads: real threads that know who holds and who waits.
//!
//! Under std's names stand locks, channels and threads that keep a table of who waits for what. When threads wait in a
//! circle, or wait for something that nobody is left to do, the program says so on standard error: where every thread
//! stands, who holds what since where, and what that means. Then it ends with
//! [`STUCK_EXIT_CODE`](crate::STUCK_EXIT_CODE).
//!
//! - A circle of waits (mutex, rwlock, join) is reported at once, whatever else the program does.
//! - A wait that can never end (condition variable, park, receive, send, barrier, join) is reported when the threads
//!   that have to do with each other have stood still for a quarter of a second.
//! - A thread that computes, sleeps, waits with a time limit, or waits for a file or a socket is never called stuck.
//!   Threads of std that were never seen here may still act: on Linux, `/proc` tells whether they could. Elsewhere
//!   threads are trusted that use nothing watched.
//! - Threads that outlive the one that began it all are left alone: they end with the process.
//!
//! *Family* is the word for threads that have to do with each other: one spawned the other, or both touched the same
//! object. One process may hold many, such as the tests of a test binary; each is judged by itself.
//!
//! Atomics, `Once`, `OnceLock` and `LazyLock` are std's own.

mod barrier;
mod channel;
mod condvar;
pub mod mpsc;
mod mutex;
mod noise;
mod object;
mod outsiders;
mod picture;
mod record;
mod register;
mod report;
mod run;
mod rwlock;
mod scope;
mod stillness;
pub mod sync;
pub mod thread;
mod watcher;
mod world;

pub use crate::real::cell;
pub use run::{failure_of, model, run};
pub use std::hint;
