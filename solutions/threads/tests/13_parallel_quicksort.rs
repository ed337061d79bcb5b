//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/13_parallel_quicksort.rs"]
mod cases;
#[path = "../13_parallel_quicksort.rs"]
mod exercise;
