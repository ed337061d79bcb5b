//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/09_id_allocator.rs"]
mod cases;
#[path = "../09_id_allocator.rs"]
mod exercise;
