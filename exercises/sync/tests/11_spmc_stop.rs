//! Joins the exercise with its cases.

#[path = "cases/11_spmc_stop.rs"]
mod cases;
#[path = "../11_spmc_stop.rs"]
mod exercise;
