//! Producers and consumers at a queue with room for one item.

use interleave::Model;
use interleave::sync::Arc;
use interleave::thread;
use sync::bounded_queue::BoundedQueue;

#[test]
fn items_arrive_in_order_and_a_closed_queue_gives_what_it_holds() {
    Model::new().spurious_wake_ups().preemptions(2).check(|| {
        let queue = Arc::new(BoundedQueue::new(1));
        let producer = thread::spawn({
            let queue = Arc::clone(&queue);
            move || {
                for item in 0..2 {
                    queue.push(item).unwrap();
                }
                queue.close();
            }
        });
        assert_eq!(
            [queue.pop(), queue.pop(), queue.pop()],
            [Some(0), Some(1), None]
        );
        producer.join().unwrap();
    });
}

#[test]
fn two_producers_and_a_consumer_lose_nothing() {
    Model::new().preemptions(2).check(|| {
        let queue = Arc::new(BoundedQueue::new(1));
        let producers = [1, 2].map(|item| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.push(item).unwrap())
        });
        let sum = queue.pop().unwrap() + queue.pop().unwrap();
        assert_eq!(sum, 3);
        for producer in producers {
            producer.join().unwrap();
        }
    });
}

fn two_wait_for_the_end(close: fn(&BoundedQueue<u32>)) {
    let queue = Arc::new(BoundedQueue::<u32>::new(1));
    let poppers = [(); 2].map(|()| {
        let queue = Arc::clone(&queue);
        thread::spawn(move || assert_eq!(queue.pop(), None))
    });
    close(&queue);
    for popper in poppers {
        popper.join().unwrap();
    }
}

#[test]
fn closing_wakes_all_who_wait() {
    Model::new()
        .preemptions(2)
        .check(|| two_wait_for_the_end(BoundedQueue::close));
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::bounded_queue::{close_wakes_one, one_condition};

    #[test]
    fn one_condition_wakes_one_who_cannot_go_on() {
        let failure = Model::new().failure_of(|| {
            let queue = Arc::new(one_condition::Queue::new(1));
            let producer = thread::spawn({
                let queue = Arc::clone(&queue);
                move || {
                    queue.push(1);
                    queue.push(2);
                }
            });
            let consumers = [(); 2].map(|()| {
                let queue = Arc::clone(&queue);
                thread::spawn(move || queue.pop())
            });
            producer.join().unwrap();
            for consumer in consumers {
                consumer.join().unwrap();
            }
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        // The first consumer's wake-up goes to the second, who finds nothing. The producer sleeps on.
        failure.assert_shows(&[
            "thread 1: wait changed",
            "thread 2: notify_one changed",
            "thread 3: woken changed",
            "thread 3: wait changed",
        ]);
    }

    #[test]
    fn closing_that_wakes_one_leaves_the_other_waiting() {
        let failure = interleave::failure_of(|| two_wait_for_the_end(close_wakes_one::close));
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["main: notify_one not empty"]);
    }
}
