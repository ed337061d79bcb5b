//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/01_join_all.rs"]
mod cases;
#[path = "../01_join_all.rs"]
mod exercise;
