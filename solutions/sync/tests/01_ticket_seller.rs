//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/01_ticket_seller.rs"]
mod cases;
#[path = "../01_ticket_seller.rs"]
mod exercise;
