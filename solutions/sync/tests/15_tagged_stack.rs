//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/15_tagged_stack.rs"]
mod cases;
#[path = "../15_tagged_stack.rs"]
mod exercise;
