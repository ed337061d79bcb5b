//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/12_map_reduce.rs"]
mod cases;
#[path = "../12_map_reduce.rs"]
mod exercise;
