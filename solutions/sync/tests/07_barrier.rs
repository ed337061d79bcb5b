//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/07_barrier.rs"]
mod cases;
#[path = "../07_barrier.rs"]
mod exercise;
