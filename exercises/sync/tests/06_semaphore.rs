//! Joins the exercise with its cases.

#[path = "cases/06_semaphore.rs"]
mod cases;
#[path = "../06_semaphore.rs"]
mod exercise;
