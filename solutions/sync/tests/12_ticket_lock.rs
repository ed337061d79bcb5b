//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/12_ticket_lock.rs"]
mod cases;
#[path = "../12_ticket_lock.rs"]
mod exercise;
