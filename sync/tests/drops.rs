//! Nothing leaks and nothing is dropped twice, on real threads: values that count themselves.

#![cfg(not(feature = "loom"))]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use sync::epoch_stack::EpochStack;
use sync::spsc_ring::ring;
use sync::two_lock_queue::TwoLockQueue;

/// How many values were made, and how many dropped.
#[derive(Clone, Default)]
struct Ledger(Arc<[AtomicUsize; 2]>);

struct Counted(Ledger);

impl Ledger {
    fn value(&self) -> Counted {
        self.0[0].fetch_add(1, SeqCst);
        Counted(self.clone())
    }

    fn made_and_dropped(&self) -> [usize; 2] {
        [0, 1].map(|which| self.0[which].load(SeqCst))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0[1].fetch_add(1, SeqCst);
    }
}

#[test]
fn a_ring_drops_what_was_not_popped() {
    let ledger = Ledger::default();
    let (mut producer, mut consumer) = ring(8);
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..1_000 {
                let _ = producer.push(ledger.value());
            }
        });
        for _ in 0..100 {
            consumer.pop();
        }
    });
    drop((producer, consumer));
    let [made, dropped] = ledger.made_and_dropped();
    assert_eq!((made, dropped), (1_000, 1_000));
}

#[test]
fn a_reference_count_drops_its_value_with_the_last_owner() {
    let ledger = Ledger::default();
    for _ in 0..200 {
        let first = sync::arc::Arc::new(ledger.value());
        thread::scope(|scope| {
            for owner in [first.clone(), first.clone()] {
                scope.spawn(move || drop(owner));
            }
            drop(first);
        });
    }
    assert_eq!(ledger.made_and_dropped(), [200, 200]);
}

#[test]
fn a_queue_with_two_locks_drops_what_was_not_popped() {
    let ledger = Ledger::default();
    let queue = TwoLockQueue::new(8);
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..1_000 {
                assert!(queue.push(ledger.value()).is_ok());
            }
            queue.close();
        });
        for _ in 0..995 {
            assert!(queue.pop().is_some());
        }
    });
    assert!(queue.push(ledger.value()).is_err());
    drop(queue);
    assert_eq!(ledger.made_and_dropped(), [1_001, 1_001]);
}

#[test]
fn a_stack_gives_each_value_to_one_popper_and_drops_the_rest() {
    let ledger = Ledger::default();
    let stack = EpochStack::new();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for round in 0..2_000 {
                    stack.push(ledger.value());
                    if round % 4 != 0 {
                        drop(stack.pop());
                    }
                }
            });
        }
    });
    let [made, dropped] = ledger.made_and_dropped();
    assert!(dropped < made, "some are still in the stack");
    drop(stack);
    assert_eq!(ledger.made_and_dropped(), [4_000, 4_000]);
}
