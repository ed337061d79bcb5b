//! Joins the exercise with its cases.

#[path = "cases/01_join_all.rs"]
mod cases;
#[path = "../01_join_all.rs"]
mod exercise;
