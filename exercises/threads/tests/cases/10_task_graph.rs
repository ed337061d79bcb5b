//! Start: `tasks_run_after_what_they_need`: not yet implemented: find what can never start; then let workers take what is ready

use lab::Rendezvous;
use lab::sync::Arc;

use super::exercise::{Task, run};

fn task(needs: &[usize], work: impl FnOnce() + Send + 'static) -> Task {
    Task {
        needs: needs.to_vec(),
        work: Box::new(work),
    }
}

lab::cases! {
    use super::exercise::Circle;
    use lab::sync::Mutex;
    use lab::Drops;

    #[test]
    fn tasks_run_after_what_they_need() {
        let order = Arc::new(Mutex::new(Vec::new()));
        let needs: [&[usize]; 5] = [&[3, 1], &[4], &[], &[4, 2], &[2]];
        let tasks = needs.iter().enumerate().map(|(number, needs)| {
            let order = Arc::clone(&order);
            task(needs, move || order.lock().unwrap().push(number))
        });
        assert_eq!(run(tasks.collect(), 2), Ok(()));
        let order = order.lock().unwrap();
        assert_eq!(order.len(), 5, "five tasks, and these have run: {order:?}");
        let place = |task: usize| order.iter().position(|it| *it == task);
        for (number, needs) in needs.iter().enumerate() {
            for need in *needs {
                assert!(place(*need) < place(number), "task {number} needs task {need}, but the order was {order:?}");
            }
        }
    }

    #[test]
    fn tasks_that_do_not_need_each_other_run_at_once() {
        let both = Arc::new(Rendezvous::new("two tasks", 2));
        let meet = || {
            let both = Arc::clone(&both);
            task(&[], move || both.meet())
        };
        assert_eq!(run(vec![meet(), meet()], 2), Ok(()));
    }

    #[test]
    fn a_task_waits_only_for_what_it_needs() {
        // 1 needs 0; 2 needs nothing. So 2 may still run when 1 starts.
        let both = Arc::new(Rendezvous::new("task 1, which needs task 0, and task 2, which needs nothing", 2));
        let meet = |needs: &[usize]| {
            let both = Arc::clone(&both);
            task(needs, move || both.meet())
        };
        assert_eq!(run(vec![task(&[], || ()), meet(&[0]), meet(&[])], 2), Ok(()));
    }

    #[test]
    fn one_worker_is_enough_for_tasks_in_any_order() {
        let drops = Drops::new();
        let tasks: Vec<Task> = [&[1][..], &[2], &[]]
            .into_iter()
            .map(|needs| {
                let value = drops.value();
                task(needs, move || drop(value))
            })
            .collect();
        assert_eq!(run(tasks, 1), Ok(()));
        assert_eq!(drops.dropped(), 3, "how many of three tasks ran, each of which needs the next in the list");
    }

    #[test]
    fn a_circle_is_told_and_nothing_runs() {
        let ran = Arc::new(Mutex::new(Vec::new()));
        let needs: [&[usize]; 5] = [&[], &[2], &[1, 0], &[2], &[0]];
        let tasks = needs.iter().enumerate().map(|(number, needs)| {
            let ran = Arc::clone(&ran);
            task(needs, move || ran.lock().unwrap().push(number))
        });
        assert_eq!(
            run(tasks.collect(), 2),
            Err(Circle(vec![1, 2, 3])),
            "tasks 1 and 2 need each other, and 3 needs 2 (left: yours)"
        );
        assert_eq!(*ran.lock().unwrap(), Vec::<usize>::new(), "these have run, though there is a circle");
    }

    #[test]
    fn a_task_that_needs_itself_never_starts() {
        assert_eq!(run(vec![task(&[0], || ())], 1), Err(Circle(vec![0])), "task 0 needs task 0");
    }

    #[test]
    fn without_tasks_there_is_nothing_to_wait_for() {
        assert_eq!(run(Vec::new(), 2), Ok(()));
    }
}

lab::models! {
    use lab::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use lab::sync::mpsc;
    use lab::{FailureKind, Model};

    #[test]
    fn a_task_with_two_needs_runs_once_whichever_ends_last() {
        lab::check(&Model::new().preemptions(2), || {
            let runs = Arc::new(AtomicUsize::new(0));
            let last = {
                let runs = Arc::clone(&runs);
                task(&[0, 1], move || {
                    runs.fetch_add(1, SeqCst);
                })
            };
            assert_eq!(run(vec![task(&[], || ()), task(&[], || ()), last], 2), Ok(()));
            assert_eq!(runs.load(SeqCst), 1, "how often task 2 ran, which needs tasks 0 and 1");
        });
    }

    #[test]
    fn every_worker_goes_home() {
        lab::model(|| {
            assert_eq!(run(vec![task(&[], || ())], 2), Ok(()));
        });
    }

    /// Two workers, a task, and two that need it and can end only together.
    fn one_task_and_then_two(model: &Model) {
        lab::check(model, || {
            let both = Arc::new(Rendezvous::new("tasks 1 and 2, which both need task 0", 2));
            let meet = || {
                let both = Arc::clone(&both);
                task(&[0], move || both.meet())
            };
            assert_eq!(run(vec![task(&[], || ()), meet(), meet()], 2), Ok(()));
        });
    }

    #[test]
    fn workers_stay_for_what_gets_ready_later() {
        one_task_and_then_two(&Model::new().preemptions(2));
    }

    #[test]
    fn a_worker_that_wakes_without_reason_stays() {
        one_task_and_then_two(&Model::new().preemptions(2).spurious_wake_ups());
    }

    #[test]
    fn a_worker_without_a_task_sleeps() {
        // All sleep, for ever: the checker must find a deadlock. A worker that looks again and again never ends instead.
        let failure = lab::failure_of(|| {
            let (gate, wait) = mpsc::channel::<()>();
            let waits = task(&[], move || {
                let _ = wait.recv();
            });
            let _ = run(vec![waits, task(&[0], || ())], 2);
            drop(gate);
        });
        assert_eq!(
            failure.kind,
            FailureKind::Deadlock,
            "task 0 never ends, and nothing else may start. The other worker should sleep, but it is awake and looks again \
             and again:\n{failure}"
        );
    }

    #[test]
    fn one_worker_runs_one_task_at_a_time() {
        lab::check(&Model::new().preemptions(2), || {
            let inside = Arc::new(AtomicUsize::new(0));
            let crowded = Arc::new(AtomicUsize::new(0));
            let count = || {
                let (inside, crowded) = (Arc::clone(&inside), Arc::clone(&crowded));
                task(&[], move || {
                    crowded.fetch_add(inside.fetch_add(1, SeqCst), SeqCst);
                    inside.fetch_sub(1, SeqCst);
                })
            };
            assert_eq!(run(vec![count(), count()], 1), Ok(()));
            assert_eq!(crowded.load(SeqCst), 0, "one worker was allowed, and two tasks ran at once");
        });
    }
}
