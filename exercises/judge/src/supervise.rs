//! Nothing that the judge starts outlives it, and it leaves the terminal in order, however it ends.
//!
//! The judge starts one *keeper*: this program again, which holds the reading end of a pipe. The judge tells it every
//! process group that it starts, and what the terminal was like. At end of file the judge is gone, be it by `kill -9`:
//! the keeper ends the groups, puts the terminal back, and ends.
//!
//! No run can slip through between its start and the telling. Every run carries a mark in its environment, and the keeper
//! also looks for that mark (on Linux, in `/proc`). The pipe only reads end of file when every copy of its writing end is
//! closed, and a process that is being started holds a copy until its own program, with the mark, has begun.
//!
//! A keeper that ends before the judge is replaced at once. It goes by another name than the judge, so that ending
//! the judge by name does not end both. Ending both at the same moment leaves the runs alone: then their limits are gone too.
//!
//! Elsewhere than on Unix there is no keeper, and only the started process itself is ended.

mod group;
#[cfg(unix)]
mod keeper;
#[cfg(target_os = "linux")]
mod mark;
mod terminal;
#[cfg(unix)]
mod watch;

pub(crate) use group::Group;
pub use terminal::{TerminalGuard, guard_terminal};
#[cfg(unix)]
pub use watch::keeper_id;

/// First in `main` of every binary that uses the judge: a process that was started as a keeper does that work here, and
/// never returns. A program that never calls this runs everything without a keeper.
pub fn serve_if_asked() {
    #[cfg(unix)]
    {
        if let Some(mark) = std::env::var_os(keeper::ASKED) {
            keeper::serve(&mark.to_string_lossy());
        }
        watch::serves();
    }
}
