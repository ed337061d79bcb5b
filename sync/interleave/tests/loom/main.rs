//! The engine `loomed`: `cargo loom -p interleave`.
#![cfg(feature = "loom")]

mod classics;
mod random_programs;

#[path = "../random_programs/program.rs"]
mod program;
