//! Joins the exercise with its cases.

#[path = "cases/12_map_reduce.rs"]
mod cases;
#[path = "../12_map_reduce.rs"]
mod exercise;
