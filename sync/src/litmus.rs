//! Litmus tests: two threads, a few accesses each, and one outcome that only weak memory can give.
//!
//! | test | thread 0 | thread 1 | the weak outcome |
//! |---|---|---|---|
//! | message passing | `x = 1; y = 1` | `a = y; b = x` | a = 1, b = 0 |
//! | store buffering | `x = 1; a = y` | `y = 1; b = x` | a = 0, b = 0 |
//! | load buffering | `a = x; y = 1` | `b = y; x = 1` | a = 1, b = 1 |
//! | coherence | `x = 1` | `a = x; b = x` | a = 1, b = 0 |
//!
//! What the language says of each stands here beside what loom finds, which `cargo loom -p sync litmus` holds to loom itself. Names as in
//! Alglave, Maranget and Tautschnig, *Herding cats*, ACM TOPLAS 36(2), 2014.

use interleave::Named;

use super::engine::sync::Arc;
use super::engine::sync::atomic::{
    AtomicU32,
    Ordering::{self, Acquire, Relaxed, Release, SeqCst},
    fence,
};
use super::engine::thread;

/// Which accesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Does the message arrive with its flag?
    MessagePassing,
    /// Can both miss the other's store?
    StoreBuffering,
    /// Can both see a store that the other makes later?
    LoadBuffering,
    /// Can one variable go back in time?
    Coherence,
}

/// How strong they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// All Relaxed.
    Relaxed,
    /// Release stores, Acquire loads.
    ReleaseAcquire,
    /// All `SeqCst`.
    SeqCst,
    /// Relaxed, with a `SeqCst` fence between the two accesses of each thread.
    Fenced,
}

/// One test, and whether its weak outcome may come out.
#[derive(Clone, Copy, Debug)]
pub struct Litmus {
    /// Which accesses.
    pub shape: Shape,
    /// How strong they are.
    pub strength: Strength,
    /// Whether the language allows the weak outcome.
    pub allowed: bool,
    /// Where it says so.
    pub source: &'static str,
    /// Whether loom 0.7 finds it.
    pub found_by_loom: bool,
}

/// Both variables of a test.
pub struct Variables {
    x: AtomicU32,
    y: AtomicU32,
}

/// What the two loads of a test gave.
pub type Outcome = (u32, u32);

const fn test(
    shape: Shape,
    strength: Strength,
    allowed: bool,
    source: &'static str,
    found_by_loom: bool,
) -> Litmus {
    Litmus {
        shape,
        strength,
        allowed,
        source,
        found_by_loom,
    }
}

/// All tests of the lesson. Sources are clauses of the C++ standard, which Rust's atomics follow.
pub const TESTS: [Litmus; 10] = {
    use Shape::{Coherence, LoadBuffering, MessagePassing, StoreBuffering};
    [
        test(
            MessagePassing,
            Strength::Relaxed,
            true,
            "nothing orders x and y",
            true,
        ),
        test(
            MessagePassing,
            Strength::ReleaseAcquire,
            false,
            "[atomics.order] 2",
            false,
        ),
        test(
            StoreBuffering,
            Strength::Relaxed,
            true,
            "nothing orders x and y",
            true,
        ),
        test(
            StoreBuffering,
            Strength::ReleaseAcquire,
            true,
            "neither load reads a release",
            true,
        ),
        test(
            StoreBuffering,
            Strength::SeqCst,
            false,
            "[atomics.order] 4",
            true,
        ),
        test(
            StoreBuffering,
            Strength::Fenced,
            false,
            "[atomics.order] 4",
            false,
        ),
        test(
            LoadBuffering,
            Strength::Relaxed,
            true,
            "[atomics.order] 8, note",
            false,
        ),
        test(
            LoadBuffering,
            Strength::ReleaseAcquire,
            false,
            "[intro.races] 10",
            false,
        ),
        test(
            Coherence,
            Strength::Relaxed,
            false,
            "[intro.races] 16",
            false,
        ),
        test(
            Coherence,
            Strength::SeqCst,
            false,
            "[intro.races] 16",
            false,
        ),
    ]
};

impl Variables {
    /// Both are 0.
    pub fn new() -> Self {
        Variables {
            x: AtomicU32::new(0).named("x"),
            y: AtomicU32::new(0).named("y"),
        }
    }
}

impl Default for Variables {
    fn default() -> Self {
        Self::new()
    }
}

impl Strength {
    fn of_store(self) -> Ordering {
        match self {
            Strength::Relaxed | Strength::Fenced => Relaxed,
            Strength::ReleaseAcquire => Release,
            Strength::SeqCst => SeqCst,
        }
    }

    fn of_load(self) -> Ordering {
        match self {
            Strength::Relaxed | Strength::Fenced => Relaxed,
            Strength::ReleaseAcquire => Acquire,
            Strength::SeqCst => SeqCst,
        }
    }

    fn between(self) {
        if self == Strength::Fenced {
            fence(SeqCst);
        }
    }
}

impl Litmus {
    /// The weak outcome.
    pub fn weak(&self) -> Outcome {
        match self.shape {
            Shape::MessagePassing | Shape::Coherence => (1, 0),
            Shape::StoreBuffering => (0, 0),
            Shape::LoadBuffering => (1, 1),
        }
    }

    /// What thread 0 does, and what it loads, if it loads.
    #[inline]
    pub fn thread_0(&self, shared: &Variables) -> u32 {
        let Variables { x, y } = shared;
        let (store, load) = (self.strength.of_store(), self.strength.of_load());
        match self.shape {
            Shape::MessagePassing => {
                x.store(1, store);
                self.strength.between();
                y.store(1, store);
                0
            }
            Shape::StoreBuffering => {
                x.store(1, store);
                self.strength.between();
                y.load(load)
            }
            Shape::LoadBuffering => {
                let seen = x.load(load);
                self.strength.between();
                y.store(1, store);
                seen
            }
            Shape::Coherence => {
                x.store(1, store);
                0
            }
        }
    }

    /// What thread 1 does, and what it loads: the last of it, and what came before.
    #[inline]
    pub fn thread_1(&self, shared: &Variables) -> Outcome {
        let Variables { x, y } = shared;
        let (store, load) = (self.strength.of_store(), self.strength.of_load());
        match self.shape {
            Shape::MessagePassing => {
                let flag = y.load(load);
                self.strength.between();
                (flag, x.load(load))
            }
            Shape::StoreBuffering => {
                y.store(1, store);
                self.strength.between();
                (0, x.load(load))
            }
            Shape::LoadBuffering => {
                let seen = y.load(load);
                self.strength.between();
                x.store(1, store);
                (0, seen)
            }
            Shape::Coherence => {
                let first = x.load(load);
                (first, x.load(load))
            }
        }
    }

    /// Both threads' loads as one outcome.
    #[inline]
    pub fn outcome(&self, thread_0: u32, thread_1: Outcome) -> Outcome {
        match self.shape {
            Shape::MessagePassing | Shape::Coherence => thread_1,
            Shape::StoreBuffering | Shape::LoadBuffering => (thread_0, thread_1.1),
        }
    }

    /// One run, for a model checker.
    pub fn run(self) -> Outcome {
        let shared = Arc::new(Variables::new());
        let other = thread::spawn({
            let shared = Arc::clone(&shared);
            move || self.thread_1(&shared)
        });
        let mine = self.thread_0(&shared);
        self.outcome(mine, other.join().unwrap())
    }
}
