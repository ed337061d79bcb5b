//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/02_sum_in_parallel.rs"]
mod cases;
#[path = "../02_sum_in_parallel.rs"]
mod exercise;
