//! Joins the exercise with its cases.

#[path = "cases/08_pausable_worker.rs"]
mod cases;
#[path = "../08_pausable_worker.rs"]
mod exercise;
