//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/14_spsc_batch.rs"]
mod cases;
#[path = "../14_spsc_batch.rs"]
mod exercise;
