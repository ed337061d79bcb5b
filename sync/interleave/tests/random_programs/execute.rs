//! The closure that runs a program on an engine: included once per engine, which `super::engine` names.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex as Notebook};

use interleave::Shown;

use super::engine::sync::Mutex;
use super::engine::sync::atomic::{AtomicU8, Ordering};
use super::engine::thread;
use crate::program::{Outcome, Program, Step};

use Ordering::SeqCst;

/// Where executions write down what they came to.
pub type Outcomes = Arc<Notebook<BTreeSet<Outcome>>>;

/// What the threads share.
struct Shared {
    variables: Vec<AtomicU8>,
    mutexes: Vec<Mutex<u8>>,
}

/// A closure that runs `program` and writes its outcome into `outcomes`.
///
/// With `shown`, mutexes show what they guard, and the explorer tells states apart by it.
pub fn execution(program: Program, shown: bool, outcomes: Outcomes) -> impl Fn() + Send + Sync {
    let program = Arc::new(program);
    move || {
        let mutex = || {
            let mutex = Mutex::new(0);
            if shown { mutex.shown() } else { mutex }
        };
        let shared = Arc::new(Shared {
            variables: (0..program.variables).map(|_| AtomicU8::new(0)).collect(),
            mutexes: (0..program.mutexes).map(|_| mutex()).collect(),
        });
        let threads: Vec<_> = (0..program.threads.len())
            .map(|number| {
                let (program, shared) = (Arc::clone(&program), Arc::clone(&shared));
                thread::spawn(move || run(&program.threads[number], &shared))
            })
            .collect();
        let observed = threads.into_iter().map(|thread| thread.join().unwrap());
        let observed = observed.collect();
        let last = shared.variables.iter().map(|v| v.load(SeqCst)).collect();
        outcomes.lock().unwrap().insert((observed, last));
    }
}

/// Runs one thread; what it observed.
fn run(steps: &[Step], shared: &Shared) -> Vec<u8> {
    let mut observed: Vec<u8> = Vec::new();
    let mut guards: Vec<_> = shared.mutexes.iter().map(|_| None).collect();
    for step in steps {
        let last = observed.last().copied().unwrap_or(0);
        match *step {
            Step::Load(variable) => observed.push(shared.variables[variable].load(SeqCst)),
            Step::Store(variable, value) => shared.variables[variable].store(value, SeqCst),
            Step::StoreLast(variable, value) => {
                shared.variables[variable].store(last.wrapping_add(value), SeqCst);
            }
            Step::Add(variable, value) => {
                observed.push(shared.variables[variable].fetch_add(value, SeqCst));
            }
            Step::Exchange(variable, expected, value) => {
                let result =
                    shared.variables[variable].compare_exchange(expected, value, SeqCst, SeqCst);
                observed.push(result.unwrap_or_else(|found| found));
            }
            Step::Lock(mutex) => {
                // No thread panics: the mutex is not poisoned.
                let guard = shared.mutexes[mutex].lock().unwrap();
                observed.push(*guard);
                guards[mutex] = Some(guard);
            }
            Step::Unlock(mutex, value) => {
                let mut guard = guards[mutex].take().expect("the generator locks first");
                *guard = last.wrapping_add(value);
            }
        }
    }
    observed
}
