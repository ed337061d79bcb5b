//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/11_thread_pool.rs"]
mod cases;
#[path = "../11_thread_pool.rs"]
mod exercise;
