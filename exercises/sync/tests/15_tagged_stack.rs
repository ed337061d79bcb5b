//! Joins the exercise with its cases.

#[path = "cases/15_tagged_stack.rs"]
mod cases;
#[path = "../15_tagged_stack.rs"]
mod exercise;
