//! Builds, checks and serves the book.
//!
//! The book is mdBook's, with one preprocessor of ours, [`preprocess`]: it replaces *directives*, lines such as
//! `{{#code threads/src/lost_update.rs:load_then_store}}`, by what they stand for. A directive that cannot be replaced
//! stops the build with a [`Fault`]: file, line, and what was expected.
//!
//! | directive | becomes | module |
//! |---|---|---|
//! | `{{#code FILE:ITEM, …}}` | Rust code from the repository, with where it stands and how to run it | [`code`] |
//! | `{{#run NN_lesson}}` | the box of a lesson: what to predict, run, look for and try | [`boxes`] |
//! | `{{#exercise TOPIC/NN_name}}` | the box of an exercise | [`boxes`] |
//! | `{{#instructor MINUTES}}` … `{{/instructor}}` | folded notes for instructors | [`boxes`] |
//! | `{{#explorer NAME}}`, `{{#timeline NAME}}` | interleavings to step through | [`explorer`] |
//! | `{{#quiz TOPIC/NN_name}}` | questions | [`quiz`] |
//! | `{{#figure NAME}}` | a chart | [`figure`] |

pub mod boxes;
pub mod build;
pub mod check;
pub mod code;
pub mod course;
pub mod directive;
pub mod explorer;
pub mod fault;
pub mod figure;
pub mod files;
pub mod html;
pub mod items;
pub mod lesson;
pub mod preprocess;
pub mod quiz;
pub mod serve;

pub use course::Course;
pub use fault::{Fault, Place};
