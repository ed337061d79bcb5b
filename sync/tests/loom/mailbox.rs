//! `main` puts a letter in, a taker waits for it.

use interleave::Model;
use interleave::sync::Arc;
use interleave::thread;
use sync::mailbox::{Mailbox, one_letter};

#[test]
fn a_letter_arrives() {
    Model::new()
        .spurious_wake_ups()
        .check(|| one_letter(Mailbox::put, Mailbox::take));
}

#[test]
fn each_of_two_takers_gets_a_letter() {
    Model::new().preemptions(3).check(|| {
        let mailbox = Arc::new(Mailbox::new());
        let takers = [(); 2].map(|()| {
            let mailbox = Arc::clone(&mailbox);
            thread::spawn(move || mailbox.take())
        });
        // A letter that was still there is taken by the first of them: it goes back in when there is room.
        let replaced = mailbox.put(1);
        assert_eq!(replaced, None);
        let mut waiting = mailbox.put(2);
        while let Some(letter) = waiting {
            thread::yield_now();
            waiting = mailbox.put(letter);
        }
        for taker in takers {
            taker.join().unwrap();
        }
    });
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::mailbox::{FlagOutside, looks_once};

    #[test]
    fn without_a_loop_a_spurious_wake_up_passes_for_a_letter() {
        let failure = Model::new().spurious_wake_ups().failure_of(|| one_letter(Mailbox::put, looks_once::take));
        assert_eq!(failure.kind, FailureKind::Panic);
        failure.assert_shows(&["thread 2: wait filled", "thread 2: woken spuriously"]);
    }

    #[test]
    fn a_letter_put_without_the_lock_may_find_nobody_asleep_yet() {
        let failure = Model::new().sequential().failure_of(|| one_letter(FlagOutside::put, FlagOutside::take));
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["thread 1: swap letter -> 0", "main: store letter <- 42", "main: notify_one filled"]);
        failure.assert_shows(&["thread 1: wait filled"]);
    }
}
