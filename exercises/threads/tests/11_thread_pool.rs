//! Joins the exercise with its cases.

#[path = "cases/11_thread_pool.rs"]
mod cases;
#[path = "../11_thread_pool.rs"]
mod exercise;
