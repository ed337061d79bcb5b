//! # Divide and conquer, and who steals what
//!
//! Route: core, 15 minutes.
//!
//! Merge sort cuts its numbers in two, sorts both halves and merges them. `rayon::join` says that the halves may be sorted
//! at once. It starts no thread: the second half waits in a queue until this worker comes back for it, or an idle worker
//! *steals* it. A hundred thousand halves are offered: how many will be stolen? And what could a thousand cores gain?
//!
//! Run: `cargo run -p threads --example 20_rayon_join`
//! Look for: the *work* T1 is the time of all steps, the *span* T∞ that of the longest chain of steps that must wait for
//! each other. P workers need at least T1 / P, and never less than T∞. What does dividing the merges change?
//! Try: `-- --cut-off 64`, then 16: from where on does a join cost more than it gives?
//! Prints: `131071 joins without a cut-off, … with it: 131072 numbers in the same order`

use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use threads::arguments::Arguments;
use threads::measure::{NOTE, medians, ms, ratio};
use threads::merge_sort::{Joins, Plan, WorkAndSpan, by_one_thread};

const NUMBERS: usize = 1 << 17;
/// How long all ways together are measured.
const BUDGET: Duration = Duration::from_secs(1);

fn main() -> Result<(), ThreadPoolBuildError> {
    let mut arguments = Arguments::of("[--cut-off N]");
    let cut_off = arguments.number("--cut-off", 2048, 1..=NUMBERS);
    arguments.done();
    let pool = ThreadPoolBuilder::new().build()?;
    let workers = pool.current_num_threads();

    println!("merge sort of {NUMBERS} numbers, workers: {workers}");
    println!("({NOTE})\n");
    let plan = Plan::with_cut_off(cut_off);
    let ways = [
        ("join down to the cut-off", plan),
        ("the same, merges divided", plan.and_divided_merges()),
        ("join without a cut-off", Plan::with_cut_off(1)),
    ];
    let ([alone, times @ ..], joins) = sort_in_turn(&pool, ways.map(|(_, plan)| plan));

    println!("                                  time  speed-up     joins    stolen");
    println!("{:<27} {:>7.1} ms  {:>6.2} x", "one thread", ms(alone), 1.0);
    for (((name, _), time), joins) in ways.into_iter().zip(times).zip(joins) {
        let speed_up = ratio(alone, time);
        let Joins { offered, stolen } = joins;
        println!(
            "{name:<27} {:>7.1} ms  {speed_up:>6.2} x  {offered:>8}  {stolen:>8}",
            ms(time)
        );
    }

    println!(
        "\nwork T1 and span T∞, every step timed on one thread; speed-up is at most T1 / max(T1 / {workers}, T∞)"
    );
    println!(
        "                                    T1          T∞     bound        reached  endless cores"
    );
    for ((name, plan), time) in ways.into_iter().zip(times).take(2) {
        let bounds = timed(plan);
        let bound = bounds.most_speed_up(workers);
        println!(
            "{name:<27} {:>7.1} ms  {:>7.1} ms  {bound:>6.2} x  {:>6.2} of it  {:>6.1} x",
            ms(bounds.work),
            ms(bounds.span),
            ratio(alone, time) / bound,
            ratio(bounds.work, bounds.span)
        );
    }
    println!(
        "\n{} joins without a cut-off, {} with it: {NUMBERS} numbers in the same order",
        joins[2].offered, joins[0].offered
    );
    Ok(())
}

/// One thread and each plan in turn, all sorting the same numbers: their times, and what the last round of joins was.
fn sort_in_turn(pool: &ThreadPool, plans: [Plan; 3]) -> ([Duration; 4], [Joins; 3]) {
    let numbers = shuffled();
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    let mut joins = [Joins::default(); 3];
    let [first, second, third] = &mut joins;
    let join = |plan: Plan, joins: &mut Joins| {
        let mut numbers = numbers.clone();
        *joins = pool.install(|| plan.by_join(&mut numbers));
        assert!(numbers == sorted, "{plan:?} does not sort");
    };
    let times = medians(
        BUDGET,
        [
            &mut || by_one_thread(&mut numbers.clone()),
            &mut || join(plans[0], first),
            &mut || join(plans[1], second),
            &mut || join(plans[2], third),
        ],
    );
    (times, joins)
}

/// Work and span, from the run of three that was disturbed least.
fn timed(plan: Plan) -> WorkAndSpan {
    let runs = (0..3).map(|_| plan.with_a_clock(&mut shuffled()));
    runs.min_by_key(|run| run.work).expect("there are three")
}

/// The same numbers every time, in no order.
fn shuffled() -> Vec<u32> {
    let mut state = 1_u32;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    })
    .take(NUMBERS)
    .collect()
}
