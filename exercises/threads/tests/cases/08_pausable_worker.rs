//! Start: `a_worker_makes_steps_until_there_are_no_more`: not yet implemented: make steps while it may run

use lab::sync::mpsc::{self, Receiver};

use super::exercise::Worker;

/// A worker that makes so many steps, and sends a number at each. The channel ends with the worker.
fn counting(last: u32) -> (Worker, Receiver<u32>) {
    let (sender, steps) = mpsc::channel();
    let mut made = 0;
    let worker = Worker::start(move || {
        made += 1;
        let _ = sender.send(made);
        made < last
    });
    (worker, steps)
}

lab::cases! {
    #[test]
    fn a_worker_makes_steps_until_there_are_no_more() {
        let (worker, steps) = counting(3);
        assert_eq!(steps.iter().collect::<Vec<_>>(), [1, 2, 3], "the third step returned false");
        assert_eq!(worker.stop(), 3, "how many steps were made");
    }

    #[test]
    fn a_worker_that_has_ended_can_be_paused() {
        let (worker, steps) = counting(1);
        assert_eq!(steps.iter().count(), 1);
        worker.pause();
        worker.resume();
        assert_eq!(worker.stop(), 1, "how many steps were made");
    }
}

lab::models! {
    use lab::sync::Arc;
    use lab::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use lab::{FailureKind, Model};

    /// Starts a worker of two steps, does what `first` says, pauses it, and looks twice whether anything runs.
    fn pause_and_look(first: impl FnOnce(&Worker)) {
        let begun = Arc::new(AtomicUsize::new(0));
        let ended = Arc::new(AtomicUsize::new(0));
        let worker = Worker::start({
            let (begun, ended) = (Arc::clone(&begun), Arc::clone(&ended));
            move || {
                begun.fetch_add(1, SeqCst);
                ended.fetch_add(1, SeqCst) < 1
            }
        });
        first(&worker);
        worker.pause();
        let before = begun.load(SeqCst);
        assert_eq!(ended.load(SeqCst), before, "`pause` returned while a step ran: {before} have begun (right)");
        assert_eq!(begun.load(SeqCst), before, "a step began while the worker was paused");
        worker.stop();
    }

    #[test]
    fn nothing_runs_while_it_is_paused() {
        lab::model(|| pause_and_look(|_| ()));
    }

    #[test]
    fn a_wake_up_without_reason_ends_no_pause() {
        lab::check(&Model::new().spurious_wake_ups().preemptions(2), || pause_and_look(|_| ()));
    }

    #[test]
    fn a_resume_without_a_pause_is_not_remembered() {
        lab::model(|| pause_and_look(Worker::resume));
    }

    #[test]
    fn a_worker_that_was_resumed_can_be_paused_again() {
        lab::model(|| {
            pause_and_look(|worker| {
                worker.pause();
                worker.resume();
            });
        });
    }

    #[test]
    fn one_resume_ends_two_pauses() {
        lab::model(|| {
            let (worker, steps) = counting(2);
            worker.pause();
            worker.pause();
            worker.resume();
            assert_eq!(steps.iter().count(), 2, "how many of two steps were made after two pauses and one resume");
            worker.stop();
        });
    }

    #[test]
    fn no_resume_is_lost() {
        lab::model(|| {
            let (worker, steps) = counting(2);
            worker.pause();
            worker.resume();
            assert_eq!(steps.iter().count(), 2, "how many of two steps were made after a pause and a resume");
            worker.stop();
        });
    }

    #[test]
    fn a_paused_worker_can_be_stopped() {
        lab::model(|| {
            let (worker, _steps) = counting(1);
            worker.pause();
            worker.stop();
        });
    }

    #[test]
    fn a_step_that_runs_is_finished_and_counted() {
        lab::model(|| {
            let (worker, steps) = counting(2);
            let counted = worker.stop();
            let made = steps.iter().count();
            assert_eq!(counted, made as u64, "how many steps `stop` tells (left), and how many were made (right)");
        });
    }

    #[test]
    fn a_paused_worker_sleeps() {
        // All sleep, for ever: the checker must find a deadlock. A worker that looks again and again never ends instead.
        let failure = lab::failure_of(|| {
            let (gate, wait) = mpsc::channel::<()>();
            let worker = Worker::start(|| true);
            worker.pause();
            let _ = wait.recv();
            drop(gate);
            worker.stop();
        });
        assert_eq!(
            failure.kind,
            FailureKind::Deadlock,
            "the worker is paused, and nobody will ever resume it. It should sleep, but it is awake and looks again and \
             again:\n{failure}"
        );
    }
}
