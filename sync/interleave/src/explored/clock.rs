//! Vector clocks: what happens before what, by the orderings that the program states.

/// For each thread, how many of its steps are known to have happened before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Clock(Vec<u32>);

impl Clock {
    /// The number of steps of `thread` that happened before.
    pub(super) fn of(&self, thread: usize) -> u32 {
        self.0.get(thread).copied().unwrap_or(0)
    }

    /// One more step of `thread`.
    pub(super) fn tick(&mut self, thread: usize) {
        self.make_room(thread);
        self.0[thread] += 1;
    }

    /// Learns all that `other` knows.
    pub(super) fn join(&mut self, other: &Clock) {
        if other.0.len() > self.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = (*mine).max(*theirs);
        }
    }

    /// Notes that `thread` stood at `step`.
    pub(super) fn note(&mut self, thread: usize, step: u32) {
        self.make_room(thread);
        self.0[thread] = step;
    }

    /// A thread whose noted step `other` does not know of, if there is one.
    pub(super) fn not_known_to(&self, other: &Clock) -> Option<usize> {
        (0..self.0.len()).find(|&thread| self.of(thread) > other.of(thread))
    }

    /// The counts, for a fingerprint; trailing zeros left out, so that equal clocks look equal.
    pub(super) fn counts(&self) -> impl ExactSizeIterator<Item = u128> {
        let known = self
            .0
            .iter()
            .rposition(|&n| n > 0)
            .map_or(0, |last| last + 1);
        self.0[..known].iter().map(|&n| u128::from(n))
    }

    fn make_room(&mut self, thread: usize) {
        if self.0.len() <= thread {
            self.0.resize(thread + 1, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn a_step_is_known_after_joining_and_not_before() {
        let mut writer = Clock::default();
        writer.tick(1);
        let mut noted = Clock::default();
        noted.note(1, writer.of(1));
        let mut reader = Clock::default();
        reader.tick(0);
        assert_eq!(noted.not_known_to(&reader), Some(1));
        reader.join(&writer);
        assert_eq!(noted.not_known_to(&reader), None);
    }

    #[test]
    fn clocks_that_differ_in_trailing_zeros_have_equal_counts() {
        let mut long = Clock::default();
        long.note(3, 0);
        assert!(long.counts().eq(Clock::default().counts()));
    }
}
