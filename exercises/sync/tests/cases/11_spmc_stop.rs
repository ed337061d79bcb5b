//! Start: `the_first_to_say_stop_gives_the_reason`: not yet implemented: the reason, if it is published

use super::exercise::{Stop, run};

lab::cases! {
    use lab::{Drops, Rendezvous};

    #[test]
    fn the_first_to_say_stop_gives_the_reason() {
        let stop = Stop::new();
        assert_eq!(stop.reason(), None, "nobody has said stop (left: yours)");
        assert!(stop.say("enough"), "nobody had said it before");
        assert_eq!(stop.reason(), Some(&"enough"), "the reason that was given (left: yours)");
        let again = stop.say("too late");
        assert_eq!((again, stop.reason()), (false, Some(&"enough")), "a second reason came, and the first one counts (left: yours)");
    }

    #[test]
    fn every_reason_is_dropped_once() {
        let drops = Drops::new();
        {
            let stop = Stop::new();
            stop.say(drops.value());
            stop.say(drops.value());
            assert_eq!(drops.dropped(), 1, "of two reasons the second came too late (left: how many were dropped)");
        }
        assert_eq!(drops.dropped(), 2, "the first reason ends with the `Stop` (left: how many were dropped)");
    }

    #[test]
    fn workers_step_at_the_same_time() {
        let stop = Stop::new();
        let both = Rendezvous::new("the first steps of two workers", 2);
        let steps = run(2, &stop, |_| {
            both.meet();
            stop.say(());
            // Nobody looks before both have said it.
            both.meet();
        });
        assert_eq!(steps, 2, "two workers made a step each (left: yours)");
    }

    #[test]
    fn after_the_stop_no_step_is_made() {
        let stop = Stop::new();
        stop.say("before it began");
        let steps = run(2, &stop, |worker| panic!("worker {worker} made a step after the stop"));
        assert_eq!(steps, 0, "stop was said before the workers began (left: yours)");
    }
}

lab::models! {
    use lab::sync::Arc;
    use lab::sync::atomic::{AtomicU64, Ordering::SeqCst};
    use lab::{Model, thread};

    #[test]
    fn who_sees_the_stop_sees_the_reason() {
        lab::model(|| {
            let stop = Arc::new(Stop::new());
            let says = thread::spawn({
                let stop = Arc::clone(&stop);
                move || stop.say(7)
            });
            if let Some(reason) = stop.reason() {
                assert_eq!(*reason, 7, "the reason was 7 (left: what was seen)");
            }
            assert!(says.join().unwrap(), "nobody else has said it");
        });
    }

    #[test]
    fn of_two_who_say_it_one_is_the_first() {
        lab::model(|| {
            let stop = Arc::new(Stop::new());
            let says = thread::spawn({
                let stop = Arc::clone(&stop);
                move || stop.say(1)
            });
            let mine = stop.say(2);
            let theirs = says.join().unwrap();
            assert!(mine != theirs, "two said stop, and {} of them were the first", u8::from(mine) + u8::from(theirs));
            assert_eq!(stop.reason(), Some(if mine { &2 } else { &1 }), "the reason of the one who was the first (left: yours)");
        });
    }

    #[test]
    fn every_step_is_counted() {
        lab::check(&Model::new().preemptions(2), || {
            let stop = Stop::new();
            let made = AtomicU64::new(0);
            // Whoever makes a step says stop, or sees that another has said it: each worker makes one at most.
            let counted = run(2, &stop, |_| {
                stop.say(());
                while stop.reason().is_none() {
                    thread::yield_now();
                }
                made.fetch_add(1, SeqCst);
            });
            let made = made.load(SeqCst);
            assert!(counted == made, "{made} steps were made, and {counted} were counted");
        });
    }
}
