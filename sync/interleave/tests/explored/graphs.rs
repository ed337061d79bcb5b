//! The graph: its JSON fits the committed schema, its edges can be followed, and a walk ends where it says.

use std::time::Duration;

use serde_json::{Value, json};

use interleave::explored::graph::{Graph, Standing};
use interleave::explored::sync::atomic::{AtomicU32, Ordering};
use interleave::explored::sync::{Arc, Condvar, Mutex, mpsc};
use interleave::explored::{self, follow, thread};
use interleave::{FailureKind, Model, Named, Shown};

use super::schema::misfits;

fn lost_update() {
    let counter = Arc::new(AtomicU32::new(0).named("counter"));
    let threads = [(); 2].map(|()| {
        let counter = Arc::clone(&counter);
        thread::spawn(move || {
            let seen = counter.load(Ordering::Relaxed);
            counter.store(seen + 1, Ordering::Relaxed);
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(counter.load(Ordering::Relaxed), 2);
}

/// A bit of everything that the format can hold.
fn motley() {
    let pair = Arc::new((Mutex::new(0).named("stock").shown(), Condvar::new()));
    let (sender, receiver) = mpsc::sync_channel(1);
    let waiter = thread::spawn({
        let pair = Arc::clone(&pair);
        move || {
            let guard = pair.0.lock().unwrap();
            drop(pair.1.wait_timeout(guard, Duration::ZERO).unwrap());
            sender.send(1).unwrap();
        }
    });
    *pair.0.lock().unwrap() += 1;
    pair.1.notify_one();
    receiver.recv().unwrap();
    waiter.join().unwrap();
}

fn graph(f: fn()) -> Graph {
    explored::graph(&Model::new(), f).unwrap()
}

fn as_json(graph: &Graph) -> Value {
    serde_json::from_str(&graph.to_json()).unwrap()
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../../src/explored/graph.schema.json")).unwrap()
}

#[test]
fn the_json_of_a_graph_fits_the_committed_schema() {
    let schema = schema();
    for program in [lost_update, motley] {
        let misfits = misfits(&schema, &schema, &as_json(&graph(program)), "");
        assert!(misfits.is_empty(), "{misfits:#?}");
    }
}

#[test]
fn the_schema_refuses_what_a_reader_would_stumble_over() {
    let schema = schema();
    let right = as_json(&graph(lost_update));
    let spoilt = [
        ("/format", json!("interleave.graph/2")),
        ("/states/0/edges/0/to", json!(-1)),
        ("/states/0/threads/1/operation", json!(null)),
        ("/states/0/threads/1/standing", json!("asleep")),
        (
            "/objects/0",
            json!({ "name": "main", "kind": "thread", "colour": "red" }),
        ),
        ("/stats", json!({ "states": 1 })),
        ("/witness", json!("0 1")),
    ];
    for (place, value) in spoilt {
        let mut wrong = right.clone();
        *wrong.pointer_mut(place).unwrap() = value;
        assert!(!misfits(&schema, &schema, &wrong, "").is_empty(), "{place}");
    }
}

#[test]
fn the_first_state_says_who_can_step_and_what_each_would_do() {
    let graph = graph(lost_update);
    let names: Vec<_> = graph
        .threads
        .iter()
        .map(|lane| lane.name.as_str())
        .collect();
    assert_eq!(names, ["main", "thread 1", "thread 2"]);
    let [main, first, second] = &graph.states[0].threads[..] else {
        panic!("three threads");
    };
    assert!(
        matches!(main, Standing::Blocked(next) if next.text == "join thread 1" && next.blocked_by == [1])
    );
    for thread in [first, second] {
        assert!(matches!(thread, Standing::Ready(next) if next.text == "load counter"));
    }
    let labels: Vec<_> = graph.states[0]
        .edges
        .iter()
        .map(|edge| edge.label.as_str())
        .collect();
    assert_eq!(labels, ["load counter -> 0"; 2]);
    assert!(graph.sources[0].text.contains("fn lost_update()"));
}

#[test]
fn the_witness_leads_to_a_bug_by_a_shortest_way() {
    let graph = graph(lost_update);
    let witness = graph.witness.clone().unwrap();
    assert_eq!(graph.way_to_bug(0).as_ref(), Some(&witness));
    assert_eq!(witness.len(), 5);
    let mut state = 0;
    for edge in witness {
        state = graph.states[state].edges[edge].to;
    }
    let bug = graph.states[state].bug.as_ref().unwrap();
    assert_eq!(bug.kind, FailureKind::Panic);
    assert_eq!(graph.states[state].threads[0], Standing::Panicked);
}

#[test]
fn every_edge_leads_to_a_state_and_an_end_has_none() {
    let graph = graph(motley);
    let mut reached = vec![false; graph.states.len()];
    reached[0] = true;
    for state in &graph.states {
        assert!(state.bug.is_none() || state.edges.is_empty());
        for edge in &state.edges {
            assert!(
                matches!(state.threads[edge.thread], Standing::Ready(_)),
                "{edge:?}"
            );
            reached[edge.to] = true;
        }
    }
    assert!(reached.into_iter().all(|reached| reached));
    let choices = |text: &str| {
        let edges = graph.states.iter().flat_map(|state| &state.edges);
        edges
            .filter(|edge| edge.choice.as_deref() == Some(text))
            .count()
    };
    assert!(choices("time is up") > 0 && choices("wakes thread 1") > 0);
}

#[test]
fn a_schedule_by_hand_is_followed_step_by_step() {
    let apart = follow(lost_update, &[1, 1, 2, 2]).unwrap();
    assert_eq!(apart.bug, None);
    let mixed = follow(lost_update, &[1, 2, 1, 2]).unwrap();
    assert_eq!(mixed.bug.unwrap().kind, FailureKind::Panic);
    assert!(mixed.trace.shows(&[
        "thread 1: load counter -> 0",
        "thread 2: load counter -> 0",
        "thread 1: store counter <- 1",
        "thread 2: store counter <- 1",
        "main: load counter -> 1",
    ]));
    let failure = follow(lost_update, &[0]).unwrap_err();
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        (FailureKind::Limit, "main cannot step after 0 steps")
    );
    assert!(
        follow(lost_update, &[7])
            .unwrap_err()
            .message
            .contains("no thread 7")
    );
}
