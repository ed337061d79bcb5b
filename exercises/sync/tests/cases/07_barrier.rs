//! Start: `a_party_alone_waits_for_nobody`: not yet implemented: nobody has come yet

use super::exercise::Barrier;

lab::cases! {
    use lab::thread;

    #[test]
    fn a_party_alone_waits_for_nobody() {
        let barrier = Barrier::new(1);
        for round in 1..=3 {
            assert!(barrier.wait(), "one party is alone in round {round}: it leads");
        }
    }

    #[test]
    fn who_left_is_not_waited_for() {
        let barrier = Barrier::new(2);
        barrier.leave();
        for round in 1..=3 {
            assert!(barrier.wait(), "of two parties one has left, and the other leads in round {round}");
        }
    }

    #[test]
    fn each_round_has_one_leader() {
        let barrier = Barrier::new(3);
        let rounds = 100;
        let led: usize = thread::scope(|scope| {
            let parties: Vec<_> = (0..3)
                .map(|_| scope.spawn(|| (0..rounds).filter(|_| barrier.wait()).count()))
                .collect();
            parties.into_iter().map(|party| party.join().unwrap()).sum()
        });
        assert_eq!(led, rounds, "how often somebody led (left), and how many rounds there were");
    }
}

lab::models! {
    use lab::sync::Arc;
    use lab::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use lab::thread::{self, JoinHandle};
    use lab::{FailureKind, Model};

    /// A thread that has something to do with the barrier.
    fn party<A: Send + 'static>(barrier: &Arc<Barrier>, work: impl FnOnce(&Barrier) -> A + Send + 'static) -> JoinHandle<A> {
        let barrier = Arc::clone(barrier);
        thread::spawn(move || work(&barrier))
    }

    /// So many parties come once.
    fn all_come(model: &Model, parties: usize) {
        lab::check(model, move || {
            let barrier = Arc::new(Barrier::new(parties));
            let come = Arc::new(AtomicUsize::new(0));
            let meet = {
                let come = Arc::clone(&come);
                move |barrier: &Barrier| {
                    come.fetch_add(1, SeqCst);
                    barrier.wait();
                    let come = come.load(SeqCst);
                    assert!(come == parties, "a thread went on when {come} of {parties} parties had come");
                }
            };
            let others: Vec<_> = (1..parties).map(|_| party(&barrier, meet.clone())).collect();
            meet(&barrier);
            for other in others {
                other.join().unwrap();
            }
        });
    }

    #[test]
    fn nobody_goes_on_before_all_have_come() {
        all_come(&Model::new(), 2);
    }

    #[test]
    fn all_go_on_when_all_have_come() {
        all_come(&Model::new().preemptions(2), 3);
    }

    #[test]
    fn a_wake_up_without_reason_completes_nothing() {
        all_come(&Model::new().spurious_wake_ups(), 2);
    }

    #[test]
    fn a_fast_thread_may_come_back_before_a_slow_one_has_woken() {
        lab::model(|| {
            let barrier = Arc::new(Barrier::new(2));
            let other = party(&barrier, |barrier| {
                barrier.wait();
                barrier.wait();
            });
            barrier.wait();
            barrier.wait();
            other.join().unwrap();
        });
    }

    #[test]
    fn who_leaves_lets_the_others_go_on() {
        lab::model(|| {
            let barrier = Arc::new(Barrier::new(2));
            let other = party(&barrier, Barrier::leave);
            barrier.wait();
            other.join().unwrap();
        });
    }

    #[test]
    fn a_round_that_ends_by_leaving_has_a_leader() {
        lab::check(&Model::new().preemptions(2), || {
            let barrier = Arc::new(Barrier::new(3));
            let other = party(&barrier, Barrier::wait);
            let leaves = party(&barrier, Barrier::leave);
            let led = u8::from(barrier.wait()) + u8::from(other.join().unwrap());
            leaves.join().unwrap();
            assert!(led > 0, "two have met and a third has left: nobody leads");
            assert!(led < 2, "two have met and a third has left: both lead");
        });
    }

    #[test]
    fn who_leaves_does_not_stand_for_who_is_still_to_come() {
        lab::check(&Model::new().preemptions(2), || {
            let barrier = Arc::new(Barrier::new(3));
            let come = Arc::new(AtomicUsize::new(0));
            let comes = {
                let come = Arc::clone(&come);
                party(&barrier, move |barrier| {
                    come.fetch_add(1, SeqCst);
                    barrier.wait();
                })
            };
            let leaves = party(&barrier, Barrier::leave);
            barrier.wait();
            assert!(come.load(SeqCst) == 1, "one of three has left, and one is still to come: the third went on without it");
            comes.join().unwrap();
            leaves.join().unwrap();
        });
    }

    #[test]
    fn who_waits_sleeps() {
        // Nobody else comes: the checker must find a deadlock. Who looks again and again never ends instead.
        let failure = lab::failure_of(|| {
            Barrier::new(2).wait();
        });
        assert_eq!(
            failure.kind,
            FailureKind::Deadlock,
            "one of two has come, and the other never will. Who waits should sleep, but it is awake and looks again and again:\n{failure}"
        );
    }
}
