//! Joins the exercise with its cases.

#[path = "cases/06_write_the_model.rs"]
mod cases;
#[path = "../06_write_the_model.rs"]
mod exercise;
