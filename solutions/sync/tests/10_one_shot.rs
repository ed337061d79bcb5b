//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/10_one_shot.rs"]
mod cases;
#[path = "../10_one_shot.rs"]
mod exercise;
