//! Start: `the_greeting_says_hello`: left: "hullo"
//! Sequential: passes, because there is one friend and one guest, and nothing to overlap.

use lab::sync::mpsc;

use super::exercise::greet;

lab::cases! {
    #[test]
    fn the_greeting_says_hello() {
        let (guest, greetings) = mpsc::channel();
        greet(guest);
        assert_eq!(greetings.recv().unwrap(), "hello", "the friend greets with another word (left) than the guest knows (right)");
    }

    #[test]
    fn there_is_one_greeting() {
        let (guest, greetings) = mpsc::channel();
        greet(guest);
        assert_eq!(greetings.iter().count(), 1, "how many greetings came");
    }
}

lab::models! {
    #[test]
    fn the_greeting_was_sent_when_greet_returns() {
        lab::model(|| {
            let (guest, greetings) = mpsc::channel();
            greet(guest);
            assert!(
                greetings.try_recv().is_ok(),
                "greet has returned, but its friend has not greeted yet. \
                 A thread that was spawned runs when it likes; wait for its end"
            );
        });
    }
}
