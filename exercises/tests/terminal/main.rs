//! The guide in a terminal of its own, as a learner sees it.
#![cfg(target_os = "linux")]

mod course;
mod endings;
mod guide;
mod kills;
mod saves;
mod screens;
