//! The executions that the book draws are the ones that loom finds.
//!
//! They are committed, so that nobody needs loom to build the book. `TIMELINES=write cargo loom -p interleave the_book`
//! writes them anew.

use std::path::Path;

use interleave::trace::Operation;
use interleave::{Failure, Model};
use serde_json::{Value, json};

#[path = "../../examples/programs"]
mod loomed {
    pub use interleave::loomed as engine;
    #[allow(dead_code, reason = "other models use the rest")]
    pub mod message_passing;
}
use loomed::engine::sync::atomic::Ordering::{Acquire, Release};
use loomed::message_passing;

/// Name and version of the format, whose traces are `interleave.trace/1`.
const FORMAT: &str = "happens-before.timelines/1";

#[test]
fn the_book_shows_messages_as_loom_finds_them() {
    let relaxed = Model::new().failure_of(message_passing::relaxed);
    let passed = Model::new().run(message_passing::release_acquire).unwrap();
    // A passing check keeps no execution. This one fails where the message has arrived, by a panic of ours.
    let arrived = Model::new().failure_of(|| {
        assert!(message_passing::send_and_read(Release, Acquire).is_none());
    });
    compare(
        "message_passing",
        &json!({
            "format": FORMAT,
            "variants": {
                "broken": failing(&relaxed),
                "fixed": {
                    "executions": passed.executions,
                    "not_explored": passed.not_explored,
                    "trace": without_panic(arrived),
                },
            },
        }),
    );
}

fn failing(failure: &Failure) -> Value {
    json!({
        "executions": failure.executions,
        "failure": { "kind": failure.kind, "message": failure.message },
        "trace": parsed(failure),
    })
}

fn without_panic(mut failure: Failure) -> Value {
    let last = failure.trace.events.pop();
    assert!(
        last.is_some_and(|event| event.operation == Operation::Panic),
        "{failure}"
    );
    for event in &mut failure.trace.events {
        event.decisive = false;
    }
    parsed(&failure)
}

fn parsed(failure: &Failure) -> Value {
    let schema: Value = serde_json::from_str(include_str!("../../src/trace.schema.json")).unwrap();
    let trace = serde_json::from_str(&failure.trace.to_json()).unwrap();
    let misfits = super::schema::misfits(&schema, &schema, &trace, "");
    assert!(misfits.is_empty(), "{misfits:#?}");
    trace
}

/// Holds what loom found to the committed file, or writes it there.
fn compare(name: &str, found: &Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/timelines");
    let file = folder.join(format!("{name}.json"));
    if std::env::var_os("TIMELINES").is_some_and(|value| value == "write") {
        let text = serde_json::to_string_pretty(found).unwrap();
        std::fs::write(&file, format!("{text}\n")).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        serde_json::from_str(&committed).ok().as_ref() == Some(found),
        "{} is not what loom finds; write it anew: TIMELINES=write cargo loom -p interleave the_book",
        file.display()
    );
}
