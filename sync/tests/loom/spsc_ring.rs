//! A producer and a consumer of two items at a ring with one slot, and with two.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use interleave::Model;
use interleave::thread;
use sync::spsc_ring::{Consumer, Full, Producer, ring};

type Push = fn(&mut Producer<u32>, u32) -> Result<(), Full<u32>>;
type Pop = fn(&mut Consumer<u32>) -> Option<u32>;

/// Both sides try a fixed number of times; what arrives must be what was pushed, in order.
fn in_order(capacity: usize, push: Push, pop: Pop) {
    let (mut producer, mut consumer) = ring(capacity);
    let other = thread::spawn(move || {
        let mut pushed = 0;
        for _ in 0..3 {
            if push(&mut producer, pushed).is_ok() {
                pushed += 1;
            }
        }
        pushed
    });
    let mut popped = Vec::new();
    for _ in 0..2 {
        popped.extend(pop(&mut consumer));
    }
    let pushed = other.join().unwrap();
    // The join orders the rest.
    popped.extend(std::iter::from_fn(|| consumer.pop()));
    assert_eq!(popped, (0..pushed).collect::<Vec<_>>());
}

#[test]
fn items_arrive_in_order_through_one_slot() {
    interleave::model(|| in_order(1, Producer::push, Consumer::pop));
}

#[test]
fn items_arrive_in_order_through_two_slots() {
    interleave::model(|| in_order(2, Producer::push, Consumer::pop));
}

/// Counts its drops, with std's atomic: an instrument adds no steps.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

#[test]
fn what_was_not_popped_is_dropped_once() {
    Model::new().check(|| {
        let dropped = Arc::new(AtomicUsize::new(0));
        let (mut producer, mut consumer) = ring(2);
        let other = thread::spawn({
            let dropped = Arc::clone(&dropped);
            move || {
                for _ in 0..2 {
                    assert!(producer.push(Counted(Arc::clone(&dropped))).is_ok());
                }
            }
        });
        let popped = consumer.pop();
        other.join().unwrap();
        assert_eq!(dropped.load(SeqCst), 0, "nothing was dropped yet");
        drop(consumer);
        drop(popped);
        assert_eq!(dropped.load(SeqCst), 2, "two were made");
    });
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::spsc_ring::{relaxed_head, relaxed_tail};

    #[test]
    fn a_relaxed_tail_shows_a_slot_that_is_not_written() {
        let failure = interleave::failure_of(|| in_order(2, relaxed_tail::push, Consumer::pop));
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&["thread 1: write slot 0", "thread 1: store tail <- 1", "main: load tail -> 1", "main: read slot 0"]);
    }

    #[test]
    fn a_relaxed_head_gives_back_a_slot_that_is_still_read() {
        let failure = interleave::failure_of(|| in_order(1, Producer::push, relaxed_head::pop));
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&["main: read slot 0", "main: store head <- 1", "thread 1: load head -> 1", "thread 1: write slot 0"]);
    }
}
