//! # Threads: from one thread to every core
//!
//! A thread is the smallest thing that the operating system puts on a CPU.
//! Lessons live in `examples/`, in reading order; what is worth reusing or model checking lives here.
//!
//! | idea | lesson | mechanism |
//! |---|---|---|
//! | what a process and a thread are, and what starting one costs | 01, 02 | |
//! | concurrency is not parallelism: who ran when | 03 | [`who_ran`], [`divisors`] |
//! | staying responsive, overlapping I/O | 04, 05 | |
//! | what may cross to another thread, and what the compiler refuses | 06, 07 | [`refused`] |
//! | sharing under a lock, and what goes wrong between two | 08 | [`inventory`] |
//! | race conditions, and five ways to have none | 09 | [`lost_update`], [`five_ways`] |
//! | reading what a model checker prints | 10 | [`walk`] |
//! | panics, names, stacks, thread-local values | 11, 12 | |
//! | sleeping until woken | 13 | [`park_and_unpark`] |
//! | messages: channels, pipelines | 14, 15 | [`channels`], [`pipeline`] |
//! | tasks that depend on each other | 16 | [`task_graph`] |
//! | a thread pool | 17 | [`thread_pool`] |
//! | sharing out a loop, by hand and by rayon | 18, 19 | [`chunks`], [`mandelbrot`] |
//! | divide and conquer | 20 | [`merge_sort`] |
//! | what more cores would gain | 21 | [`scaling_laws`] |
//!
//! Every lesson reads its command line by [`arguments`]; those that compare times take them by [`measure`]. The models of
//! the mechanisms, and the broken twins that must fail, are in `tests/loom`: `cargo loom -p threads`.

pub mod arguments;
pub mod channels;
pub mod chunks;
pub mod divisors;
pub mod five_ways;
pub mod inventory;
pub mod lost_update;
pub mod mandelbrot;
pub mod measure;
pub mod merge_sort;
pub mod park_and_unpark;
pub mod pipeline;
pub mod refused;
pub mod scaling_laws;
pub mod task_graph;
pub mod thread_pool;
pub mod walk;
pub mod who_ran;

/// What [`lost_update`] and [`park_and_unpark`] run on here. Lesson 09 and the book include these files once more, in the
/// explorer.
use interleave as engine;
