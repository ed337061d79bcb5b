//! The judge: compiles an exercise, runs each of its tests in a process of its own, and says what came out.
//!
//! | module | what it does |
//! |---|---|
//! | [`course`] | finds topics and exercises, from the file names alone |
//! | `probe` | sees by the kernel's account that every thread of a process stands still |
//! | [`repeat`] | repeats a call of rustc that cargo made, while only the exercise changes |
//! | [`run`] | runs a test, or cargo, within limits and until cancelled |
//! | [`starter`] | makes the starting file of an exercise from its solution |
//! | [`supervise`] | sees to it that nothing the judge starts outlives it |
//! | [`verdict`] | what a check can come to |

pub mod course;
mod probe;
pub mod repeat;
pub mod run;
pub mod starter;
pub mod supervise;
pub mod verdict;
