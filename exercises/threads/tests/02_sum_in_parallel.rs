//! Joins the exercise with its cases.

#[path = "cases/02_sum_in_parallel.rs"]
mod cases;
#[path = "../02_sum_in_parallel.rs"]
mod exercise;
