//! Joins the exercise with its cases.

#[path = "cases/09_id_allocator.rs"]
mod cases;
#[path = "../09_id_allocator.rs"]
mod exercise;
