//! Joins the exercise with its cases.

#[path = "cases/10_task_graph.rs"]
mod cases;
#[path = "../10_task_graph.rs"]
mod exercise;
