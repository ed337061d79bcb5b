//! Joins the exercise with its cases.

#[path = "cases/04_name_the_culprit.rs"]
mod cases;
#[path = "../04_name_the_culprit.rs"]
mod exercise;
