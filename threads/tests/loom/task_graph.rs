//! Two parts and a whole that needs both, on two workers.

use interleave::Named;
use interleave::cell::UnsafeCell;
use interleave::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use threads::task_graph::TaskGraph;
use threads::task_graph::run::took_the_last;

/// What the parts make. Plain variables: the graph alone keeps their writes before the whole's reads.
struct Made([UnsafeCell<u32>; 2]);

// SAFETY: part n alone writes cell n, and `whole`, which depends on both parts, alone reads them. Whether the run keeps
// this order is what the models check.
unsafe impl Sync for Made {}

impl Made {
    fn write(&self, part: usize) {
        // SAFETY: see `Sync`: nobody reads or writes this cell before this task is finished.
        self.0[part].with_mut(|made| unsafe { *made = 1 });
    }

    fn sum(&self) -> u32 {
        let read = |cell: &UnsafeCell<u32>| {
            // SAFETY: see `Sync`: both parts are finished.
            cell.with(|made| unsafe { *made })
        };
        self.0.iter().map(read).sum()
    }
}

/// Runs the graph; `took_the_last` decides when the whole is ready.
fn the_whole_runs_once_after_its_parts(took_the_last: fn(&AtomicUsize) -> bool) {
    let tasks: [(&str, &[&str]); 3] = [
        ("part 1", &[]),
        ("part 2", &[]),
        ("whole", &["part 1", "part 2"]),
    ];
    let graph = TaskGraph::new(&tasks).unwrap();
    let made = Made(["made 1", "made 2"].map(|name| UnsafeCell::new(0).named(name)));
    let runs = AtomicUsize::new(0).named("runs of whole");
    graph.run_with(
        2,
        |_, task| match task {
            "part 1" => made.write(0),
            "part 2" => made.write(1),
            _ => {
                assert_eq!(runs.fetch_add(1, Relaxed), 0, "the whole ran twice");
                assert_eq!(made.sum(), 2);
            }
        },
        took_the_last,
    );
    // Relaxed: the run has joined its workers.
    assert_eq!(runs.load(Relaxed), 1, "the whole never ran");
}

#[test]
fn the_result_of_the_subtraction_decides() {
    interleave::Model::new()
        .preemptions(3)
        .check(|| the_whole_runs_once_after_its_parts(took_the_last));
}

interleave::modelled! {
    use interleave::FailureKind;
    use threads::task_graph::run::{load_then_subtract, relaxed_subtraction, subtract_then_load};

    #[test]
    fn a_second_look_lets_both_parts_start_the_whole() {
        let failure = interleave::failure_of(|| {
            the_whole_runs_once_after_its_parts(subtract_then_load::took_the_last);
        });
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("the whole ran twice"), "{}", failure.message);
    }

    #[test]
    fn a_look_before_the_subtraction_lets_neither_part_start_the_whole() {
        let failure = interleave::failure_of(|| {
            the_whole_runs_once_after_its_parts(load_then_subtract::took_the_last);
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
    }

    #[test]
    fn a_relaxed_subtraction_does_not_hand_on_what_the_other_part_made() {
        let failure = interleave::failure_of(|| {
            the_whole_runs_once_after_its_parts(relaxed_subtraction::took_the_last);
        });
        assert_eq!(failure.kind, FailureKind::DataRace);
    }
}
