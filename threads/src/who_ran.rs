//! Who ran when, read from what threads noted about themselves.
//!
//! A thread cannot see that the system takes its core away. It can see that a short piece of work took far too long.

use interleave::trace::{Span, Trace};

/// `trace` without the portions that were interrupted, if all its portions are about the same amount of work.
///
/// A portion that took half as long again as most was interrupted: for a while its thread had no core. This is enough to
/// tell, as long as whoever came in between did a portion too.
pub fn without_interrupted(trace: &Trace) -> Trace {
    let length = |span: Span| span.end - span.start;
    let mut lengths: Vec<u64> = spans(trace).map(length).collect();
    lengths.sort_unstable();
    let usual = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
    let mut trace = trace.clone();
    let whole = |span| 2 * length(span) < 3 * usual;
    trace.events.retain(|event| event.span.is_some_and(whole));
    trace
}

/// When each event of `trace` that took time began and ended.
pub fn spans(trace: &Trace) -> impl Iterator<Item = Span> {
    trace.events.iter().filter_map(|event| event.span)
}

/// Each lane of `trace` from the begin of its first event to the end of its last.
pub fn lives(trace: &Trace) -> impl Iterator<Item = Span> {
    (0..trace.lanes.len()).filter_map(|lane| {
        let of_lane = trace.events.iter().filter(move |event| event.lane == lane);
        of_lane
            .filter_map(|event| event.span)
            .reduce(|life, span| Span {
                start: life.start.min(span.start),
                end: life.end.max(span.end),
            })
    })
}

/// The most of `spans` that have a moment in common. Spans that only touch have none.
pub fn most_at_once(spans: impl Iterator<Item = Span>) -> isize {
    // Sorted, an end comes before a start at the same moment.
    let mut changes: Vec<(u64, isize)> = spans
        .flat_map(|span| [(span.start, 1), (span.end, -1)])
        .collect();
    changes.sort_unstable();
    let at_each_change = changes.iter().scan(0, |now, (_, change)| {
        *now += change;
        Some(*now)
    });
    at_each_change.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use interleave::trace::{Event, Lane, Operation};

    use super::*;

    fn trace(portions: &[(usize, u64, u64)]) -> Trace {
        let lanes = ["a", "b"].map(|name| Lane {
            name: name.to_string(),
        });
        let event = |&(lane, start, end)| Event {
            span: Some(Span { start, end }),
            ..Event::new(lane, Operation::Run)
        };
        Trace {
            lanes: lanes.to_vec(),
            events: portions.iter().map(event).collect(),
            ..Trace::default()
        }
    }

    #[test]
    fn who_waited_for_another_on_the_same_core_did_not_run_at_once() {
        // Lane a is interrupted from 15 to 45, and b does three portions meanwhile.
        let one_core = trace(&[
            (0, 0, 10),
            (1, 15, 25),
            (1, 25, 35),
            (1, 35, 45),
            (0, 10, 50),
        ]);
        assert_eq!(most_at_once(lives(&one_core)), 2);
        assert_eq!(most_at_once(spans(&without_interrupted(&one_core))), 1);
    }

    #[test]
    fn who_ran_on_two_cores_ran_at_once() {
        let two_cores = trace(&[(0, 0, 10), (1, 5, 15), (0, 10, 20), (1, 15, 25)]);
        assert_eq!(most_at_once(spans(&without_interrupted(&two_cores))), 2);
    }

    #[test]
    fn one_after_the_other_is_never_at_once() {
        let in_turn = trace(&[(0, 0, 10), (1, 10, 20)]);
        assert_eq!(most_at_once(lives(&in_turn)), 1);
        assert_eq!(most_at_once(spans(&trace(&[]))), 0);
    }
}
