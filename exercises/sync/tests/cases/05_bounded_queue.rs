//! Start: `items_come_out_in_order`: not yet implemented: an empty queue

use super::exercise::{BoundedQueue, Closed};

lab::cases! {
    use std::time::Duration;

    use lab::{Drops, thread};

    /// A queue with room for `capacity` items that holds `items`.
    fn holding(capacity: usize, items: &[u32]) -> BoundedQueue<u32> {
        let queue = BoundedQueue::new(capacity);
        for item in items {
            assert_eq!(queue.push(*item), Ok(()), "there is room for {capacity} items");
        }
        queue
    }

    #[test]
    fn items_come_out_in_order() {
        let queue = holding(3, &[1, 2, 3]);
        let taken = [queue.take(), queue.take(), queue.take()];
        assert_eq!(taken, [Some(1), Some(2), Some(3)], "1, 2 and 3 were pushed, in this order (left: taken)");
        assert_eq!(queue.held(), 0, "all three were taken (left: how many it holds)");
    }

    #[test]
    fn a_full_batch_needs_no_time() {
        let queue = holding(3, &[1, 2, 3]);
        let batch = queue.take_up_to(2, Duration::MAX);
        assert_eq!(batch, Some(vec![1, 2]), "a batch of 2, with 1, 2 and 3 in the queue (left: yours)");
        assert_eq!(queue.take(), Some(3), "what is left after a batch of 2");
    }

    #[test]
    fn without_time_a_batch_is_what_is_there() {
        let queue = holding(3, &[1, 2]);
        let batch = queue.take_up_to(5, Duration::ZERO);
        assert_eq!(batch, Some(vec![1, 2]), "a batch of up to 5 without time, with 1 and 2 in the queue (left: yours)");
    }

    #[test]
    fn time_ends_a_batch() {
        let queue = holding(3, &[1, 2]);
        let batch = queue.take_up_to(5, Duration::from_millis(1));
        assert_eq!(batch, Some(vec![1, 2]), "1 and 2 came before the time was up, and nothing after them (left: yours)");
    }

    #[test]
    fn nothing_in_time_is_not_the_end() {
        let queue = holding(1, &[]);
        let batch = queue.take_up_to(5, Duration::from_millis(1));
        assert_eq!(batch, Some(vec![]), "nothing came in time, but the queue is not closed: `None` says that nothing will come");
    }

    #[test]
    fn a_batch_may_be_larger_than_the_queue() {
        let queue = holding(2, &[]);
        thread::scope(|scope| {
            scope.spawn(|| {
                for item in 0..5 {
                    assert_eq!(queue.push(item), Ok(()));
                }
            });
            let batch = queue.take_up_to(5, Duration::MAX);
            assert_eq!(batch, Some(vec![0, 1, 2, 3, 4]), "five items came through a queue with room for two (left: yours)");
        });
    }

    #[test]
    fn a_closed_queue_gives_what_it_holds() {
        let queue = holding(3, &[1, 2]);
        queue.close();
        assert_eq!([queue.take(), queue.take()], [Some(1), Some(2)], "1 and 2 were in the queue when it was closed (left: taken)");
        assert_eq!(queue.take(), None, "closed and empty");
    }

    #[test]
    fn a_batch_does_not_wait_for_what_cannot_come() {
        let queue = holding(3, &[1, 2]);
        queue.close();
        assert_eq!(queue.take_up_to(5, Duration::MAX), Some(vec![1, 2]), "1 and 2 were in the queue when it was closed (left: yours)");
        assert_eq!(queue.take_up_to(5, Duration::MAX), None, "closed and empty: a batch that can never come");
    }

    #[test]
    fn closing_ends_a_batch() {
        let queue = holding(1, &[]);
        thread::scope(|scope| {
            let batch = scope.spawn(|| queue.take_up_to(5, Duration::MAX));
            queue.push(1).unwrap();
            // There is room for it when the batch has begun and taken the first.
            queue.push(2).unwrap();
            queue.close();
            assert_eq!(batch.join().unwrap(), Some(vec![1, 2]), "1 and 2 came, then the queue was closed (left: yours)");
        });
    }

    #[test]
    fn a_closed_queue_takes_nothing_more() {
        let queue = holding(3, &[1]);
        queue.close();
        assert_eq!(queue.push(2), Err(Closed(2)), "the queue is closed: the item has to come back");
        assert_eq!(queue.held(), 1, "the item was refused (left: how many it holds)");
    }

    #[test]
    fn a_dropped_queue_drops_what_it_holds() {
        let drops = Drops::new();
        {
            let queue = BoundedQueue::new(2);
            queue.push(drops.value()).unwrap();
        }
        assert_eq!(drops.dropped(), 1, "the queue was dropped with one item in it (left: how many were dropped)");
    }
}

lab::models! {
    use std::time::Duration;

    use lab::sync::Arc;
    use lab::thread::{self, JoinHandle};
    use lab::Model;

    /// `work` with the queue, on a thread of its own.
    fn with<A: Send + 'static>(
        queue: &Arc<BoundedQueue<u32>>,
        work: impl FnOnce(&BoundedQueue<u32>) -> A + Send + 'static,
    ) -> JoinHandle<A> {
        let queue = Arc::clone(queue);
        thread::spawn(move || work(&queue))
    }

    #[test]
    fn nobody_sleeps_through_a_change() {
        lab::check(&Model::new().preemptions(2), || {
            let queue = Arc::new(BoundedQueue::new(1));
            let takers = [1, 2].map(|_| with(&queue, BoundedQueue::take));
            queue.push(1).unwrap();
            queue.push(2).unwrap();
            for taker in takers {
                assert!(taker.join().unwrap().is_some(), "two items for two takers, and one got none");
            }
        });
    }

    /// One thread pushes 1 and 2 through a queue with room for one, and another takes them.
    fn two_through_one(model: &Model) {
        lab::check(model, || {
            let queue = Arc::new(BoundedQueue::new(1));
            let pushes = with(&queue, |queue| {
                for item in [1, 2] {
                    queue.push(item).unwrap();
                    let held = queue.held();
                    assert!(held <= 1, "there is room for one item, and the queue holds {held}");
                }
            });
            let taken = [queue.take(), queue.take()];
            assert!(taken != [None, Some(1)] && taken[1].is_some(), "`take` says that the queue is closed, which it is not: {taken:?}");
            assert_eq!(taken, [Some(1), Some(2)], "1 and 2 were pushed, in this order");
            pushes.join().unwrap();
        });
    }

    #[test]
    fn a_small_queue_passes_all() {
        two_through_one(&Model::new());
    }

    #[test]
    fn a_wake_up_without_reason_changes_nothing() {
        two_through_one(&Model::new().spurious_wake_ups().preemptions(2));
    }

    #[test]
    fn closing_lets_those_go_who_wait_for_room() {
        lab::model(|| {
            let queue = Arc::new(BoundedQueue::new(1));
            queue.push(1).unwrap();
            let pushes = with(&queue, |queue| queue.push(2));
            queue.close();
            assert_eq!(pushes.join().unwrap(), Err(Closed(2)), "the queue was full until it was closed");
        });
    }

    #[test]
    fn closing_lets_all_go_who_wait_for_items() {
        lab::check(&Model::new().preemptions(2), || {
            let queue = Arc::new(BoundedQueue::<u32>::new(1));
            let takers = [1, 2].map(|_| with(&queue, BoundedQueue::take));
            queue.close();
            for taker in takers {
                assert_eq!(taker.join().unwrap(), None, "closed and empty");
            }
        });
    }

    #[test]
    fn a_batch_makes_room_for_all_who_wait() {
        lab::check(&Model::new().preemptions(2), || {
            let queue = Arc::new(BoundedQueue::new(2));
            queue.push(1).unwrap();
            queue.push(2).unwrap();
            let pushers = [3, 4].map(|item| with(&queue, move |queue| queue.push(item)));
            assert_eq!(queue.take_up_to(2, Duration::ZERO), Some(vec![1, 2]), "a batch of 2, with 1 and 2 first in the queue");
            for pusher in pushers {
                assert_eq!(pusher.join().unwrap(), Ok(()), "the batch made room for two");
            }
        });
    }
}
