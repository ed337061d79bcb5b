//! Interleavings to step through.

use crate::fault::unknown;
use crate::{Course, Fault, Place};

/// `{{#explorer NAME}}`.
///
/// # Errors
///
/// If there is no such program.
pub fn render(argument: &str, at: &Place, _: &Course) -> Result<String, Fault> {
    Err(at.fault(unknown("explorer", argument, [""; 0])))
}

/// `{{#timeline NAME}}`.
///
/// # Errors
///
/// If there is no such time line.
pub fn render_timeline(argument: &str, at: &Place, _: &Course) -> Result<String, Fault> {
    Err(at.fault(unknown("time line", argument, [""; 0])))
}
