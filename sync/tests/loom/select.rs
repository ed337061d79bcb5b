//! A worker is given a job and told to stop; two threads swap a value. loom knows no crossbeam: what stands on it is tried
//! on real threads.

use sync::select::{both_send_first, one_inbox};

#[test]
fn a_worker_with_one_inbox_does_its_job_and_stops() {
    interleave::model(|| assert_eq!(one_inbox::job_and_stop(), 5));
}

#[test]
fn with_room_for_one_both_may_send_first() {
    interleave::model(|| assert_eq!(both_send_first::swap(1), (2, 1)));
}

interleave::modelled! {
    use interleave::{FailureKind, Model};
    use sync::select::one_after_the_other;

    #[test]
    fn a_worker_that_waits_for_a_job_does_not_hear_that_it_should_stop() {
        let failure = Model::new().sequential().failure_of(|| {
            one_after_the_other::job_and_stop();
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&[
            "main: send stop",
            "worker: receive jobs (blocked)",
        ]);
    }

    #[test]
    fn without_room_two_who_send_first_wait_for_each_other() {
        let failure = Model::new().sequential().failure_of(|| {
            both_send_first::swap(0);
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["main: send to other"]);
        failure.assert_shows(&["other: send to main"]);
    }
}

interleave::real_threads_only! {
    use crossbeam::channel::{bounded, unbounded};
    use std::thread;
    use std::time::Duration;
    use sync::select::{asks_the_ended, limit_for_each, merge, swap, take_within, work};

    #[test]
    fn a_worker_that_selects_stops_while_jobs_could_still_come() {
        let (_to_do, jobs) = unbounded();
        let (stop, told) = unbounded();
        stop.send(()).unwrap();
        assert_eq!(work(&jobs, &told), 0);
    }

    #[test]
    fn a_worker_that_selects_does_every_job_if_nobody_stops_it() {
        let (to_do, jobs) = unbounded();
        let (_stop, told) = unbounded();
        (1..=10).for_each(|job| to_do.send(job).unwrap());
        drop(to_do);
        assert_eq!(work(&jobs, &told), 55);
    }

    #[test]
    fn two_swap_over_channels_without_room() {
        for _ in 0..200 {
            let (to_other, from_main) = bounded(0);
            let (to_main, from_other) = bounded(0);
            let other = thread::spawn(move || swap(&to_main, &from_main, 2));
            assert_eq!(swap(&to_other, &from_other, 1), 2);
            assert_eq!(other.join().unwrap(), 1);
        }
    }

    #[test]
    fn a_merge_looks_once_for_each_message_and_once_for_each_end() {
        let (left_sender, left) = unbounded();
        let (right_sender, right) = unbounded();
        left_sender.send('l').unwrap();
        right_sender.send('r').unwrap();
        drop((left_sender, right_sender));
        let mut rounds = 0;
        let mut all = merge(left, right, || rounds += 1);
        all.sort_unstable();
        assert_eq!((all, rounds), (vec!['l', 'r'], 4));
    }

    #[test]
    fn a_merge_that_asks_the_ended_is_never_done_asking() {
        let (left_sender, left) = unbounded::<()>();
        let (right_sender, right) = unbounded::<()>();
        drop(left_sender);
        let mut right_sender = Some(right_sender);
        let mut rounds = 0;
        // Nobody sends anything. It would ask for ever if the other did not end after a thousand rounds.
        asks_the_ended::merge(&left, &right, || {
            rounds += 1;
            if rounds == 1000 {
                right_sender = None;
            }
        });
        assert!(rounds > 1000, "it asked only {rounds} times");
    }
    /// The limit has run out before it begins, and a thousand messages are there. Each time, `select!` picks one of the two.
    #[test]
    fn one_limit_for_all_runs_out_while_messages_are_there() {
        let (sender, receiver) = unbounded();
        (0..1000).for_each(|n| sender.send(n).unwrap());
        let taken = take_within(&receiver, Duration::ZERO).len();
        assert!(taken < 1000, "it took {taken}");
    }

    #[test]
    fn a_limit_for_each_never_runs_out_while_messages_are_there() {
        let (sender, receiver) = unbounded();
        (0..1000).for_each(|n| sender.send(n).unwrap());
        assert_eq!(limit_for_each::take(&receiver, Duration::ZERO).len(), 1000);
    }

    #[test]
    fn a_channel_that_ends_is_taken_to_its_end() {
        let (sender, receiver) = unbounded();
        (0..10).for_each(|n| sender.send(n).unwrap());
        drop(sender);
        assert_eq!(take_within(&receiver, Duration::from_secs(3600)).len(), 10);
    }
}
