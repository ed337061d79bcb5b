//! Joins the exercise with its cases.

#[path = "cases/00_hello.rs"]
mod cases;
#[path = "../00_hello.rs"]
mod exercise;
