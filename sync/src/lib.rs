//! # Sync: sharing, waiting, and who sees what
//!
//! Threads that share data must agree on who may touch it, who waits for whom, and in which order writes become visible.
//! Lessons live in `examples/`, in reading order; what is worth reusing or model checking lives here.
//!
//! | idea | lesson | mechanism |
//! |---|---|---|
//! | many readers or one writer | 09 | [`rwlock`] |
//!
//! Lessons 20 to 26 are a side branch: nothing later needs them. The models of the mechanisms, and the broken twins that
//! must fail, are in `tests/loom`: `cargo loom -p sync`.

pub mod rwlock;

/// What the mechanisms run on here. Lessons and the book include some of these files once more, in the explorer.
use interleave as engine;
