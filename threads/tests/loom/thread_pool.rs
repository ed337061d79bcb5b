//! The three stages of the pool, and what breaks them.

use std::panic::resume_unwind;

use interleave::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use interleave::sync::mpsc::{self, Receiver};
use interleave::sync::{Arc, Mutex};
use interleave::{Model, Named};
use threads::thread_pool::channel::{ChannelPool, take_then_run};
use threads::thread_pool::one_queue::OneQueue;
use threads::thread_pool::two_queues::TwoQueues;
use threads::thread_pool::{Job, Queue, ThreadPool};

/// Two workers and two jobs, submitted and shut down at any moment of the workers' lives.
fn every_job_runs_once(queue: impl Queue) {
    let pool = ThreadPool::with_queue(2, queue);
    let ran = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    for job in 0..2 {
        let ran = Arc::clone(&ran);
        // Relaxed: a count per job; shutdown joins the workers.
        pool.submit(move || {
            ran[job].fetch_add(1, Relaxed);
        });
    }
    assert_eq!(pool.shutdown().completed, 2);
    assert!(ran.iter().all(|ran| ran.load(Relaxed) == 1));
}

#[test]
fn one_queue_runs_every_job_once() {
    Model::new()
        .preemptions(3)
        .check(|| every_job_runs_once(OneQueue::new()));
}

#[test]
fn two_queues_run_every_job_once() {
    Model::new()
        .preemptions(3)
        .check(|| every_job_runs_once(TwoQueues::new()));
}

/// One worker and one job, whose end is waited for before the queue is closed: the push alone has to wake the worker.
fn a_push_wakes_the_worker(queue: impl Queue) {
    let pool = ThreadPool::with_queue(1, queue);
    let (done, ended) = mpsc::channel().named("done");
    pool.submit(move || done.send(()).unwrap());
    ended.recv().unwrap();
    assert_eq!(pool.shutdown().completed, 1);
}

#[test]
fn one_queue_wakes_a_sleeping_worker() {
    Model::new()
        .spurious_wake_ups()
        .preemptions(3)
        .check(|| a_push_wakes_the_worker(OneQueue::new()));
}

#[test]
fn two_queues_wake_a_sleeping_worker() {
    Model::new()
        .spurious_wake_ups()
        .preemptions(3)
        .check(|| a_push_wakes_the_worker(TwoQueues::new()));
}

#[test]
fn jobs_that_need_each_other_run_at_the_same_time() {
    Model::new().preemptions(3).check(|| {
        let pool = ThreadPool::new(2);
        let (word, listener) = mpsc::channel().named("word");
        pool.submit(move || listener.recv().unwrap());
        pool.submit(move || word.send(()).unwrap());
        assert_eq!(pool.shutdown().completed, 2);
    });
}

#[test]
fn a_worker_outlives_a_panicking_job() {
    interleave::model(|| {
        let pool = ThreadPool::new(1);
        let ran = Arc::new(AtomicUsize::new(0));
        let after = Arc::clone(&ran);
        // A panic that does not call the panic hook, which would print it once per execution.
        pool.submit(|| resume_unwind(Box::new("no paper")));
        pool.submit(move || {
            after.fetch_add(1, Relaxed);
        });
        let report = pool.shutdown();
        assert_eq!(
            (report.completed, report.panics),
            (1, vec!["no paper".to_string()])
        );
        assert_eq!(ran.load(Relaxed), 1);
    });
}

#[test]
fn a_job_may_drop_the_last_handle_to_its_pool() {
    Model::new().preemptions(3).check(|| {
        let pool = Arc::new(ThreadPool::new(2));
        let inner = Arc::clone(&pool);
        pool.submit(move || drop(inner));
    });
}

/// Two jobs of which the first waits for the second, on the two workers of stage one.
fn a_job_hears_from_the_next(work: fn(&Mutex<Receiver<Job>>)) {
    let pool = ChannelPool::new(2, work);
    let (word, listener) = mpsc::channel().named("word");
    pool.submit(move || listener.recv().unwrap());
    pool.submit(move || word.send(()).unwrap());
}

#[test]
fn a_channel_behind_a_lock_lets_jobs_run_at_the_same_time() {
    Model::new()
        .preemptions(3)
        .check(|| a_job_hears_from_the_next(take_then_run));
}

interleave::modelled! {
    use interleave::FailureKind;
    use interleave::thread;
    use threads::thread_pool::channel::lock_held_while_running;
    use threads::thread_pool::one_queue::{closed_without_notifying, flag_outside_the_lock, looked_only_once};
    use threads::thread_pool::two_queues::asked_before_pushing;
    use threads::thread_pool::panic_ends_the_worker;

    /// A worker without a pool: runs what `take` gives it.
    fn worker<Q: Send + Sync + 'static>(queue: &Arc<Q>, take: fn(&Q) -> Option<Job>) -> thread::JoinHandle<()> {
        let queue = Arc::clone(queue);
        let body = move || {
            while let Some(job) = take(&queue) {
                job();
            }
        };
        thread::Builder::new().name("worker".to_string()).spawn(body).unwrap()
    }

    #[test]
    fn a_lock_held_while_a_job_runs_stops_the_other_worker() {
        let failure = interleave::failure_of(|| a_job_hears_from_the_next(lock_held_while_running::work));
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&[
            "thread 1: lock receiver",
            "thread 1: receive word (blocked)",
            "thread 2: lock receiver (blocked)",
        ]);
    }

    #[test]
    fn a_worker_that_sleeps_never_hears_of_a_silent_close() {
        let failure = interleave::failure_of(|| {
            let queue = Arc::new(OneQueue::new());
            let worker = worker(&queue, OneQueue::take);
            closed_without_notifying::close(&queue);
            worker.join().unwrap();
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["worker: wait changed", "main: lock queue"]);
    }

    #[test]
    fn a_flag_outside_the_lock_is_set_between_the_look_and_the_sleep() {
        // Sequential: every load sees the latest store. The fault is not one of memory ordering.
        let failure = Model::new().sequential().failure_of(|| {
            let queue = Arc::new(flag_outside_the_lock::Flagged::new());
            let worker = worker(&queue, flag_outside_the_lock::Flagged::take);
            queue.close();
            worker.join().unwrap();
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&[
            "worker: load closed -> false",
            "main: store closed",
            "main: notify_all changed",
        ]);
    }

    #[test]
    fn a_worker_that_looks_only_once_leaves_an_open_queue() {
        let failure = Model::new().spurious_wake_ups().preemptions(2).failure_of(|| {
            let queue = Arc::new(OneQueue::new());
            let worker = worker(&queue, looked_only_once::take);
            let ran = Arc::new(AtomicUsize::new(0).named("ran"));
            let job = Arc::clone(&ran);
            queue.push(Box::new(move || {
                job.fetch_add(1, Relaxed);
            }));
            queue.close();
            worker.join().unwrap();
            assert_eq!(ran.load(Relaxed), 1, "the job was left in the queue");
        });
        assert_eq!(failure.kind, FailureKind::Panic);
        failure.assert_shows(&["worker: wait changed", "worker: woken spuriously"]);
    }

    #[test]
    fn a_push_that_asked_too_early_wakes_nobody() {
        let failure = interleave::failure_of(|| {
            let queue = Arc::new(TwoQueues::new());
            let worker = worker(&queue, TwoQueues::take);
            let (done, ended) = mpsc::channel().named("done");
            asked_before_pushing::push(&queue, Box::new(move || done.send(()).unwrap()));
            ended.recv().unwrap();
            queue.close();
            worker.join().unwrap();
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["main: lock arrivals", "worker: wait arrived", "main: lock arrivals"]);
    }

    #[test]
    fn a_panic_that_ends_the_worker_leaves_jobs_behind() {
        let failure = interleave::failure_of(|| {
            let queue = Arc::new(OneQueue::new());
            let ran = Arc::new(AtomicUsize::new(0).named("ran"));
            let job = Arc::clone(&ran);
            queue.push(Box::new(|| resume_unwind(Box::new("no paper"))));
            queue.push(Box::new(move || {
                job.fetch_add(1, Relaxed);
            }));
            queue.close();
            let worker = thread::spawn(move || panic_ends_the_worker::work(&*queue));
            worker.join().unwrap();
            assert_eq!(ran.load(Relaxed), 1, "the job behind the panic was never run");
        });
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("the job behind the panic was never run"), "{}", failure.message);
    }
}
