//! Joins the exercise with its cases.

#[path = "cases/13_parallel_quicksort.rs"]
mod cases;
#[path = "../13_parallel_quicksort.rs"]
mod exercise;
