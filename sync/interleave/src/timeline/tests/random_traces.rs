//! No time line is larger than a screen.

use crate::FailureKind;
use crate::timeline::{COLUMNS, LINES, mark_decisive, render};
use crate::trace::{
    Event, Lane, Location, Object, ObjectKind, Operation, Ordering, Outcome, ReadsFrom, Trace,
};

/// A small generator of pseudo-random numbers (xorshift, Marsaglia 2003): a failing seed is printed and can be tried again.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn text(&mut self, most: usize) -> String {
        let length = self.below(most);
        (0..length)
            .map(|_| self.one_of(&['a', ' ', '\n', '\t', '\u{1b}', 'é', '│', '"']))
            .collect()
    }

    fn value(&mut self) -> Option<String> {
        match self.below(3) {
            0 => None,
            1 => Some(self.below(3).to_string()),
            _ => Some(self.text(200)),
        }
    }

    fn event(&mut self, lanes: usize, objects: usize, earlier: usize) -> Event {
        use Operation as O;
        let operation = self.one_of(&[
            O::Load,
            O::Store,
            O::ReadModifyWrite("fetch_add"),
            O::CompareExchangeFailed,
            O::CellRead,
            O::CellWrite,
            O::Lock,
            O::Unlock,
            O::LockShared,
            O::Wait,
            O::Woken,
            O::NotifyOne,
            O::Park,
            O::Unpark,
            O::Spawn,
            O::Join,
            O::Send,
            O::Receive,
            O::Yield,
            O::Panic,
        ]);
        Event {
            object: (self.below(5) > 0).then(|| self.below(objects)),
            read: self.value(),
            written: self.value(),
            ordering: self.one_of(&[None, Some(Ordering::Acquire), Some(Ordering::Relaxed)]),
            location: self.one_of(&[
                None,
                Some(Location {
                    file: "a.rs",
                    line: 1,
                    column: 1,
                }),
                Some(Location {
                    file: "src/a_module_whose_name_is_very_long_indeed_and_longer.rs",
                    line: 123_456,
                    column: 1,
                }),
            ]),
            reads_from: match self.below(4) {
                0 => Some(ReadsFrom::Initial),
                1 => Some(ReadsFrom::OneOf),
                2 if earlier > 0 => Some(ReadsFrom::Event(self.below(earlier))),
                _ => None,
            },
            outcome: match self.below(30) {
                0 => Outcome::Failed,
                1 => Outcome::Blocked {
                    held_by: (0..self.below(3)).map(|_| self.below(lanes)).collect(),
                },
                _ => Outcome::Done,
            },
            decisive: self.below(10) == 0,
            ..Event::new(self.below(lanes), operation)
        }
    }

    fn trace(&mut self) -> Trace {
        let lanes = 1 + self.below(12);
        let objects = 1 + self.below(8);
        let most = self.one_of(&[5, 50, 600]);
        let length = self.below(most);
        Trace {
            lanes: (0..lanes)
                .map(|_| Lane {
                    name: self.text(60),
                })
                .collect(),
            objects: (0..objects)
                .map(|_| Object {
                    name: self.text(60),
                    kind: self.one_of(&[
                        ObjectKind::Atomic,
                        ObjectKind::Cell,
                        ObjectKind::Mutex,
                        ObjectKind::RwLock,
                        ObjectKind::Condvar,
                        ObjectKind::Thread,
                    ]),
                })
                .collect(),
            events: (0..length)
                .map(|earlier| self.event(lanes, objects, earlier))
                .collect(),
        }
    }
}

#[test]
fn no_time_line_is_larger_than_a_screen() {
    let kinds = [
        FailureKind::Panic,
        FailureKind::Deadlock,
        FailureKind::DataRace,
        FailureKind::Leak,
        FailureKind::NoProgress,
        FailureKind::Limit,
    ];
    for seed in 1..=400 {
        let mut random = Random(seed * 0x9E37_79B9);
        let mut trace = random.trace();
        if random.below(2) == 0 {
            mark_decisive(&mut trace, random.one_of(&kinds));
        }
        let headline = random.text(3000);
        let picture = render(&headline, &trace);
        let lines = picture.lines().count();
        let columns = picture.lines().map(|line| line.chars().count()).max();
        assert!(
            lines <= LINES && columns.unwrap_or(0) <= COLUMNS,
            "seed {seed}: {lines} lines, {columns:?} columns\n{picture}"
        );
        assert!(
            trace.events.is_empty() || picture.lines().any(|line| line.ends_with("│ where")),
            "seed {seed}: the last column is cut off\n{picture}"
        );
        assert!(
            !picture.chars().any(|c| c.is_control() && c != '\n'),
            "seed {seed}: {picture:?}"
        );
    }
}
