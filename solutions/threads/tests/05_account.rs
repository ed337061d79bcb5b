//! Joins the solution with its cases.

#[path = "../../../exercises/threads/tests/cases/05_account.rs"]
mod cases;
#[path = "../05_account.rs"]
mod exercise;
