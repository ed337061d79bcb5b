//! A push and a pop by each of two threads: the stack of lesson 24, a `Vec` behind a mutex, and crossbeam's queue.
//!
//! Run: `cargo bench -p sync-benches --bench stack`

use std::hint::black_box;
use std::sync::Mutex;

use criterion::Criterion;
use crossbeam::queue::SegQueue;
use sync::epoch_stack::EpochStack;
use sync_benches::{together, with_ratios};

const ALONE: &str = "stack, alone";
const TWO: &str = "stack, two threads";

fn stacks(criterion: &mut Criterion) {
    for (name, threads) in [(ALONE, 1), (TWO, 2)] {
        let mut group = criterion.benchmark_group(name);
        let stack = EpochStack::new();
        group.bench_function("epoch", |bencher| {
            bencher.iter_custom(|times| {
                together(threads, times, || {
                    stack.push(1_u64);
                    black_box(stack.pop());
                })
            });
        });
        let vec = Mutex::new(Vec::new());
        // Never poisoned: no critical section here panics.
        group.bench_function("mutex", |bencher| {
            bencher.iter_custom(|times| {
                together(threads, times, || {
                    vec.lock().unwrap().push(1_u64);
                    black_box(vec.lock().unwrap().pop());
                })
            });
        });
        let queue = SegQueue::new();
        group.bench_function("crossbeam", |bencher| {
            bencher.iter_custom(|times| {
                together(threads, times, || {
                    queue.push(1_u64);
                    black_box(queue.pop());
                })
            });
        });
        group.finish();
    }
}

fn main() {
    with_ratios(
        &[stacks],
        &[
            (ALONE, "epoch", "mutex"),
            (TWO, "epoch", "mutex"),
            (TWO, "epoch", "crossbeam"),
        ],
    );
}
