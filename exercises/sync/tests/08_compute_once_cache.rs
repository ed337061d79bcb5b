//! Joins the exercise with its cases.

#[path = "cases/08_compute_once_cache.rs"]
mod cases;
#[path = "../08_compute_once_cache.rs"]
mod exercise;
