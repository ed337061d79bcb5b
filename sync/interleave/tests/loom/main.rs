//! The engine `loomed`: `cargo loom -p interleave`.
#![cfg(feature = "loom")]

mod classics;
