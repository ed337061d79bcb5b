//! # Threads: from one thread to every core
//!
//! A thread is the smallest thing that the operating system puts on a CPU.
//! Lessons live in `examples/`, in reading order; what is worth reusing or model checking lives here.

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

/// What [`lost_update`] runs on here. Lesson 09 includes that file once more, in the explorer.
use interleave as engine;
