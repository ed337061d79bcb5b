//! Joins the exercise with its cases.

#[path = "cases/10_one_shot.rs"]
mod cases;
#[path = "../10_one_shot.rs"]
mod exercise;
