//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/09_five_stages.rs"]
mod cases;
#[path = "../09_five_stages.rs"]
mod exercise;
