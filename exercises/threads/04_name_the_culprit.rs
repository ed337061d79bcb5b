//! # Name the culprits
//!
//! Route: more, 25 minutes.
//!
//! Workers with names run at once. If all go well you want their results. If not, you want to know of every worker that
//! failed: its name, and what it said.
//!
//! - Each worker runs on a thread of its own, which has the worker's name: what a panic writes to the terminal then says
//!   whose it was. All run at once.
//! - If every worker returned `Ok`, `run_all` returns the results, in the order of the workers. Without workers: no results.
//! - Otherwise it returns all culprits, in the order of the workers. A worker is a culprit if it returned an error, or if it
//!   panicked. `run_all` itself does not panic because of that.
//! - What a panic said is its text, word for word. `panic!("…")` carries a `&'static str`, `panic!("… {value}")` a `String`.
//!   A panic may carry any other value, too: then there is no text.
//!
//! ```ignore
//! let workers: Vec<(&str, Work<u32>)> = vec![
//!     ("cook", Box::new(|| Ok(1))),
//!     ("baker", Box::new(|| Err("no flour".to_string()))),
//!     ("waiter", Box::new(|| panic!("I fell"))),
//! ];
//! let culprit = |name: &str, fault| Culprit { name: name.to_string(), fault };
//! assert_eq!(
//!     run_all(workers),
//!     Err(vec![
//!         culprit("baker", Fault::Error("no flour".to_string())),
//!         culprit("waiter", Fault::Panic(Some("I fell".to_string()))),
//!     ])
//! );
//! ```
//!
//! Seen in: `cargo run -p threads --example 11_panics_and_names`
//!
//! Check: `cargo course check 04_name_the_culprit`, or by hand `cargo test -p exercises-threads --test 04_name_the_culprit`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use std::any::Any;

use lab::thread;

/// What a worker does.
pub type Work<T> = Box<dyn FnOnce() -> Result<T, String> + Send>;

/// A worker that failed.
#[derive(Debug, PartialEq, Eq)]
pub struct Culprit {
    pub name: String,
    pub fault: Fault,
}

/// What went wrong.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// The worker returned this error.
    Error(String),
    /// The worker panicked, with this text, if it was a text.
    Panic(Option<String>),
}

/// The text that a panic carries, if it carries one.
fn text_of(payload: &(dyn Any + Send)) -> Option<String> {
    todo!("see whether it is one of the two kinds of text")
}

/// Runs all workers at once, each with its name. Returns their results or, if there is one, the culprits.
pub fn run_all<T: Send + 'static>(workers: Vec<(&str, Work<T>)>) -> Result<Vec<T>, Vec<Culprit>> {
    todo!("start the workers, join them all, and part results from culprits")
}
