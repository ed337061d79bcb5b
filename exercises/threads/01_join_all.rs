//! # Run them all at once
//!
//! Route: core, 15 minutes.
//!
//! `join_all` gets a list of jobs, runs all of them at the same time, and returns what they returned.
//!
//! - The last job runs on the thread that called `join_all`, every other job on a new thread of its own.
//! - No job waits for another one to begin or to end: all run at once.
//! - The results stand in the order of the jobs, whichever job ends first.
//! - A job that panics makes `join_all` panic. What it says then is up to you.
//! - Without jobs there are no results.
//!
//! ```ignore
//! let word = |word: &'static str| move || word.len();
//! assert_eq!(join_all(vec![word("one"), word("two"), word("three")]), [3, 3, 5]);
//! ```
//!
//! Seen in: `cargo run -p threads --example 02_spawn_and_join`
//!
//! Check: `cargo course check 01_join_all`, or by hand `cargo test -p exercises-threads --test 01_join_all`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use lab::thread;

/// Runs all jobs at once, the last one on the calling thread. Returns the results in the order of the jobs.
pub fn join_all<T, F>(mut jobs: Vec<F>) -> Vec<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    todo!("start the threads, do your own job, join")
}
