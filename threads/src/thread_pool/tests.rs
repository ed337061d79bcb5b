use super::channel::{ChannelPool, lock_held_while_running, take_then_run};
use super::one_queue::OneQueue;
use super::two_queues::TwoQueues;
use super::{Queue, ThreadPool};

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc;
use std::sync::{Arc, Barrier};
use std::thread;

const JOBS: usize = 1000;

fn every_job_runs_once(queue: impl Queue) {
    let pool = ThreadPool::with_queue(3, queue);
    let runs: Arc<Vec<AtomicUsize>> = Arc::new((0..JOBS).map(|_| AtomicUsize::new(0)).collect());
    for job in 0..JOBS {
        let runs = Arc::clone(&runs);
        // Relaxed: a count per job; shutdown joins the workers, which orders the rest.
        pool.submit(move || {
            runs[job].fetch_add(1, Relaxed);
        });
    }
    assert_eq!(pool.shutdown().completed, JOBS);
    assert!(runs.iter().all(|runs| runs.load(Relaxed) == 1));
}

#[test]
fn one_queue_runs_every_job_once() {
    every_job_runs_once(OneQueue::new());
}

#[test]
fn two_queues_run_every_job_once() {
    every_job_runs_once(TwoQueues::new());
}

#[test]
fn jobs_that_meet_run_at_the_same_time() {
    let pool = ThreadPool::new(2);
    let meeting = Arc::new(Barrier::new(2));
    for _ in 0..100 {
        let meeting = Arc::clone(&meeting);
        pool.submit(move || {
            meeting.wait();
        });
    }
    assert_eq!(pool.shutdown().completed, 100);
}

#[test]
fn a_panicking_job_is_reported_and_harms_nobody() {
    let pool = ThreadPool::new(1);
    pool.submit(|| panic!("no such {}", "user"));
    pool.submit(|| {});
    let report = pool.shutdown();
    assert_eq!((report.completed, report.panics), (1, vec!["no such user".to_string()]));
}

#[test]
fn dropping_the_pool_runs_what_was_submitted() {
    let (sender, received) = mpsc::channel();
    let pool = ThreadPool::new(2);
    for n in 0..JOBS {
        let sender = sender.clone();
        pool.submit(move || sender.send(n).unwrap());
    }
    drop(pool);
    assert_eq!(received.try_iter().count(), JOBS);
}

#[test]
fn jobs_may_submit_jobs() {
    let pool = Arc::new(ThreadPool::new(2));
    let (sender, received) = mpsc::channel();
    let inner = Arc::clone(&pool);
    pool.submit(move || inner.submit(move || sender.send("from a job").unwrap()));
    assert_eq!(received.recv(), Ok("from a job"));
}

#[test]
fn a_job_may_drop_the_last_handle_to_its_pool() {
    let pool = Arc::new(ThreadPool::new(2));
    let (let_go, may_go) = mpsc::channel::<()>();
    let (done, ended) = mpsc::channel();
    let inner = Arc::clone(&pool);
    pool.submit(move || {
        may_go.recv().unwrap();
        drop(inner);
        done.send("ended").unwrap();
    });
    drop(pool);
    let_go.send(()).unwrap();
    assert_eq!(ended.recv(), Ok("ended"));
}

#[test]
fn several_producers_may_share_a_pool() {
    let pool = ThreadPool::new(2);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| (0..JOBS).for_each(|_| pool.submit(|| {})));
        }
    });
    assert_eq!(pool.shutdown().completed, 3 * JOBS);
}

#[test]
#[should_panic(expected = "a pool without workers runs nothing")]
fn a_pool_needs_a_worker() {
    ThreadPool::new(0);
}

/// The most jobs that were running at one moment.
fn most_at_once(work: fn(&std::sync::Mutex<mpsc::Receiver<super::Job>>)) -> usize {
    let running = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let pool = ChannelPool::new(2, work);
    for _ in 0..JOBS {
        let (running, most) = (Arc::clone(&running), Arc::clone(&most));
        // Relaxed: two counters that publish nothing else; dropping the pool joins the workers.
        pool.submit(move || {
            most.fetch_max(running.fetch_add(1, Relaxed) + 1, Relaxed);
            running.fetch_sub(1, Relaxed);
        });
    }
    drop(pool);
    most.load(Relaxed)
}

#[test]
fn a_lock_held_while_a_job_runs_lets_one_worker_run_at_a_time() {
    assert_eq!(most_at_once(lock_held_while_running::work), 1);
}

#[test]
fn a_lock_given_back_before_the_job_lets_jobs_meet() {
    let pool = ChannelPool::new(2, take_then_run);
    let meeting = Arc::new(Barrier::new(2));
    for _ in 0..2 {
        let meeting = Arc::clone(&meeting);
        pool.submit(move || {
            meeting.wait();
        });
    }
}
