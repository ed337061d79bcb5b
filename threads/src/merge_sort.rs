//! Merge sort by one thread, by `rayon::join`, and with a clock on every step. The last two are the same code: what the
//! clock says is true of what the workers run.
//!
//! | | what it is | merge sort of n numbers |
//! |---|---|---|
//! | work, T1 | all steps, as one thread does them | about n · log2 n |
//! | span, T∞ | the longest chain of steps that must wait for each other | about 2 · n, if one thread does each merge |
//!
//! On P workers no schedule is faster than T1 / P or than T∞, so the speed-up is at most T1 / max(T1 / P, T∞): the work
//! law and the span law (Cormen, Leiserson, Rivest and Stein, *Introduction to Algorithms*, chapter on parallel
//! algorithms).

use std::ops::Add;
use std::time::Duration;

use crate::measure;

/// Sorts by the calling thread alone.
pub fn by_one_thread(numbers: &mut [u32]) {
    sort_alone(numbers, &mut vec![0; numbers.len()]);
}

/// What is divided, and how far.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Pieces of at most so many numbers are one step: whoever holds one finishes it alone.
    cut_off: usize,
    /// Whether a merge is divided too, or one long step.
    divided_merges: bool,
}

impl Plan {
    /// Halves are divided down to pieces of at most `cut_off` numbers, at least 1. Each merge is one step.
    pub fn with_cut_off(cut_off: usize) -> Self {
        Plan {
            cut_off: cut_off.max(1),
            divided_merges: false,
        }
    }

    /// Merges are divided too, down to the same cut-off.
    #[must_use = "the plan with divided merges is the return value"]
    pub fn and_divided_merges(self) -> Self {
        Plan {
            divided_merges: true,
            ..self
        }
    }

    /// Sorts with the rayon pool that this is called in, and tells how often its workers helped each other.
    pub fn by_join(self, numbers: &mut [u32]) -> Joins {
        self.sort::<Joins>(numbers, &mut vec![0; numbers.len()])
    }

    /// Sorts by the calling thread with a clock on every step.
    pub fn with_a_clock(self, numbers: &mut [u32]) -> WorkAndSpan {
        self.sort::<WorkAndSpan>(numbers, &mut vec![0; numbers.len()])
    }

    fn sort<W: Way>(self, numbers: &mut [u32], buffer: &mut [u32]) -> W {
        if numbers.len() <= self.cut_off {
            return W::step(|| sort_alone(numbers, buffer));
        }
        let middle = numbers.len() / 2;
        let halves = {
            let (left, right) = numbers.split_at_mut(middle);
            let (left_buffer, right_buffer) = buffer.split_at_mut(middle);
            W::both(
                || self.sort(left, left_buffer),
                || self.sort(right, right_buffer),
            )
        };
        let (left, right) = numbers.split_at(middle);
        let merge = if self.divided_merges {
            self.merge(left, right, buffer)
        } else {
            W::step(|| merge_alone(left, right, buffer))
        };
        halves + merge + W::step(|| numbers.copy_from_slice(buffer))
    }

    /// Divides at the middle of the longer side: what is smaller goes into the front of `merged`, the rest into the back.
    fn merge<W: Way>(self, left: &[u32], right: &[u32], merged: &mut [u32]) -> W {
        // Of three numbers or more, the longer side has two at least: then neither part is empty.
        if merged.len() <= self.cut_off.max(2) {
            return W::step(|| merge_alone(left, right, merged));
        }
        let (long, short) = if left.len() < right.len() {
            (right, left)
        } else {
            (left, right)
        };
        let (long_front, long_back) = long.split_at(long.len() / 2);
        let (short_front, short_back) =
            short.split_at(short.partition_point(|number| *number < long_back[0]));
        let (front, back) = merged.split_at_mut(long_front.len() + short_front.len());
        W::both(
            || self.merge(long_front, short_front, front),
            || self.merge(long_back, short_back, back),
        )
    }
}

/// A way to run a divided task. Its value says what the run so far cost; `+` puts one part after another.
trait Way: Sized + Send + Add<Output = Self> {
    /// Runs a part that is not divided.
    fn step(work: impl FnOnce()) -> Self;
    /// Runs two parts of which neither needs the other.
    fn both(first: impl FnOnce() -> Self + Send, second: impl FnOnce() -> Self + Send) -> Self;
}

/// How often [`Plan::by_join`] offered half of its work to other workers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Joins {
    /// Second halves that stood ready for whoever was idle: one for each call of `join`.
    pub offered: usize,
    /// Second halves that another worker took.
    pub stolen: usize,
}

impl Way for Joins {
    fn step(work: impl FnOnce()) -> Self {
        work();
        Joins::default()
    }

    /// `join` says "both may run at once", not "start a thread". The second half waits in this worker's queue, from
    /// which an idle worker may steal it; if nobody does, this worker comes back for it.
    fn both(first: impl FnOnce() -> Self + Send, second: impl FnOnce() -> Self + Send) -> Self {
        let (first, second) = rayon::join_context(
            |_| first(),
            |context| {
                let here = Joins {
                    offered: 1,
                    stolen: usize::from(context.migrated()),
                };
                here + second()
            },
        );
        first + second
    }
}

impl Add for Joins {
    type Output = Joins;

    fn add(self, other: Joins) -> Joins {
        Joins {
            offered: self.offered + other.offered,
            stolen: self.stolen + other.stolen,
        }
    }
}

/// The two times that bound every schedule of a task.
#[derive(Clone, Copy, Debug)]
pub struct WorkAndSpan {
    /// T1: the time of all steps together.
    pub work: Duration,
    /// T∞: the time of the longest chain of steps.
    pub span: Duration,
}

impl WorkAndSpan {
    /// The most that `workers` can gain over one: T1 / max(T1 / workers, T∞).
    pub fn most_speed_up(self, workers: usize) -> f64 {
        measure::ratio(self.work, self.span.max(self.work / workers as u32))
    }
}

impl Way for WorkAndSpan {
    fn step(work: impl FnOnce()) -> Self {
        let (time, ()) = measure::time(work);
        WorkAndSpan {
            work: time,
            span: time,
        }
    }

    fn both(first: impl FnOnce() -> Self + Send, second: impl FnOnce() -> Self + Send) -> Self {
        let (first, second) = (first(), second());
        WorkAndSpan {
            work: first.work + second.work,
            span: first.span.max(second.span),
        }
    }
}

impl Add for WorkAndSpan {
    type Output = WorkAndSpan;

    fn add(self, after: WorkAndSpan) -> WorkAndSpan {
        WorkAndSpan {
            work: self.work + after.work,
            span: self.span + after.span,
        }
    }
}

fn sort_alone(numbers: &mut [u32], buffer: &mut [u32]) {
    if numbers.len() < 2 {
        return;
    }
    let middle = numbers.len() / 2;
    {
        let (left, right) = numbers.split_at_mut(middle);
        let (left_buffer, right_buffer) = buffer.split_at_mut(middle);
        sort_alone(left, left_buffer);
        sort_alone(right, right_buffer);
    }
    let (left, right) = numbers.split_at(middle);
    merge_alone(left, right, buffer);
    numbers.copy_from_slice(buffer);
}

fn merge_alone(left: &[u32], right: &[u32], merged: &mut [u32]) {
    let (mut l, mut r) = (0, 0);
    for slot in merged {
        if r == right.len() || l < left.len() && left[l] <= right[r] {
            *slot = left[l];
            l += 1;
        } else {
            *slot = right[r];
            r += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shuffled(len: usize, below: u32) -> Vec<u32> {
        let mut state = 1_u32;
        let next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        std::iter::repeat_with(next).take(len).collect()
    }

    #[test]
    fn every_way_sorts() {
        for len in [0, 1, 2, 3, 4, 5, 17, 1000] {
            for below in [1, 3, 1 << 24] {
                let mut sorted = shuffled(len, below);
                sorted.sort_unstable();

                let mut alone = shuffled(len, below);
                by_one_thread(&mut alone);
                assert_eq!(alone, sorted);

                for plan in [0, 1, 16].map(Plan::with_cut_off) {
                    for plan in [plan, plan.and_divided_merges()] {
                        let mut joined = shuffled(len, below);
                        plan.by_join(&mut joined);
                        assert_eq!(joined, sorted, "{plan:?} by join");
                        let mut clocked = shuffled(len, below);
                        plan.with_a_clock(&mut clocked);
                        assert_eq!(clocked, sorted, "{plan:?} with a clock");
                    }
                }
            }
        }
    }

    #[test]
    fn without_a_cut_off_there_is_a_join_for_each_number_but_one() {
        let plan = Plan::with_cut_off(1);
        assert_eq!(plan.by_join(&mut shuffled(1000, 1000)).offered, 999);
    }

    #[test]
    fn nothing_is_stolen_where_nobody_else_is() {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        let plan = Plan::with_cut_off(10).and_divided_merges();
        let joins = pool.install(|| plan.by_join(&mut shuffled(1000, 1000)));
        assert_eq!(joins.stolen, 0);
    }

    #[test]
    fn the_span_of_two_parts_is_the_longer_one_and_their_work_the_sum() {
        let part = |ms| {
            move || WorkAndSpan {
                work: Duration::from_millis(ms),
                span: Duration::from_millis(ms),
            }
        };
        let both = WorkAndSpan::both(part(30), part(10)) + part(20)();
        assert_eq!(both.work, Duration::from_millis(60));
        assert_eq!(both.span, Duration::from_millis(50));
        assert!((both.most_speed_up(1) - 1.0).abs() < 1e-9);
        assert!((both.most_speed_up(100) - 1.2).abs() < 1e-9);
    }
}
