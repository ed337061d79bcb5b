//! Questions.

use crate::fault::unknown;
use crate::{Course, Fault, Place};

/// `{{#quiz TOPIC/NN_name}}`.
///
/// # Errors
///
/// If there is no such quiz.
pub fn render(argument: &str, at: &Place, _: &Course) -> Result<String, Fault> {
    Err(at.fault(unknown("quiz", argument, [""; 0])))
}
