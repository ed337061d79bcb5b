//! Runs a program in every order of its steps, one by one: nothing is merged, nothing shared with the explorer.

use std::collections::BTreeSet;

use super::program::{Outcome, Program, Step};

/// What all interleavings of a program come to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub outcomes: BTreeSet<Outcome>,
    /// Interleavings in which all threads end.
    pub complete: u128,
    /// Interleavings after which some threads wait for ever.
    pub deadlocked: u128,
}

#[derive(Clone)]
struct State {
    at: Vec<usize>,
    observed: Vec<Vec<u8>>,
    variables: Vec<u8>,
    owners: Vec<Option<usize>>,
    guarded: Vec<u8>,
}

impl Program {
    pub fn every_interleaving(&self) -> Verdict {
        let state = State {
            at: vec![0; self.threads.len()],
            observed: vec![Vec::new(); self.threads.len()],
            variables: vec![0; self.variables],
            owners: vec![None; self.mutexes],
            guarded: vec![0; self.mutexes],
        };
        let mut verdict = Verdict::default();
        self.go_on(&state, &mut verdict);
        verdict
    }

    fn go_on(&self, state: &State, verdict: &mut Verdict) {
        let mut stuck = true;
        for thread in 0..self.threads.len() {
            if let Some(next) = self.step(state, thread) {
                stuck = false;
                self.go_on(&next, verdict);
            }
        }
        let ended = (0..self.threads.len()).all(|t| state.at[t] == self.threads[t].len());
        if ended {
            verdict.complete += 1;
            let outcome = (state.observed.clone(), state.variables.clone());
            verdict.outcomes.insert(outcome);
        } else if stuck {
            verdict.deadlocked += 1;
        }
    }

    /// The state after the next step of `thread`, if it can take one.
    fn step(&self, state: &State, thread: usize) -> Option<State> {
        let step = *self.threads[thread].get(state.at[thread])?;
        let mut next = state.clone();
        next.at[thread] += 1;
        let last = state.observed[thread].last().copied().unwrap_or(0);
        let mut observe = |value: u8| next.observed[thread].push(value);
        match step {
            Step::Load(variable) => observe(state.variables[variable]),
            Step::Store(variable, value) => next.variables[variable] = value,
            Step::StoreLast(variable, value) => {
                next.variables[variable] = last.wrapping_add(value);
            }
            Step::Add(variable, value) => {
                observe(state.variables[variable]);
                next.variables[variable] = state.variables[variable].wrapping_add(value);
            }
            Step::Exchange(variable, expected, value) => {
                observe(state.variables[variable]);
                if state.variables[variable] == expected {
                    next.variables[variable] = value;
                }
            }
            Step::Lock(mutex) => {
                if state.owners[mutex].is_some() {
                    return None;
                }
                observe(state.guarded[mutex]);
                next.owners[mutex] = Some(thread);
            }
            Step::Unlock(mutex, value) => {
                next.guarded[mutex] = last.wrapping_add(value);
                next.owners[mutex] = None;
            }
        }
        Some(next)
    }
}
