//! Producers and consumers at a queue with a lock for each end.

use interleave::Model;
use interleave::sync::Arc;
use interleave::thread;
use sync::two_lock_queue::TwoLockQueue;

#[test]
fn items_arrive_in_order_and_a_closed_queue_gives_what_it_holds() {
    Model::new().preemptions(2).check(|| {
        let queue = Arc::new(TwoLockQueue::new(1));
        let producer = thread::spawn({
            let queue = Arc::clone(&queue);
            move || {
                for item in 0..2 {
                    queue.push(item).unwrap();
                }
                queue.close();
            }
        });
        let popped = [queue.pop(), queue.pop(), queue.pop()];
        assert_eq!(popped, [Some(0), Some(1), None]);
        producer.join().unwrap();
    });
}

#[test]
fn two_consumers_wait_for_one_item_each() {
    Model::new().preemptions(2).check(|| {
        let queue = Arc::new(TwoLockQueue::new(2));
        let consumers = [(); 2].map(|()| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.pop().unwrap())
        });
        queue.push(1).unwrap();
        queue.push(2).unwrap();
        let sum: u32 = consumers
            .map(|consumer| consumer.join().unwrap())
            .iter()
            .sum();
        assert_eq!(sum, 3);
    });
}

#[test]
fn what_was_pushed_is_popped_however_it_meets_the_close() {
    Model::new().preemptions(3).check(|| {
        let queue = Arc::new(TwoLockQueue::new(1));
        let producer = thread::spawn({
            let queue = Arc::clone(&queue);
            move || queue.push(7)
        });
        queue.close();
        let popped = queue.pop();
        let pushed = producer.join().unwrap();
        assert_eq!(
            popped.is_some(),
            pushed.is_ok(),
            "pushed: {pushed:?}, popped: {popped:?}"
        );
    });
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::two_lock_queue::{trusts_closed, wakes_without_fence};

    #[test]
    fn a_look_for_sleepers_before_the_count_is_visible_wakes_nobody() {
        let failure = interleave::failure_of(|| {
            let queue = Arc::new(TwoLockQueue::new(1));
            let consumer = thread::spawn({
                let queue = Arc::clone(&queue);
                move || queue.pop()
            });
            wakes_without_fence::push(&queue, 7);
            assert_eq!(consumer.join().unwrap(), Some(7));
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["main: store tail <- 1", "main: load asleep at the head -> false"]);
        failure.assert_shows(&["thread 1: store asleep at the head <- true", "thread 1: load tail -> 0"]);
    }

    #[test]
    fn a_push_that_is_under_way_is_overlooked_when_closed_passes_for_empty() {
        let failure = Model::new().sequential().preemptions(3).failure_of(|| {
            let queue = Arc::new(TwoLockQueue::new(1));
            let producer = thread::spawn({
                let queue = Arc::clone(&queue);
                move || queue.push(7)
            });
            queue.close();
            let gives_up = trusts_closed::gives_up(&queue);
            let pushed = producer.join().unwrap();
            assert!(!(gives_up && pushed.is_ok()), "the last consumer has left, and an item was accepted");
        });
        assert_eq!(failure.kind, FailureKind::Panic);
    }
}
