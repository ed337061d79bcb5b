//! Times that can be compared: the contenders of one lesson, measured in turn, in one run.
//!
//! A machine is never quite idle. Measured one after the other, the contender that meets the disturbance loses. Measured
//! in turn, round after round, all meet the same disturbances, and the median leaves out the rounds that met the worst.
//! For a claim with an interval round it, see the Criterion benches of the package `threads-benches`.

use std::time::{Duration, Instant};

/// What a lesson says above its times.
pub const NOTE: &str = "times are medians of several rounds; they change from run to run, and other programs lower the ratios";

/// Fewer rounds than this have no median worth the name.
const LEAST_ROUNDS: usize = 3;
/// More rounds than this change no digit that a lesson prints.
const MOST_ROUNDS: usize = 21;

/// Runs all `contenders` in turn, round after round, and gives the median wall time of each, in the same order.
///
/// Ends after the first round that finds `budget` used up, but not before the third, unless that would take more than
/// twice the budget; at the latest after the twenty-first.
///
/// ```
/// use std::time::Duration;
/// use threads::measure;
///
/// let [short, long] = measure::medians(
///     Duration::from_millis(200),
///     [
///         &mut || std::thread::sleep(Duration::from_millis(1)),
///         &mut || std::thread::sleep(Duration::from_millis(20)),
///     ],
/// );
/// assert!(measure::ratio(long, short) > 1.0);
/// ```
pub fn medians<const N: usize>(
    budget: Duration,
    mut contenders: [&mut dyn FnMut(); N],
) -> [Duration; N] {
    let mut times = [const { Vec::new() }; N];
    let start = Instant::now();
    for round in 1..=MOST_ROUNDS {
        for (contender, times) in contenders.iter_mut().zip(&mut times) {
            times.push(time(contender).0);
        }
        let least = if round < LEAST_ROUNDS {
            2 * budget
        } else {
            budget
        };
        if start.elapsed() >= least {
            break;
        }
    }
    times.map(|mut times| median(&mut times))
}

/// The wall time of one call of `f`, and what it returned.
pub fn time<R>(f: impl FnOnce() -> R) -> (Duration, R) {
    let start = Instant::now();
    let result = f();
    (start.elapsed(), result)
}

/// The middle one of `times`; of an even number the upper of the two in the middle.
///
/// # Panics
///
/// If `times` is empty.
pub fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// How many times `short` goes into `long`.
pub fn ratio(long: Duration, short: Duration) -> f64 {
    long.as_secs_f64() / short.as_secs_f64()
}

/// `time` in milliseconds, for printing.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn the_median_leaves_out_what_happened_once() {
        let mut times = [5, 900, 4, 6, 1].map(Duration::from_millis);
        assert_eq!(median(&mut times), Duration::from_millis(5));
    }

    #[test]
    fn contenders_run_in_turn_and_equally_often() {
        let calls = RefCell::new(String::new());
        let call = |name| calls.borrow_mut().push(name);
        medians(Duration::MAX / 2, [&mut || call('a'), &mut || call('b')]);
        assert_eq!(calls.into_inner(), "ab".repeat(MOST_ROUNDS));
    }

    #[test]
    fn one_round_is_enough_where_there_is_no_time() {
        let mut calls = 0;
        medians(Duration::ZERO, [&mut || calls += 1]);
        assert_eq!(calls, 1);
    }
}
