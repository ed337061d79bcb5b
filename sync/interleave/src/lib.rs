//! One source, several engines: the same concurrent code on real threads, on watched threads, in an explorer of
//! interleavings, and under loom.
//!
//! | engine | what it is for |
//! |---|---|
//! | [`real`] | std, re-exported: lessons and benches, no cost |
//! | `watched` | real threads that know who holds and who waits: a deadlock explains itself and ends the process (feature `watched`) |
//! | [`explored`] | every sequentially consistent interleaving of a small closure, as a graph of states |
//! | `loomed` | loom with a memory: a failing execution is printed as a time line (feature `loom`) |
//!
//! Each engine is a module with the names of std: `sync`, `sync::atomic`, `sync::mpsc`, `thread`, `hint`, and `cell`,
//! plus the functions [`model`](fn@model), [`failure_of`] and [`run`]. The crate root is the engine that topic crates
//! import: real threads, or loom under the feature `loom`.
//!
//! ```
//! use interleave::sync::Arc;
//! use interleave::sync::atomic::{AtomicU32, Ordering::Relaxed};
//! use interleave::thread;
//!
//! interleave::model(|| {
//!     let counter = Arc::new(AtomicU32::new(0));
//!     let other = thread::spawn({
//!         let counter = Arc::clone(&counter);
//!         move || counter.fetch_add(1, Relaxed)
//!     });
//!     counter.fetch_add(1, Relaxed);
//!     other.join().unwrap();
//!     assert_eq!(counter.load(Relaxed), 2);
//! });
//! ```
//!
//! To compile one file for several engines in one program, include it once per engine:
//!
//! ```ignore
//! #[path = "."]
//! mod explored { pub use interleave::explored as engine; #[path = "lost_update.rs"] pub mod lost_update; }
//! #[path = "."]
//! mod watched { pub use interleave::watched as engine; #[path = "lost_update.rs"] pub mod lost_update; }
//! // lost_update.rs begins with: use super::engine::{sync::atomic::AtomicU32, thread};
//! ```

pub mod explored;
pub mod gantt;
mod kept;
#[cfg(feature = "loom")]
pub mod loomed;
mod model;
mod named;
mod outcome;
pub mod real;
pub mod timeline;
pub mod trace;
#[cfg(feature = "watched")]
pub mod watched;

pub use model::Model;
pub use named::{Named, Shown};
pub use outcome::{Failure, FailureKind, Passed, STUCK_EXIT_CODE, report};

#[cfg(not(feature = "loom"))]
pub use real::{cell, failure_of, hint, model, run, sync, thread};

#[cfg(feature = "loom")]
pub use loomed::{cell, failure_of, hint, model, run, sync, thread};

impl Model {
    /// Checks `f` on the default engine and prints how many executions were run, straight to standard error.
    ///
    /// # Panics
    ///
    /// If an execution fails, after printing its time line.
    #[track_caller]
    pub fn check<F: Fn() + Send + Sync + 'static>(&self, f: F) {
        report(self, run(self, f));
    }

    /// Checks `f` on the default engine and hands back what came out, printing nothing.
    ///
    /// # Errors
    ///
    /// The failing execution, if there is one.
    pub fn run<F: Fn() + Send + Sync + 'static>(&self, f: F) -> Result<Passed, Failure> {
        run(self, f)
    }

    /// The failure that `f`, a broken twin, must show.
    ///
    /// # Panics
    ///
    /// If no execution fails.
    #[track_caller]
    pub fn failure_of<F: Fn() + Send + Sync + 'static>(&self, f: F) -> Failure {
        outcome::expect_failure(&self.title(), run(self, f))
    }
}

/// Keeps items that only make sense on real threads out of a build under loom.
#[cfg(not(feature = "loom"))]
#[macro_export]
macro_rules! real_threads_only {
    ($($item:item)*) => { $($item)* };
}

/// Keeps items that only make sense on real threads out of a build under loom.
#[cfg(feature = "loom")]
#[macro_export]
macro_rules! real_threads_only {
    ($($item:item)*) => {};
}

/// Keeps items that need a model checker, such as the tests of broken twins, out of a build on real threads.
#[cfg(feature = "loom")]
#[macro_export]
macro_rules! modelled {
    ($($item:item)*) => { $($item)* };
}

/// Keeps items that need a model checker, such as the tests of broken twins, out of a build on real threads.
#[cfg(not(feature = "loom"))]
#[macro_export]
macro_rules! modelled {
    ($($item:item)*) => {};
}
