//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/04_name_the_culprit.rs"]
mod cases;
#[path = "../04_name_the_culprit.rs"]
mod exercise;
