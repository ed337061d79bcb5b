//! Joins the exercise with its cases.

#[path = "cases/05_bounded_queue.rs"]
mod cases;
#[path = "../05_bounded_queue.rs"]
mod exercise;
