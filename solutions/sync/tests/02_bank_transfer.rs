//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/02_bank_transfer.rs"]
mod cases;
#[path = "../02_bank_transfer.rs"]
mod exercise;
