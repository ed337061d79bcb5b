//! # Threads: from one thread to every core
//!
//! A thread is the smallest thing that the operating system puts on a CPU.
//! Lessons live in `examples/`, in reading order; what is worth reusing or model checking lives here.

pub mod arguments;
pub mod chunks;
pub mod divisors;
pub mod inventory;
pub mod mandelbrot;
pub mod measure;
pub mod merge_sort;
pub mod pipeline;
pub mod scaling_laws;
pub mod task_graph;
pub mod thread_pool;
