//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/04_latch.rs"]
mod cases;
#[path = "../04_latch.rs"]
mod exercise;
