//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/03_fill_disjoint.rs"]
mod cases;
#[path = "../03_fill_disjoint.rs"]
mod exercise;
