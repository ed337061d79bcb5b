//! The JSON of a trace fits the committed schema.

use serde_json::{Value, json};

use interleave::explored::failure_of;
use interleave::trace::{Event, Operation, Outcome, ReadsFrom, Span, Trace};

use super::schema::misfits;

#[path = "../../examples/programs"]
#[allow(dead_code, reason = "the right twins leave no trace")]
mod programs {
    pub use interleave::explored as engine;
    pub mod lock_order;
    pub mod lost_update;
    pub mod lost_wake_up;
    pub mod message_passing;
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../../src/trace.schema.json")).unwrap()
}

fn as_json(trace: &Trace) -> Value {
    serde_json::from_str(&trace.to_json()).unwrap()
}

fn assert_fits(trace: &Trace) {
    let schema = schema();
    let misfits = misfits(&schema, &schema, &as_json(trace), "");
    assert!(misfits.is_empty(), "{misfits:#?}");
}

#[test]
fn the_traces_of_the_classic_bugs_fit_the_committed_schema() {
    let twins: [fn(); 4] = [
        programs::lock_order::opposite_order,
        programs::lost_update::load_then_store,
        programs::lost_wake_up::flag_outside_the_lock,
        programs::message_passing::relaxed,
    ];
    for twin in twins {
        assert_fits(&failure_of(twin).trace);
    }
}

#[test]
fn what_the_classic_bugs_do_not_hold_fits_as_well() {
    let add = Event::new(0, Operation::ReadModifyWrite("fetch_add"));
    let from = |from| Event {
        reads_from: Some(from),
        ..add.clone()
    };
    let events = vec![
        from(ReadsFrom::Initial),
        from(ReadsFrom::Event(0)),
        from(ReadsFrom::OneOf),
        Event {
            outcome: Outcome::Failed,
            span: Some(Span { start: 3, end: 4 }),
            ..add.clone()
        },
    ];
    assert_fits(&Trace {
        events,
        ..Trace::default()
    });
}

#[test]
fn the_schema_of_a_trace_refuses_what_a_reader_would_stumble_over() {
    let schema = schema();
    let right = as_json(&failure_of(programs::lost_update::load_then_store).trace);
    let spoilt = [
        ("/format", json!("interleave.trace/2")),
        ("/events/0/operation", json!("Load")),
        ("/events/0/lane", json!(-1)),
        ("/events/0/decisive", json!("yes")),
        ("/events/0/outcome", json!("blocked")),
        ("/events/0/reads_from", json!({ "row": 1 })),
        ("/lanes/0", json!({ "name": "main", "colour": "red" })),
    ];
    for (place, value) in spoilt {
        let mut wrong = right.clone();
        *wrong.pointer_mut(place).unwrap() = value;
        assert!(!misfits(&schema, &schema, &wrong, "").is_empty(), "{place}");
    }
}
