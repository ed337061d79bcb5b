//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/05_bounded_queue.rs"]
mod cases;
#[path = "../05_bounded_queue.rs"]
mod exercise;
