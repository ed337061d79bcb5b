//! Nothing that the judge starts outlives it.

/// First in `main` of every binary that uses the judge: a process that was started as a supervisor does that work here
/// and never returns.
pub fn serve_if_asked() {}
