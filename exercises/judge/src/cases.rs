//! What the cases of an exercise say of themselves.

/// The first line of the cases: the test that a fresh start fails, and what its output says.
pub fn start(cases: &str) -> Option<(&str, &str)> {
    let first = cases.lines().next()?.strip_prefix("//!")?.trim();
    first.strip_prefix("Start: `")?.split_once("`: ")
}

/// Whether some of them are for the model checkers.
pub fn has_models(cases: &str) -> bool {
    cases.contains("lab::models!")
}
