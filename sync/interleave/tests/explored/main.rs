//! The explorer: classic bugs found, right programs passed, and each type of std as std has it.

mod classic;
mod counts;
mod graphs;
mod limits;
mod schema;
mod traces;
mod types;
