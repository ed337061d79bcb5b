//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/06_write_the_model.rs"]
mod cases;
#[path = "../06_write_the_model.rs"]
mod exercise;
