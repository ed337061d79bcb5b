//! Joins the exercise with its cases.

#[path = "cases/12_ticket_lock.rs"]
mod cases;
#[path = "../12_ticket_lock.rs"]
mod exercise;
