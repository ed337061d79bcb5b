//! Joins the exercise with its cases.

#[path = "cases/09_five_stages.rs"]
mod cases;
#[path = "../09_five_stages.rs"]
mod exercise;
