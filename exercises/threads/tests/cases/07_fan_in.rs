//! Start: `every_item_of_every_source_arrives`: not yet implemented: let the items of each source flow into one channel

use lab::sync::mpsc::{self, Receiver};

use super::exercise::merge;

/// A source that has sent these items and ended.
fn ended<T: Send + 'static>(items: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, source) = mpsc::channel();
    for item in items {
        sender.send(item).unwrap();
    }
    source
}

lab::cases! {
    #[test]
    fn every_item_of_every_source_arrives() {
        let mut all: Vec<u32> = merge(vec![ended([1, 2, 3]), ended([10, 20]), ended([])]).iter().collect();
        all.sort_unstable();
        assert_eq!(
            all,
            [1, 2, 3, 10, 20],
            "what arrived, in order of size (left: yours). What was sent before a source ended still counts"
        );
    }

    #[test]
    fn the_stream_ends_when_all_sources_have_ended() {
        let merged = merge(vec![ended([1]), ended([2])]);
        assert!(merged.recv().is_ok() && merged.recv().is_ok(), "two items were sent");
        assert!(merged.recv().is_err(), "both sources have ended, and everything was received");
    }

    #[test]
    fn without_sources_the_stream_ends_at_once() {
        assert!(merge::<u32>(Vec::new()).recv().is_err(), "nobody will ever send");
    }

    #[test]
    fn items_that_are_sent_later_arrive_too() {
        let (sender, source) = mpsc::channel();
        let merged = merge(vec![source]);
        for item in 1..=3 {
            sender.send(item).expect("the source was let go, though it had not ended and somebody listens");
            assert_eq!(merged.recv(), Ok(item), "sent after `merge` had returned: an empty source has not ended");
        }
    }

    #[test]
    fn a_silent_source_holds_up_no_other() {
        let (_silent, first) = mpsc::channel();
        let merged = merge(vec![first, ended([1])]);
        assert_eq!(merged.recv(), Ok(1), "the item of the second source; the first has sent nothing yet");
    }

    #[test]
    fn sources_are_let_go_when_nobody_listens() {
        // Without room: each item is handed from thread to thread.
        let (sender, source) = mpsc::sync_channel(0);
        drop(merge(vec![source]));
        let taken = (0..100).take_while(|item| sender.send(*item).is_ok()).count();
        assert!(
            taken <= 1,
            "the merged receiver was dropped, but {taken} items of its source were taken after that. A failed send tells \
             that nobody listens: lesson 14_channels"
        );
    }

    #[test]
    fn long_sources_stay_in_order() {
        let merged = merge(vec![ended(0..1000), ended(1000..2000)]);
        let all: Vec<u32> = merged.iter().collect();
        for (source, items) in [(0, 0..1000), (1, 1000..2000)] {
            let own: Vec<u32> = all.iter().copied().filter(|item| items.contains(item)).collect();
            assert!(
                own.len() == 1000 && own.is_sorted(),
                "of source {source}, {} of 1000 items arrived, {}",
                own.len(),
                if own.is_sorted() { "in order" } else { "but not in the order in which they were sent" }
            );
        }
    }
}

lab::models! {
    #[test]
    fn items_of_one_source_stay_in_order_in_every_schedule() {
        lab::model(|| {
            let merged = merge(vec![ended([1, 2])]);
            let all: Vec<u32> = merged.iter().collect();
            assert_eq!(all, [1, 2], "one source sent 1, then 2 (left: what arrived)");
        });
    }
}
