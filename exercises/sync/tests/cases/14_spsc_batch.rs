//! Start: `batches_come_out_in_order_again_and_again`: not yet implemented: write the batch into free slots, then count it

use super::exercise::ring;

lab::cases! {
    use lab::Drops;

    #[test]
    fn batches_come_out_in_order_again_and_again() {
        let (mut producer, mut consumer) = ring(3);
        for first in [1, 3, 5, 7] {
            let batch = vec![first, first + 1];
            assert_eq!(producer.push_all(batch.clone()), Ok(()), "everything before was popped, so there is room for 2 in 3 slots");
            assert_eq!(consumer.pop_all(), batch, "what was pushed since the last time");
        }
        assert!(consumer.pop_all().is_empty(), "there is nothing more");
    }

    #[test]
    fn a_full_ring_holds_as_many_as_it_has_slots() {
        let (mut producer, mut consumer) = ring(3);
        assert_eq!(producer.push_all(vec![1, 2, 3]), Ok(()), "an empty ring with 3 slots has room for 3");
        assert_eq!(consumer.pop_all(), [1, 2, 3], "the ring was full, not empty");
    }

    #[test]
    fn a_batch_without_room_comes_back_whole() {
        let (mut producer, mut consumer) = ring(3);
        producer.push_all(vec![1]).unwrap();
        assert_eq!(producer.push_all(vec![2, 3, 4]), Err(vec![2, 3, 4]), "there was room for 2 of 3, so the whole batch comes back");
        assert_eq!(consumer.pop_all(), [1], "a part of a batch was pushed");
    }

    #[test]
    fn what_nobody_popped_is_dropped_with_the_ring() {
        let drops = Drops::new();
        let (mut producer, mut consumer) = ring(3);
        producer.push_all(vec![drops.value(), drops.value()]).unwrap();
        let popped = consumer.pop_all();
        producer.push_all(vec![drops.value(), drops.value()]).unwrap();
        drop((producer, consumer));
        assert_eq!(drops.dropped(), 2, "two were popped and are in use, two lay in the ring: how many were dropped with it?");
        drop(popped);
        assert_eq!(drops.dropped(), 4, "each is dropped once");
    }
}

lab::models! {
    use lab::thread;

    #[test]
    fn a_batch_arrives_whole_or_not_at_all() {
        lab::model(|| {
            let (mut producer, mut consumer) = ring(2);
            let other = thread::spawn(move || producer.push_all(vec![1, 2]).unwrap());
            let items = consumer.pop_all();
            assert!(items.is_empty() || items == [1, 2], "only a part of a batch arrived: {items:?}");
            other.join().unwrap();
        });
    }

    #[test]
    fn a_slot_is_written_again_only_after_it_was_read() {
        lab::model(|| {
            let (mut producer, mut consumer) = ring(1);
            producer.push_all(vec![1]).unwrap();
            let other = thread::spawn(move || consumer.pop_all());
            // There is room or not: whoever pops may have been here or not.
            let _ = producer.push_all(vec![2]);
            other.join().unwrap();
        });
    }
}
