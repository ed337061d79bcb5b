//! The engine `loomed`: `cargo loom -p interleave`.
#![cfg(feature = "loom")]

mod beyond_loom;
mod classics;
mod limits;
mod random_programs;
mod timelines;

#[path = "../random_programs/program.rs"]
mod program;
#[path = "../explored/schema.rs"]
mod schema;
