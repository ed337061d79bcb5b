//! Joins the exercise with its cases.

#[path = "cases/13_my_arc.rs"]
mod cases;
#[path = "../13_my_arc.rs"]
mod exercise;
