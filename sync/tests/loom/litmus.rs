//! Each litmus test under loom: whether its weak outcome comes out is what the lesson prints in the column of loom.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use interleave::Model;
use sync::litmus::{Litmus, Outcome, TESTS};

fn outcomes(test: Litmus) -> BTreeSet<Outcome> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let notebook = Arc::clone(&seen);
    let name = format!("{:?}, {:?}", test.shape, test.strength);
    Model::new().name(&name).check(move || {
        let outcome = test.run();
        notebook.lock().unwrap().insert(outcome);
    });
    seen.lock().unwrap().clone()
}

#[test]
fn every_test_has_an_outcome_that_is_not_weak() {
    for test in TESTS {
        let outcomes = outcomes(test);
        assert!(
            outcomes.iter().any(|outcome| *outcome != test.weak()),
            "{test:?}: {outcomes:?}"
        );
    }
}

interleave::modelled! {
    #[test]
    fn loom_finds_what_the_lesson_says_it_finds() {
        for test in TESTS {
            assert_eq!(outcomes(test).contains(&test.weak()), test.found_by_loom, "{test:?}");
        }
    }

    #[test]
    fn loom_is_wrong_in_two_of_the_rows() {
        let wrong: Vec<_> = TESTS.iter().filter(|test| test.allowed != test.found_by_loom).collect();
        let false_alarms = wrong.iter().filter(|test| test.found_by_loom).count();
        assert_eq!((wrong.len(), false_alarms), (2, 1), "store buffering with SeqCst, and load buffering: {wrong:#?}");
    }
}
