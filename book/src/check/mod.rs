//! Checks of text, code, links and pages.

use std::error::Error;

/// `check`.
///
/// # Errors
///
/// If a check fails.
pub fn command(_: pico_args::Arguments) -> Result<(), Box<dyn Error>> {
    Err("there are no checks yet".into())
}
