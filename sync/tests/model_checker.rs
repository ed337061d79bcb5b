//! The reader's model checker against the explorer of `interleave`, on random programs: the same outcomes, the same deadlocks.

#![cfg(not(feature = "loom"))]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use sync::model_checker::{Body, Verdict, check, step, step_when};

#[path = "../interleave/tests/random_programs/program.rs"]
mod program;
#[path = "../interleave/tests/random_programs"]
mod explored {
    pub use interleave::explored as engine;
    pub mod execute;
}

use program::{Outcome, Program, Step};

/// What the threads of a program share, and what they have observed. The checker lets one thread step at a time: the lock only satisfies
/// the compiler.
#[derive(Clone, Default)]
struct State {
    variables: Vec<u8>,
    held: Vec<bool>,
    guarded: Vec<u8>,
    observed: Vec<Vec<u8>>,
}

type Shared = Arc<Mutex<State>>;

fn thread(steps: Vec<Step>, me: usize, shared: Shared) -> Body {
    Box::new(move || {
        for one in steps {
            match one {
                Step::Lock(mutex) => {
                    let shared = Arc::clone(&shared);
                    step_when(move || !shared.lock().unwrap().held[mutex]);
                }
                _ => step(),
            }
            let state = &mut *shared.lock().unwrap();
            let observed = &mut state.observed[me];
            let last = observed.last().copied().unwrap_or(0);
            match one {
                Step::Load(variable) => observed.push(state.variables[variable]),
                Step::Store(variable, value) => state.variables[variable] = value,
                Step::StoreLast(variable, value) => {
                    state.variables[variable] = last.wrapping_add(value);
                }
                Step::Add(variable, value) => {
                    observed.push(state.variables[variable]);
                    state.variables[variable] = state.variables[variable].wrapping_add(value);
                }
                Step::Exchange(variable, expected, value) => {
                    observed.push(state.variables[variable]);
                    if state.variables[variable] == expected {
                        state.variables[variable] = value;
                    }
                }
                Step::Lock(mutex) => {
                    state.held[mutex] = true;
                    observed.push(state.guarded[mutex]);
                }
                Step::Unlock(mutex, value) => {
                    state.held[mutex] = false;
                    state.guarded[mutex] = last.wrapping_add(value);
                }
            }
        }
    })
}

/// All outcomes, or `None` if some interleaving ends in a deadlock.
fn by_ours(program: &Program) -> Option<BTreeSet<Outcome>> {
    let outcomes = Mutex::new(BTreeSet::new());
    let verdict = check(|| {
        let shared = Shared::default();
        *shared.lock().unwrap() = State {
            variables: vec![0; program.variables],
            held: vec![false; program.mutexes],
            guarded: vec![0; program.mutexes],
            observed: vec![Vec::new(); program.threads.len()],
        };
        let threads = (0..).zip(&program.threads);
        let bodies = threads.map(|(me, steps)| thread(steps.clone(), me, Arc::clone(&shared)));
        let bodies = bodies.collect();
        let outcomes = &outcomes;
        (bodies, move || {
            let state = shared.lock().unwrap().clone();
            outcomes
                .lock()
                .unwrap()
                .insert((state.observed, state.variables));
            Ok(())
        })
    });
    match verdict {
        Verdict::Passed { .. } => Some(outcomes.into_inner().unwrap()),
        Verdict::Failed { why, .. } => {
            assert_eq!(why, "deadlock");
            None
        }
    }
}

fn by_the_explorer(program: &Program) -> Option<BTreeSet<Outcome>> {
    let outcomes = explored::execute::Outcomes::default();
    let body = explored::execute::execution(program.clone(), true, Arc::clone(&outcomes));
    let graph = interleave::explored::graph(&interleave::Model::new(), body).unwrap();
    let outcomes = outcomes.lock().unwrap().clone();
    (graph.stats.failing == 0).then_some(outcomes)
}

#[test]
fn it_agrees_with_the_explorer_on_random_programs() {
    let (mut compared, mut deadlocked) = (0, 0);
    for seed in 0..80 {
        let program = Program::random(seed);
        let steps: usize = program.threads.iter().map(Vec::len).sum();
        // Three threads of three steps have 1680 interleavings, and each takes a few system calls per step.
        if steps > 6 && program.mutexes < 2 {
            continue;
        }
        let found = by_ours(&program);
        assert_eq!(
            found,
            by_the_explorer(&program),
            "seed {seed}: {program:#?}"
        );
        compared += 1;
        deadlocked += usize::from(found.is_none());
    }
    assert!(
        compared > 30 && deadlocked > 1,
        "too tame: {compared}, {deadlocked}"
    );
}

#[test]
fn it_counts_interleavings() {
    let two_steps = || -> Body {
        Box::new(|| {
            step();
            step();
        })
    };
    let verdict = check(|| (vec![two_steps(), two_steps()], || Ok(())));
    assert_eq!(verdict, Verdict::Passed { executions: 6 });
}
