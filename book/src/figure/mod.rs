//! Charts.

use std::error::Error;

use crate::fault::unknown;
use crate::{Course, Fault, Place};

/// `{{#figure NAME}}`.
///
/// # Errors
///
/// If there is no such figure.
pub fn render(argument: &str, at: &Place, _: &Course) -> Result<String, Fault> {
    Err(at.fault(unknown("figure", argument, [""; 0])))
}

/// `figures`.
///
/// # Errors
///
/// If a figure cannot be drawn.
pub fn command(_: pico_args::Arguments) -> Result<(), Box<dyn Error>> {
    Err("there are no figures yet".into())
}
