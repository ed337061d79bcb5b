//! Jobs shared out to several workers by channels, and the results brought together again.
//!
//! A *channel* is a queue with two ends. Sending moves a value in, receiving moves it out, so only one thread has it at
//! any time. When the last sender is dropped, the receiver still gets what is queued, and after that an error in place of
//! a wait: *disconnection*. That is how a loop over a channel ends, unless somebody keeps a sender that he does not use.
//!
//! Models and twin: `cargo loom -p threads channels`.

use interleave::Named;
use interleave::sync::mpsc::{Receiver, Sender, channel};
use interleave::thread::{self, JoinHandle};

/// Does all `jobs` on `workers` threads. `work` is told who works, counted from 1. The results come in the order in which
/// they were ready.
///
/// *Fan-out*: each worker has a channel of its own, and the jobs are dealt in turn, like cards. *Fan-in*: all workers send
/// into one channel.
///
/// # Panics
///
/// If `workers` is 0, if a worker panics, or if the system has no room for another thread.
pub fn fan_out_and_in<J, R>(jobs: Vec<J>, workers: usize, work: fn(usize, J) -> R) -> Vec<R>
where
    J: Send + 'static,
    R: Send + 'static,
{
    let (results, gathered) = channel().named("results");
    let team = hire(workers, work, &results);
    // The workers have their own. While this one lives, the loop in `gather` cannot end.
    drop(results);
    let team = deal(jobs, team);
    let results = gather(&gathered);
    for worker in team {
        worker.join().expect("no worker panics");
    }
    results
}

/// A worker's thread, and the end of its channel that takes jobs for it.
type Worker<J> = (Sender<J>, JoinHandle<()>);

fn hire<J, R>(count: usize, work: fn(usize, J) -> R, results: &Sender<R>) -> Vec<Worker<J>>
where
    J: Send + 'static,
    R: Send + 'static,
{
    let hire_one = |number| {
        let (jobs, to_do) = channel().named(&format!("jobs {number}"));
        let results = results.clone();
        let worker = thread::Builder::new()
            .name(format!("worker {number}"))
            .spawn(move || {
                while let Ok(job) = to_do.recv() {
                    let result = work(number, job);
                    results.send(result).expect("main gathers to the end");
                }
            });
        (
            jobs,
            worker.expect("the system has room for another thread"),
        )
    };
    (1..=count).map(hire_one).collect()
}

/// Deals the jobs and drops the senders: each worker ends when its last job is done.
fn deal<J>(jobs: Vec<J>, team: Vec<Worker<J>>) -> Vec<JoinHandle<()>> {
    for (job, (worker, _)) in jobs.into_iter().zip(team.iter().cycle()) {
        worker.send(job).expect("the worker receives to the end");
    }
    team.into_iter().map(|(_jobs, worker)| worker).collect()
}

fn gather<R>(gathered: &Receiver<R>) -> Vec<R> {
    let mut results = Vec::new();
    while let Ok(result) = gathered.recv() {
        results.push(result);
    }
    results
}

/// Twin: main keeps a sender that it does not use.
pub mod keeps_a_sender {
    use super::{Named, channel, deal, gather, hire};

    /// As [`super::fan_out_and_in`], but never ends: `results` lives as long as this function, so the loop that gathers waits for
    /// what only its own thread could send.
    pub fn fan_out_and_in<J, R>(jobs: Vec<J>, workers: usize, work: fn(usize, J) -> R) -> Vec<R>
    where
        J: Send + 'static,
        R: Send + 'static,
    {
        let (results, gathered) = channel().named("results");
        let team = deal(jobs, hire(workers, work, &results));
        let gathered = gather(&gathered);
        for worker in team {
            worker.join().expect("no worker panics");
        }
        gathered
    }
}

interleave::real_threads_only! {
    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn every_job_comes_back_once_from_the_worker_whose_turn_it_was() {
            let mut results = fan_out_and_in((0..100).collect(), 3, |worker, job: usize| (job, worker));
            results.sort_unstable();
            let expected: Vec<_> = (0..100).map(|job| (job, job % 3 + 1)).collect();
            assert_eq!(results, expected);
        }

        #[test]
        fn a_team_without_jobs_ends() {
            assert!(fan_out_and_in(Vec::<()>::new(), 2, |_, ()| ()).is_empty());
        }
    }
}
