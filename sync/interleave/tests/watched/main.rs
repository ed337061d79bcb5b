//! The engine `watched`: what it must report, what it must never report, and that it behaves as std does.

#![expect(clippy::duplicate_mod, reason = "the same tests for two engines")]

mod child;
mod patient;
mod runs;
mod stuck;

#[path = "."]
mod on_watched_threads {
    pub use interleave::watched as engine;
    #[path = "behaviour.rs"]
    mod behaviour;
}

#[path = "."]
mod on_real_threads {
    pub use interleave::real as engine;
    #[path = "behaviour.rs"]
    mod behaviour;
}
