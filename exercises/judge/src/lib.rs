//! The judge: compiles an exercise, runs each of its tests in a process of its own, and says what came out.
//!
//! | module | what it does |
//! |---|---|
//! | `ahead` | compiles the models while the cases run |
//! | [`build`] | compiles the tests of one exercise |
//! | [`cases`] | what the cases of an exercise say of themselves |
//! | [`check`] | checks one exercise, in the order of proof |
//! | [`course`] | finds topics and exercises, from the file names alone |
//! | [`describe`] | reads what an exercise says of itself |
//! | [`find`] | finds the course, and an exercise from what a learner types |
//! | [`fingerprint`] | tells texts apart |
//! | `folder` | finds a folder to build in |
//! | `probe` | sees by the kernel's account that every thread of a process stands still |
//! | [`repeat`] | repeats a call of rustc that cargo made, while only the exercise changes |
//! | [`run`] | runs a test, or cargo, within limits and until cancelled |
//! | [`paint`] | colours, or none |
//! | [`say`] | a verdict, as the learner reads it |
//! | [`starter`] | makes the starting file of an exercise from its solution |
//! | [`supervise`] | sees to it that nothing the judge starts outlives it |
//! | [`variant`] | what stands above the diff of a variant |
//! | [`verdict`] | what a check can come to |
//! | [`words`] | finds the words that an exercise must not use |

mod ahead;
pub mod build;
pub mod cases;
pub mod check;
pub mod course;
pub mod describe;
pub mod find;
pub mod fingerprint;
pub mod folder;
pub mod paint;
mod probe;
pub mod repeat;
pub mod run;
pub mod say;
pub mod starter;
pub mod supervise;
pub mod variant;
pub mod verdict;
pub mod words;
