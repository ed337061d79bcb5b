//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/00_hello.rs"]
mod cases;
#[path = "../00_hello.rs"]
mod exercise;
