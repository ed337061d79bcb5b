//! Work for lessons that share out work: counting the divisors of a number by trying every candidate.
//!
//! A step is one division, whose cost hardly depends on the numbers, so that the cost of a piece of work is known before
//! it is done. There are far better ways to count divisors; a slow way with a known cost is what is wanted here.

use std::ops::Range;

/// A number with many divisors: more than any smaller number has.
pub const HIGHLY_COMPOSITE: usize = 2_882_880;

/// How many of `candidates` divide `number`. Costs one division for each.
pub fn count_among(candidates: Range<usize>, number: usize) -> usize {
    let mut divisors = 0;
    // A plain loop: in a build without optimisation an iterator chain takes twice as long, and would be measured too.
    for candidate in candidates {
        if number.is_multiple_of(candidate) {
            divisors += 1;
        }
    }
    divisors
}

/// How many divisors `number` has. Costs `number` divisions.
pub fn count(number: usize) -> usize {
    count_among(1..number + 1, number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisors_are_counted() {
        assert_eq!(count(1), 1);
        assert_eq!(count(12), 6);
        assert_eq!(count(97), 2);
        // 2882880 = 2^6 · 3^2 · 5 · 7 · 11 · 13
        assert_eq!(count(HIGHLY_COMPOSITE), 7 * 3 * 2 * 2 * 2 * 2);
    }
}
