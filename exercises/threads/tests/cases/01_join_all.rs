//! Start: `each_job_gives_its_result`: not yet implemented: start the threads, do your own job, join

use super::exercise::join_all;

lab::cases! {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use lab::sync::{Arc, Mutex};
    use lab::{Rendezvous, thread};

    #[test]
    fn each_job_gives_its_result() {
        let jobs: Vec<_> = [1, 2, 3, 4].map(|number| move || number * 10).into();
        assert_eq!(join_all(jobs), [10, 20, 30, 40], "four jobs, and what each of them returned (left: yours)");
    }

    #[test]
    fn all_jobs_run_at_once() {
        let all = Arc::new(Rendezvous::new("all three jobs", 3));
        let jobs: Vec<_> = (0..3)
            .map(|_| {
                let all = Arc::clone(&all);
                // Nobody leaves before all have come. Stuck here? Then some job had to end before another could begin.
                move || all.meet()
            })
            .collect();
        join_all(jobs);
    }

    /// On which thread each of three jobs ran.
    fn threads_of_three_jobs() -> Vec<thread::ThreadId> {
        let ran = Arc::new(Mutex::new(Vec::new()));
        let jobs: Vec<_> = (0..3)
            .map(|number| {
                let ran = Arc::clone(&ran);
                move || ran.lock().unwrap().push((number, thread::current().id()))
            })
            .collect();
        join_all(jobs);
        let mut ran = ran.lock().unwrap();
        ran.sort_by_key(|&(number, _)| number);
        assert_eq!(ran.len(), 3, "there were three jobs: how many had run when `join_all` came back (left)?");
        ran.iter().map(|&(_, thread)| thread).collect()
    }

    #[test]
    fn the_last_job_runs_on_the_calling_thread() {
        assert!(
            threads_of_three_jobs()[2] == thread::current().id(),
            "the last of three jobs ran on a new thread. The thread that calls `join_all` has nothing to do but wait: \
             let it do that job"
        );
    }

    #[test]
    fn every_other_job_has_a_thread_of_its_own() {
        let ran_on = threads_of_three_jobs();
        assert!(
            ran_on[0] != ran_on[1] && ran_on[1] != ran_on[2] && ran_on[0] != ran_on[2],
            "two of three jobs ran on the same thread. `thread::spawn` starts one for each job: lesson 02_spawn_and_join"
        );
    }

    #[test]
    fn without_jobs_there_are_no_results() {
        let jobs: Vec<fn() -> u32> = Vec::new();
        let results = catch_unwind(|| join_all(jobs));
        assert!(results.is_ok_and(|results| results.is_empty()), "no job, so no result, and no reason to panic");
    }

    #[test]
    fn a_panic_of_a_job_reaches_the_caller() {
        for culprit in 0..3 {
            let jobs: Vec<_> = (0..3)
                .map(|number| move || assert!(number != culprit, "job {number} panics, as the test wants it"))
                .collect();
            let result = catch_unwind(AssertUnwindSafe(|| join_all(jobs)));
            assert!(
                result.is_err(),
                "job {culprit} of three panicked, and `join_all` returned as if nothing had happened. `join` says how a \
                 thread ended: lesson 11_panics_and_names"
            );
        }
    }
}

lab::models! {
    #[test]
    fn results_stand_in_the_order_of_the_jobs() {
        lab::model(|| {
            let jobs: Vec<_> = (0..3).map(|number| move || number).collect();
            assert_eq!(
                join_all(jobs),
                [0, 1, 2],
                "jobs may end in any order; their results (left) have the order of the jobs"
            );
        });
    }
}
