//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/06_semaphore.rs"]
mod cases;
#[path = "../06_semaphore.rs"]
mod exercise;
