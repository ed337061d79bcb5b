//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/08_compute_once_cache.rs"]
mod cases;
#[path = "../08_compute_once_cache.rs"]
mod exercise;
