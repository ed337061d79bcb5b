//! Two inputs and a sum that needs both, on two workers.

use interleave::Named;
use interleave::cell::UnsafeCell;
use interleave::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use threads::task_graph::TaskGraph;
use threads::task_graph::run::took_the_last;

/// What the inputs make. Plain variables: the graph alone keeps their writes before the sum's reads.
struct Made([UnsafeCell<u32>; 2]);

// SAFETY: input n alone writes cell n, and `sum`, which depends on both inputs, alone reads them. Whether the run keeps
// this order is what the models check.
unsafe impl Sync for Made {}

impl Made {
    fn write(&self, input: usize) {
        // SAFETY: see `Sync`: nobody reads or writes this cell before this task is finished.
        self.0[input].with_mut(|made| unsafe { *made = 1 });
    }

    fn sum(&self) -> u32 {
        let read = |cell: &UnsafeCell<u32>| {
            // SAFETY: see `Sync`: both inputs are finished.
            cell.with(|made| unsafe { *made })
        };
        self.0.iter().map(read).sum()
    }
}

/// Runs the graph; `took_the_last` decides when the sum is ready.
fn the_sum_runs_once_after_its_inputs(took_the_last: fn(&AtomicUsize) -> bool) {
    let tasks: [(&str, &[&str]); 3] = [("one", &[]), ("two", &[]), ("sum", &["one", "two"])];
    let graph = TaskGraph::new(&tasks).unwrap();
    let made = Made(["made 1", "made 2"].map(|name| UnsafeCell::new(0).named(name)));
    let runs = AtomicUsize::new(0).named("sum runs");
    graph.run_with(
        2,
        |_, task| match task {
            "one" => made.write(0),
            "two" => made.write(1),
            _ => {
                assert_eq!(runs.fetch_add(1, Relaxed), 0, "the sum ran twice");
                assert_eq!(made.sum(), 2);
            }
        },
        took_the_last,
    );
    // Relaxed: the run has joined its workers.
    assert_eq!(runs.load(Relaxed), 1, "the sum never ran");
}

#[test]
fn the_result_of_the_subtraction_decides() {
    interleave::Model::new()
        .preemptions(3)
        .check(|| the_sum_runs_once_after_its_inputs(took_the_last));
}

interleave::modelled! {
    use interleave::FailureKind;
    use threads::task_graph::run::{load_then_subtract, relaxed_subtraction, subtract_then_load};

    #[test]
    fn a_second_look_lets_both_inputs_start_the_sum() {
        let failure = interleave::Model::new().sequential().failure_of(|| {
            the_sum_runs_once_after_its_inputs(subtract_then_load::took_the_last);
        });
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("the sum ran twice"), "{}", failure.message);
        failure.assert_shows(&["worker 2: load sum needs -> 0", "worker 1: load sum needs -> 0"]);
    }

    #[test]
    fn a_look_before_the_subtraction_lets_neither_input_start_the_sum() {
        let failure = interleave::Model::new().sequential().failure_of(|| {
            the_sum_runs_once_after_its_inputs(load_then_subtract::took_the_last);
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&[
            "worker 1: load sum needs -> 2",
            "worker 2: load sum needs -> 2",
            "worker 2: fetch_sub sum needs",
        ]);
    }

    #[test]
    fn a_relaxed_subtraction_does_not_hand_on_what_the_other_input_made() {
        let failure = interleave::failure_of(|| {
            the_sum_runs_once_after_its_inputs(relaxed_subtraction::took_the_last);
        });
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&[
            "worker 1: write made 1",
            "worker 1: fetch_sub sum needs",
            "worker 2: fetch_sub sum needs",
            "worker 2: read made 1",
        ]);
    }
}
