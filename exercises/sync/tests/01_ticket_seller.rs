//! Joins the exercise with its cases.

#[path = "cases/01_ticket_seller.rs"]
mod cases;
#[path = "../01_ticket_seller.rs"]
mod exercise;
