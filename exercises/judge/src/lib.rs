//! The judge: compiles an exercise, runs each of its tests in a process of its own, and says what came out.
//!
//! | module | what it does |
//! |---|---|
//! | [`course`] | finds topics and exercises, from the file names alone |
//! | [`starter`] | makes the starting file of an exercise from its solution |
//! | [`verdict`] | what a check can come to |

pub mod course;
pub mod starter;
pub mod verdict;
