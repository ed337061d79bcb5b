//! Tokens that threads take and give.

use interleave::Model;
use interleave::sync::Arc;
use interleave::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use interleave::thread;
use sync::semaphore::{Meeting, Semaphore, two_meet};

#[test]
fn never_more_inside_than_there_are_tokens() {
    Model::new().preemptions(2).check(|| {
        let semaphore = Arc::new(Semaphore::new(2));
        // Relaxed: read-modify-writes of one atomic have one order; nothing else is published by it.
        let inside = Arc::new(AtomicUsize::new(0));
        let visit = {
            let (semaphore, inside) = (Arc::clone(&semaphore), Arc::clone(&inside));
            move || {
                let _token = semaphore.enter();
                assert!(inside.fetch_add(1, Relaxed) < 2, "a third one got in");
                inside.fetch_sub(1, Relaxed);
            }
        };
        let others = [thread::spawn(visit.clone()), thread::spawn(visit.clone())];
        visit();
        for other in others {
            other.join().unwrap();
        }
    });
}

#[test]
fn two_meet_that_signal_first() {
    interleave::model(|| two_meet(Meeting::meet));
}

/// Two threads wait, and `main` gives two tokens.
fn two_tokens_for_two(release: fn(&Semaphore)) {
    let semaphore = Arc::new(Semaphore::new(0));
    let takers = [(); 2].map(|()| {
        let semaphore = Arc::clone(&semaphore);
        thread::spawn(move || semaphore.acquire())
    });
    release(&semaphore);
    release(&semaphore);
    for taker in takers {
        taker.join().unwrap();
    }
}

#[test]
fn each_token_lets_one_go_on() {
    Model::new()
        .preemptions(3)
        .check(|| two_tokens_for_two(Semaphore::release));
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::semaphore::{wait_first, wakes_at_zero_only};

    #[test]
    fn two_that_wait_first_never_meet() {
        let failure = interleave::failure_of(|| two_meet(wait_first::meet));
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["main: wait given"]);
        failure.assert_shows(&["thread 1: wait given"]);
    }

    #[test]
    fn a_second_token_given_at_once_wakes_nobody() {
        let failure = interleave::failure_of(|| two_tokens_for_two(wakes_at_zero_only::release));
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&[
            "thread 2: wait given",
            "main: notify_one given",
            "main: unlock tokens <- 1",
            "main: unlock tokens <- 2",
            "thread 2: wait given (blocked)",
        ]);
    }
}
