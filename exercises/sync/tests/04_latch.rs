//! Joins the exercise with its cases.

#[path = "cases/04_latch.rs"]
mod cases;
#[path = "../04_latch.rs"]
mod exercise;
