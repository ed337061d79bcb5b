//! Joins the exercise with its cases.

#[path = "cases/14_spsc_batch.rs"]
mod cases;
#[path = "../14_spsc_batch.rs"]
mod exercise;
