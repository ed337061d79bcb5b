//! Joins the exercise with its cases.

#[path = "cases/03_dining.rs"]
mod cases;
#[path = "../03_dining.rs"]
mod exercise;
