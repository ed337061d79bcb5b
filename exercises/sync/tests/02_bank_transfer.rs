//! Joins the exercise with its cases.

#[path = "cases/02_bank_transfer.rs"]
mod cases;
#[path = "../02_bank_transfer.rs"]
mod exercise;
