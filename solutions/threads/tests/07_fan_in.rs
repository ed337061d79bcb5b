//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/07_fan_in.rs"]
mod cases;
#[path = "../07_fan_in.rs"]
mod exercise;
