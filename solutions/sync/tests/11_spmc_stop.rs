//! Joins the solution with its cases.

#[path = "../../../exercises/sync/tests/cases/11_spmc_stop.rs"]
mod cases;
#[path = "../11_spmc_stop.rs"]
mod exercise;
