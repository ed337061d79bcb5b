//! Joins the exercise with its cases.

#[path = "cases/07_barrier.rs"]
mod cases;
#[path = "../07_barrier.rs"]
mod exercise;
