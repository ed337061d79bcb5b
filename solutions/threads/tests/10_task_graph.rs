//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/10_task_graph.rs"]
mod cases;
#[path = "../10_task_graph.rs"]
mod exercise;
