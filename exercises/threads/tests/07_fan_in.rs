//! Joins the exercise with its cases.

#[path = "cases/07_fan_in.rs"]
mod cases;
#[path = "../07_fan_in.rs"]
mod exercise;
