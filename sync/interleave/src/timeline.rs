//! A trace as text: one column per thread, earliest step on top.

use crate::trace::Trace;

/// Draws `trace` under `headline`.
pub fn render(headline: &str, trace: &Trace) -> String {
    let mut text = format!("{headline}\n");
    for event in &trace.events {
        let place = event
            .location
            .map(|place| format!("  {place}"))
            .unwrap_or_default();
        text.push_str("  ");
        text.push_str(&trace.sentence(event));
        text.push_str(&place);
        text.push('\n');
    }
    text
}
