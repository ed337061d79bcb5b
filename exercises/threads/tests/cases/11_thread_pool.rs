//! Start: `each_handle_gives_its_own_result`: not yet implemented: put the job into the queue, and wake a worker

use lab::sync::Arc;

use super::exercise::Pool;

lab::cases! {
    use lab::sync::mpsc;
    use lab::{Drops, Rendezvous};

    #[test]
    fn each_handle_gives_its_own_result() {
        let pool = Pool::new(2);
        let handles: Vec<_> = (0..20).map(|number| pool.submit(move || number)).collect();
        let mut results: Vec<u32> = handles.into_iter().rev().map(|handle| handle.wait().unwrap()).collect();
        results.reverse();
        assert_eq!(results, (0..20).collect::<Vec<_>>(), "asked for from the last to the first");
    }

    #[test]
    fn as_many_jobs_run_at_once_as_there_are_workers() {
        let pool = Pool::new(2);
        let both = Arc::new(Rendezvous::new("two jobs", 2));
        let meet = || {
            let both = Arc::clone(&both);
            pool.submit(move || both.meet())
        };
        let (first, second) = (meet(), meet());
        assert!(first.wait().is_ok() && second.wait().is_ok());
    }

    #[test]
    fn one_worker_takes_jobs_in_their_order() {
        let pool = Pool::new(1);
        let (sender, order) = mpsc::channel();
        // The worker takes none of them before all are there.
        let all_are_there = Arc::new(Rendezvous::new("all jobs submitted", 2));
        let worker = Arc::clone(&all_are_there);
        drop(pool.submit(move || worker.meet()));
        for number in 0..20 {
            let sender = sender.clone();
            drop(pool.submit(move || sender.send(number).unwrap()));
        }
        all_are_there.meet();
        drop((sender, pool));
        assert_eq!(order.iter().collect::<Vec<u32>>(), (0..20).collect::<Vec<_>>(), "in which order jobs were run");
    }

    #[test]
    fn a_panic_arrives_at_the_handle_of_its_job() {
        let pool = Pool::new(1);
        let handle = pool.submit(|| panic!("no luck, as the test wants it"));
        let payload: Box<dyn std::any::Any + Send> = match handle.wait() {
            Err(payload) => payload,
            Ok(()) => panic!("the job panicked, and its handle gave a result"),
        };
        let text = payload.downcast_ref::<&str>().copied();
        assert_eq!(text, Some("no luck, as the test wants it"), "the payload of the panic");
    }

    #[test]
    fn a_panic_kills_no_worker() {
        let pool = Pool::new(1);
        drop(pool.submit(|| panic!("no luck, as the test wants it")));
        assert_eq!(pool.submit(|| 4).wait().ok(), Some(4), "the job after the one that panicked, on the same worker");
    }

    #[test]
    fn a_job_runs_though_its_handle_was_dropped() {
        let pool = Pool::new(1);
        let drops = Drops::new();
        let value = drops.value();
        let (open, gate) = mpsc::channel::<()>();
        let handle = pool.submit(move || {
            let _ = gate.recv();
            drop(value);
        });
        drop(handle);
        drop(open);
        assert_eq!(pool.submit(|| 4).wait().ok(), Some(4), "the job after the one whose handle was dropped");
        assert_eq!(drops.dropped(), 1, "how often the job ran whose handle was dropped");
    }

    #[test]
    fn the_last_owner_of_the_pool_may_be_a_job() {
        let pool = Arc::new(Pool::new(1));
        let (open, gate) = mpsc::channel::<()>();
        let handle = pool.submit({
            let pool = Arc::clone(&pool);
            move || {
                let _ = gate.recv();
                drop(pool);
                "let go"
            }
        });
        drop(pool);
        drop(open);
        assert_eq!(handle.wait().ok(), Some("let go"), "the worker that drops the pool goes on");
    }
}

lab::models! {
    use std::mem::ManuallyDrop;

    use lab::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use lab::sync::mpsc;
    use lab::{FailureKind, Model};

    /// Submits a job, drops the pool, and tells how often the job ran.
    fn runs_of_a_job(workers: usize) -> usize {
        let runs = Arc::new(AtomicUsize::new(0));
        let pool = Pool::new(workers);
        let job = Arc::clone(&runs);
        drop(pool.submit(move || job.fetch_add(1, SeqCst)));
        drop(pool);
        runs.load(SeqCst)
    }

    #[test]
    fn a_submitted_job_has_run_when_the_pool_is_gone() {
        lab::model(|| {
            let runs = runs_of_a_job(1);
            assert_eq!(runs, 1, "a job was submitted, the pool was dropped, and the job ran {runs} times");
        });
    }

    #[test]
    fn a_worker_that_wakes_without_reason_goes_back_to_sleep() {
        lab::check(&Model::new().spurious_wake_ups(), || {
            let runs = runs_of_a_job(1);
            assert_eq!(runs, 1, "woken without a job, the worker went home, and the job ran {runs} times");
        });
    }

    #[test]
    fn an_idle_pool_ends() {
        lab::model(|| drop(Pool::new(2)));
    }

    #[test]
    fn a_worker_without_a_job_sleeps() {
        // All sleep, for ever: the checker must find a deadlock. A worker that looks again and again never ends instead.
        let failure = lab::failure_of(|| {
            let (gate, wait) = mpsc::channel::<()>();
            // Not dropped: where the checker ends an endless run by unwinding, there is no worker left to wait for.
            let _pool = ManuallyDrop::new(Pool::new(1));
            let _ = wait.recv();
            drop(gate);
        });
        assert_eq!(
            failure.kind,
            FailureKind::Deadlock,
            "the pool has no job. Its worker should sleep, but it is awake and looks again and again:\n{failure}"
        );
    }

    #[test]
    fn one_worker_runs_one_job_at_a_time() {
        lab::check(&Model::new().preemptions(2), || {
            let pool = Pool::new(1);
            let inside = Arc::new(AtomicUsize::new(0));
            let count = || {
                let inside = Arc::clone(&inside);
                pool.submit(move || {
                    let others = inside.fetch_add(1, SeqCst);
                    inside.fetch_sub(1, SeqCst);
                    others
                })
            };
            for handle in [count(), count()] {
                assert_eq!(handle.wait().unwrap(), 0, "a pool of one worker runs two jobs at once");
            }
            drop(pool);
        });
    }

    #[test]
    fn a_job_that_drops_the_pool_waits_for_the_other_jobs() {
        lab::check(&Model::new().preemptions(1), || {
            let pool = Arc::new(Pool::new(2));
            let runs = Arc::new(AtomicUsize::new(0));
            let other = Arc::clone(&runs);
            drop(pool.submit(move || other.fetch_add(1, SeqCst)));
            let owner = Arc::clone(&pool);
            let last = pool.submit(move || Arc::into_inner(owner).map(|pool| {
                drop(pool);
                runs.load(SeqCst)
            }));
            drop(pool);
            let seen = last.wait().unwrap();
            assert_ne!(
                seen,
                Some(0),
                "a job was the last to let the pool go. The pool was dropped, and another job had not yet run"
            );
        });
    }
}
