//! Joins the exercise with its cases.

#[path = "cases/05_account.rs"]
mod cases;
#[path = "../05_account.rs"]
mod exercise;
