//! What exercises import, and the instruments that their tests measure with.
//!
//! An exercise says `use lab::{sync::Mutex, thread};` where other code says `std`. The names are the same; what stands
//! behind them depends on how the exercise is judged:
//!
//! | feature | engine | the verdict that it gives |
//! |---|---|---|
//! | none | [`interleave::watched`] | real threads; a deadlock explains itself and ends the process |
//! | `explored` | [`interleave::explored`] | every interleaving of a small closure, at once |
//! | `loom` | `interleave::loomed` | every interleaving, with what weak memory orderings allow |
//!
//! In the cases of an exercise, [`cases!`] keeps tests for watched threads, and [`models!`] tests for the model checkers;
//! in there, [`without_loom!`] keeps those for the explorer alone.
//!
//! | instrument | what it measures |
//! |---|---|
//! | [`Rendezvous`] | whether work overlaps: a meeting that work done one piece after the other never passes |
//! | [`Peak`] | the highest number of threads that were inside at once |
//! | [`Drops`] | how many values were made and dropped |
//! | [`Joins`] | how often work was divided by `rayon::join` |

mod drops;
mod joins;
mod peak;
mod rendezvous;
pub mod sequential;

#[cfg(all(feature = "explored", not(feature = "loom")))]
use interleave::explored as engine;
#[cfg(feature = "loom")]
use interleave::loomed as engine;
#[cfg(not(any(feature = "explored", feature = "loom")))]
use interleave::watched as engine;

pub use drops::{Counted, Drops};
pub use joins::Joins;
pub use peak::{Inside, Peak};
pub use rendezvous::Rendezvous;

/// Inside [`models!`]: keeps tests for the explorer alone, such as those in which several threads spin at once. loom has no
/// notion of a spinning thread that waits for a change, and follows two of them for ever.
pub use interleave::real_threads_only as without_loom;

pub use engine::{cell, failure_of, hint, model, run, sync, thread};
pub use interleave::{Failure, FailureKind, Model, Named, Passed, Shown};

/// Checks `f` as `model` says on the engine of this build, and prints how many executions were run.
///
/// # Panics
///
/// If an execution fails, after printing its time line.
#[track_caller]
pub fn check<F: Fn() + Send + Sync + 'static>(model: &Model, f: F) {
    interleave::report(model, run(model, f));
}

/// Keeps tests for watched threads out of a build for a model checker.
#[cfg(not(any(feature = "explored", feature = "loom")))]
#[macro_export]
macro_rules! cases {
    ($($item:item)*) => { $($item)* };
}

/// Keeps tests for watched threads out of a build for a model checker.
#[cfg(any(feature = "explored", feature = "loom"))]
#[macro_export]
macro_rules! cases {
    ($($item:item)*) => {};
}

/// Keeps tests for the model checkers out of a build on watched threads.
#[cfg(any(feature = "explored", feature = "loom"))]
#[macro_export]
macro_rules! models {
    ($($item:item)*) => { $($item)* };
}

/// Keeps tests for the model checkers out of a build on watched threads.
#[cfg(not(any(feature = "explored", feature = "loom")))]
#[macro_export]
macro_rules! models {
    ($($item:item)*) => {};
}
