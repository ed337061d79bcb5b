//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/03_dining.rs"]
mod cases;
#[path = "../03_dining.rs"]
mod exercise;
