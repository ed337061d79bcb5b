//! # Write the model
//!
//! Route: core, 25 minutes.
//!
//! So far others have written the models that judged you. Now you write one, and it is judged: two counters are right, five
//! are broken, each in another way. `check` runs a small program that uses a counter, in every interleaving. For a right
//! counter every run must end well; for a broken one some run must fail.
//!
//! - `lab::run(&Model::new(), || …)` runs the closure once for each interleaving. Everything that its threads share is made
//!   inside it. What `lab::run` returns is what `check` returns.
//! - Use few threads and few steps: beside the main thread, one or two. The number of interleavings grows very fast.
//! - What must hold? At the end, every `add` was counted. A thread that has added sees at least its own. Nobody waits for
//!   ever: that needs no assertion, the checker tells.
//! - Some faults only show if `total` is asked while others add; some, only after more than two adds.
//!
//! Seen in: `cargo run -p threads --example 10_reading_a_model`
//!
//! Check: `cargo course check 06_write_the_model`, or by hand `cargo test -p exercises-threads --test 06_write_the_model`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use lab::sync::Arc;
use lab::thread;
use lab::{Failure, Model, Passed};

/// Counts from 0. May be used by many threads at once.
pub trait Counter: Send + Sync + 'static {
    /// Nothing was counted yet.
    fn new() -> Self;
    /// Counts one more.
    fn add(&self);
    /// How many were counted.
    fn total(&self) -> u32;
}

/// Tells whether the counter `C` is right in every interleaving of a small program.
pub fn check<C: Counter>() -> Result<Passed, Failure> {
    todo!("run a small program that uses a counter, and assert what must hold")
}
