//! Start: `a_value_arrives_although_somebody_looked_before`: not yet implemented: take the value, if it is ready

use super::exercise::channel;

lab::cases! {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    /// Counts how often it is dropped. To drop it once too often does no harm beside the count.
    struct Counting(&'static AtomicUsize);

    impl Drop for Counting {
        fn drop(&mut self) {
            self.0.fetch_add(1, SeqCst);
        }
    }

    fn counting() -> (Counting, impl Fn() -> usize) {
        let drops = Box::leak(Box::new(AtomicUsize::new(0)));
        (Counting(drops), || drops.load(SeqCst))
    }

    #[test]
    fn a_value_arrives_although_somebody_looked_before() {
        let (sender, mut receiver) = channel();
        assert_eq!(receiver.try_receive(), None, "nothing was sent yet");
        sender.send(7);
        assert_eq!(receiver.try_receive(), Some(7), "7 was sent, after the receiver had looked for the first time");
    }

    #[test]
    fn a_value_is_received_once() {
        let (sender, mut receiver) = channel();
        sender.send(7);
        assert_eq!(receiver.try_receive(), Some(7), "7 was sent");
        assert_eq!(receiver.try_receive(), None, "7 was received, and then received again");
    }

    #[test]
    fn a_value_that_nobody_received_is_dropped() {
        let (value, drops) = counting();
        let (sender, receiver) = channel();
        sender.send(value);
        assert_eq!(drops(), 0, "the receiver is there, but the value was dropped");
        drop(receiver);
        assert_eq!(drops(), 1, "nobody received the value, and the channel is gone: how often was it dropped?");
    }

    #[test]
    fn a_value_that_was_received_is_dropped_by_the_receiver_alone() {
        let (value, drops) = counting();
        let (sender, mut receiver) = channel();
        sender.send(value);
        let received = receiver.try_receive();
        drop(receiver);
        assert_eq!(drops(), 0, "the channel dropped a value that was received, and is still in use");
        drop(received);
        assert_eq!(drops(), 1, "dropped by whoever received it");
    }
}

lab::models! {
    use lab::thread;

    #[test]
    fn whoever_receives_the_value_sees_what_was_written() {
        lab::model(|| {
            let (sender, mut receiver) = channel();
            let other = thread::spawn(move || sender.send(7));
            if let Some(value) = receiver.try_receive() {
                assert_eq!(value, 7, "7 was sent");
            }
            other.join().unwrap();
        });
    }
}
