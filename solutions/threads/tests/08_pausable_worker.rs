//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/08_pausable_worker.rs"]
mod cases;
#[path = "../08_pausable_worker.rs"]
mod exercise;
