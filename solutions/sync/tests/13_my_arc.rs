//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/13_my_arc.rs"]
mod cases;
#[path = "../13_my_arc.rs"]
mod exercise;
