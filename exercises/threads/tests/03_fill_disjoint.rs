//! Joins the exercise with its cases.

#[path = "cases/03_fill_disjoint.rs"]
mod cases;
#[path = "../03_fill_disjoint.rs"]
mod exercise;
