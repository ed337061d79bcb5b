//! A gate that lets in many readers or one writer, and can be told who goes first when both wait.
//!
//! The gate guards no data of its own: it only says who may be inside. Who waits stands in a queue, in the order of
//! arrival, and the *preference* decides who of them may go. A gate that prefers one kind may let the other *starve*:
//! wait for ever, while others come later and go first. The gate counts for each how many did: it was *overtaken* by them.
//!
//! Models and twins: `cargo loom -p sync fair_rwlock`. Lesson 10 includes this file once more, in the explorer: `engine`
//! is whichever the including module says.
//!
//! `unwrap` on a lock: nobody panics while holding it, so it is never poisoned.

use std::collections::BTreeMap;

use interleave::Named;

use super::engine::sync::{Arc, Condvar, Mutex};
use super::engine::thread;

/// Who goes first when readers and writers wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preference {
    /// No writer enters while a reader waits: the first readers-writers problem of Courtois, Heymans and Parnas (1971).
    Readers,
    /// No reader enters while a writer waits: their second problem.
    Writers,
    /// All in the order of arrival; readers that stand next to each other enter together.
    Nobody,
}

/// How somebody wants to enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Together with other readers.
    Reader,
    /// Alone.
    Writer,
}

/// The gate.
pub struct Gate {
    preference: Preference,
    state: Mutex<State>,
    /// Somebody entered or left.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Readers inside.
    readers: usize,
    /// Whether a writer is inside.
    writing: bool,
    /// The ticket of whoever comes next.
    next: u64,
    /// Who waits, by ticket.
    queue: BTreeMap<u64, Waiting>,
}

struct Waiting {
    kind: Kind,
    /// How many came later and went first.
    overtaken: u32,
}

/// Somebody is inside. Leaves when dropped.
#[must_use = "whoever drops this at once has left again"]
pub struct Inside<'a> {
    gate: &'a Gate,
    kind: Kind,
    /// How many came later and went first.
    pub overtaken: u32,
}

impl Gate {
    /// An empty gate.
    pub fn new(preference: Preference) -> Self {
        Gate {
            preference,
            state: Mutex::new(State::default()).named("state"),
            changed: Condvar::new().named("changed"),
        }
    }

    /// Enters as a reader. Whoever is inside must not call this again: see [`reads_twice`].
    pub fn read(&self) -> Inside<'_> {
        self.enter(Kind::Reader, State::may_enter)
    }

    /// Enters alone.
    pub fn write(&self) -> Inside<'_> {
        self.enter(Kind::Writer, State::may_enter)
    }

    /// How many wait to enter like this.
    pub fn waiting(&self, kind: Kind) -> usize {
        self.state.lock().unwrap().waiting(kind)
    }

    fn enter(&self, kind: Kind, may: fn(&State, Preference, u64) -> bool) -> Inside<'_> {
        let mut state = self.state.lock().unwrap();
        let ticket = state.next;
        state.next += 1;
        state.queue.insert(ticket, Waiting { kind, overtaken: 0 });
        while !may(&state, self.preference, ticket) {
            state = self.changed.wait(state).unwrap();
        }
        let overtaken = state.go_in(ticket);
        // Behind a reader that has gone in, the next in the queue may be a reader, too.
        self.changed.notify_all();
        Inside {
            gate: self,
            kind,
            overtaken,
        }
    }
}

impl State {
    fn waiting(&self, kind: Kind) -> usize {
        let alike = |waiting: &&Waiting| waiting.kind == kind;
        self.queue.values().filter(alike).count()
    }

    /// Whether there is room for whoever holds `ticket`, and it is their turn.
    fn may_enter(&self, preference: Preference, ticket: u64) -> bool {
        let kind = self.queue[&ticket].kind;
        let room = match kind {
            Kind::Reader => !self.writing,
            Kind::Writer => !self.writing && self.readers == 0,
        };
        let turn = match preference {
            Preference::Readers => kind == Kind::Reader || self.waiting(Kind::Reader) == 0,
            Preference::Writers => kind == Kind::Writer || self.waiting(Kind::Writer) == 0,
            Preference::Nobody => self.queue.keys().next() == Some(&ticket),
        };
        room && turn
    }

    /// Moves whoever holds `ticket` from the queue to the inside, and says how often they were overtaken.
    fn go_in(&mut self, ticket: u64) -> u32 {
        let entering = self.queue.remove(&ticket).expect("who enters has waited");
        match entering.kind {
            Kind::Reader => self.readers += 1,
            Kind::Writer => self.writing = true,
        }
        for (_earlier, left_behind) in self.queue.range_mut(..ticket) {
            left_behind.overtaken += 1;
        }
        entering.overtaken
    }

    fn leave(&mut self, kind: Kind) {
        match kind {
            Kind::Reader => self.readers -= 1,
            Kind::Writer => self.writing = false,
        }
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.gate.state.lock().unwrap().leave(self.kind);
        // All, not one: whoever may go is not always who would be woken.
        self.gate.changed.notify_all();
    }
}

/// Twin: a writer that only looks out for other writers.
pub mod ignores_readers {
    use super::{Gate, Inside, Kind};

    /// Enters while readers are inside.
    pub fn write(gate: &Gate) -> Inside<'_> {
        gate.enter(Kind::Writer, |state, _, _| !state.writing)
    }
}

/// Twin: a reader that leaves and tells nobody.
pub mod leaves_silently {
    use super::{Gate, Kind};

    /// Enters and leaves. A writer that waits for the last reader to leave is not woken.
    pub fn read(gate: &Gate) {
        let inside = gate.read();
        std::mem::forget(inside);
        gate.state.lock().unwrap().leave(Kind::Reader);
    }
}

/// Twin: a reader that enters once more while it is inside, as a function does that calls another.
pub mod reads_twice {
    use super::{Arc, Gate, Preference, thread};

    /// `main` reads twice, `writer` writes once. If `writer` comes in between, `main` may wait for `writer`, who waits for
    /// `main`: with any preference but [`Preference::Readers`].
    pub fn beside_a_writer(preference: Preference) {
        let gate = Arc::new(Gate::new(preference));
        let writer = thread::Builder::new().name("writer".to_string()).spawn({
            let gate = Arc::clone(&gate);
            move || drop(gate.write())
        });
        let outer = gate.read();
        let inner = gate.read();
        drop((inner, outer));
        writer
            .expect("the system has room for another thread")
            .join()
            .expect("writing does not panic");
    }
}
