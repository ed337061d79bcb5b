use super::{GraphError, TaskGraph};

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Barrier, Mutex};

/// 1 → 2, 3 → 4 → 5
const FIVE: [(&str, &[&str]); 5] = [
    ("1", &[]),
    ("2", &["1"]),
    ("3", &["1"]),
    ("4", &["2", "3"]),
    ("5", &["4"]),
];

fn five() -> TaskGraph {
    TaskGraph::new(&FIVE).unwrap()
}

#[test]
fn every_task_runs_once_and_after_its_dependencies() {
    for workers in 1..=4 {
        let finished = Mutex::new(Vec::<String>::new());
        five().run(workers, |_, task| {
            let mut finished = finished.lock().unwrap();
            let (_, dependencies) = FIVE.iter().find(|(name, _)| *name == task).unwrap();
            for dependency in *dependencies {
                assert!(finished.iter().any(|done| done == dependency), "{task} ran before {dependency}");
            }
            finished.push(task.to_string());
        });
        let mut finished = finished.into_inner().unwrap();
        finished.sort();
        assert_eq!(finished, ["1", "2", "3", "4", "5"]);
    }
}

#[test]
fn tasks_that_may_overlap_do() {
    let meeting = Barrier::new(2);
    five().run(2, |_, task| {
        if ["2", "3"].contains(&task) {
            meeting.wait();
        }
    });
}

#[test]
fn a_task_with_many_dependencies_runs_once() {
    let names: Vec<String> = (0..100).map(|n| format!("part {n}")).collect();
    let parts: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut tasks: Vec<(&str, &[&str])> = parts.iter().map(|part| (*part, &[] as &[&str])).collect();
    tasks.push(("whole", &parts));
    let graph = TaskGraph::new(&tasks).unwrap();
    let (parts_run, whole_run) = (AtomicUsize::new(0), AtomicUsize::new(0));
    graph.run(3, |_, task| {
        let counter = if task == "whole" { &whole_run } else { &parts_run };
        // Relaxed: counters only; the run joins its workers.
        counter.fetch_add(1, Relaxed);
    });
    assert_eq!((parts_run.into_inner(), whole_run.into_inner()), (100, 1));
}

#[test]
fn only_tasks_without_a_path_between_them_may_overlap() {
    let graph = five();
    let mut pairs = Vec::new();
    for a in graph.names() {
        for b in graph.names().filter(|b| a < *b && graph.may_overlap(a, b)) {
            pairs.push((a, b));
        }
    }
    assert_eq!(pairs, [("2", "3")]);
}

#[test]
fn the_critical_path_is_the_dearest_chain() {
    let graph = five();
    assert_eq!(graph.critical_path(|task| if task == "3" { 3 } else { 2 }), ["1", "3", "4", "5"]);
    assert_eq!(graph.critical_path(|task| if task == "2" { 3 } else { 2 }), ["1", "2", "4", "5"]);
}

#[test]
fn a_circle_is_an_error_that_names_it() {
    let error = TaskGraph::new(&[("1", &[]), ("2", &["1", "4"]), ("3", &["2"]), ("4", &["3"])]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no task of this circle can start: 2 waits for 4 waits for 3 waits for 2"
    );
}

#[test]
fn a_task_that_waits_for_a_circle_is_not_named_as_part_of_it() {
    let error = TaskGraph::new(&[("after", &["2"]), ("2", &["3"]), ("3", &["2"])]).unwrap_err();
    assert_eq!(error, GraphError::Circle(["2", "3", "2"].map(String::from).into()));
}

#[test]
fn a_task_that_waits_for_itself_is_a_circle() {
    let error = TaskGraph::new(&[("1", &["1"])]).unwrap_err();
    assert_eq!(error.to_string(), "no task of this circle can start: 1 waits for 1");
}

#[test]
fn unknown_and_doubled_names_are_errors() {
    assert_eq!(
        TaskGraph::new(&[("1", &["7"])]).unwrap_err().to_string(),
        "`1` depends on `7`, which is no task"
    );
    assert_eq!(
        TaskGraph::new(&[("1", &[]), ("1", &[])]).unwrap_err().to_string(),
        "there are two tasks `1`"
    );
}

#[test]
fn a_panicking_task_ends_the_run_with_its_panic() {
    let ran = Mutex::new(Vec::new());
    let run = || {
        five().run(2, |_, task| {
            ran.lock().unwrap().push(task.to_string());
            if task == "1" {
                std::panic::resume_unwind(Box::new("task 1 failed"));
            }
        });
    };
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"task 1 failed"));
    assert_eq!(*ran.lock().unwrap(), ["1"]);
}

#[test]
fn a_graph_without_tasks_ends_at_once() {
    let graph = TaskGraph::new(&[]).unwrap();
    graph.run(2, |_, task| panic!("there is no task {task}"));
    assert!(graph.critical_path(|_| 1).is_empty());
}
