//! The programs that the book lets its readers step through: the very files that the lessons run, on the explorer.

use interleave::Model;
use interleave::explored::sync::{Arc, RwLock};
use interleave::explored::thread::{self, Thread};

#[path = "../../../threads/src"]
#[allow(dead_code, unused_imports, reason = "lessons and models use the rest")]
mod threads {
    use interleave::explored as engine;

    pub mod lost_update;
    pub mod park_and_unpark;
}
#[path = "../../../sync/interleave/examples/programs"]
mod classics {
    use interleave::explored as engine;

    pub mod lock_order;
    pub mod lost_wake_up;
}

#[path = "../../../sync/src"]
#[allow(dead_code, unused_imports, reason = "lessons and models use the rest")]
mod sync {
    use interleave::explored as engine;

    pub mod rwlock;
}

use classics::{lock_order, lost_wake_up};
use sync::rwlock;
use threads::lost_update;
use threads::park_and_unpark::{Answer, park_once, unpark_too_early};

/// A question about interleavings, and programs that answer it: a broken twin first.
pub struct Program {
    /// What `{{#explorer NAME}}` calls it.
    pub name: &'static str,
    /// What to find out, as one or two sentences of plain text.
    pub question: &'static str,
    /// At least one.
    pub variants: &'static [Variant],
}

/// Pieces of the source: files from the root of the workspace, and the items in them.
pub type Shown = &'static [(&'static str, &'static [&'static str])];

/// One program.
pub struct Variant {
    /// Unique within its [`Program`]: `broken`, `fixed`.
    pub name: &'static str,
    /// What is special about it, in a few words of plain text.
    pub title: &'static str,
    /// What is shown of the source.
    pub shown: Shown,
    /// What is explored.
    pub model: fn() -> Model,
    /// The program itself.
    pub run: fn(),
}

/// Every program, by name.
pub const PROGRAMS: &[Program] = &[
    Program {
        name: "lost_update",
        question: "Both threads add one to the counter. Can it show 1 at the end?",
        variants: &[
            Variant {
                name: "broken",
                title: "load, then store",
                shown: &[("threads/src/lost_update.rs", &["load_then_store", "total"])],
                model: Model::new,
                run: || both_arrive(lost_update::total(1, lost_update::load_then_store), 2),
            },
            Variant {
                name: "fixed",
                title: "one fetch_add",
                shown: &[("threads/src/lost_update.rs", &["fetch_add", "total"])],
                model: Model::new,
                run: || both_arrive(lost_update::total(1, lost_update::fetch_add), 2),
            },
        ],
    },
    Program {
        name: "walk",
        question: "Both threads add two to the counter, one at a time. What is the least that it can show at the end?",
        variants: &[
            Variant {
                name: "broken",
                title: "load, then store",
                shown: &[("threads/src/lost_update.rs", &["load_then_store", "total"])],
                model: Model::new,
                run: || both_arrive(lost_update::total(2, lost_update::load_then_store), 4),
            },
            Variant {
                name: "fixed",
                title: "fetch_add",
                shown: &[("threads/src/lost_update.rs", &["fetch_add", "total"])],
                model: Model::new,
                run: || both_arrive(lost_update::total(2, lost_update::fetch_add), 4),
            },
        ],
    },
    Program {
        name: "lock_order",
        question: "Each thread takes two locks. Can both wait for ever?",
        variants: &[
            Variant {
                name: "broken",
                title: "each takes first what the other takes second",
                shown: &[(LOCK_ORDER, &["move_one", "opposite_order"])],
                model: Model::new,
                run: lock_order::opposite_order,
            },
            Variant {
                name: "fixed",
                title: "both take left first",
                shown: &[(LOCK_ORDER, &["move_one", "same_order"])],
                model: Model::new,
                run: lock_order::same_order,
            },
        ],
    },
    Program {
        name: "lost_wake_up",
        question: "One thread sleeps until the other says that it is done. Can it sleep for ever?",
        variants: &[
            Variant {
                name: "broken",
                title: "the flag is set without the lock",
                shown: &[(LOST_WAKE_UP, &["flag_outside_the_lock"])],
                model: Model::new,
                run: lost_wake_up::flag_outside_the_lock,
            },
            Variant {
                name: "fixed",
                title: "the flag lives under the lock",
                shown: &[(LOST_WAKE_UP, &["flag_under_the_lock"])],
                model: Model::new,
                run: lost_wake_up::flag_under_the_lock,
            },
        ],
    },
    Program {
        name: "park_and_unpark",
        question: "The waiter parks until main has given it an answer. Can it wake without one, or never?",
        variants: &[
            Variant {
                name: "too_early",
                title: "unpark comes before the answer",
                shown: &[(PARK, &["unpark_too_early::give", "Answer::wait"])],
                model: Model::new,
                run: || give_an_answer(unpark_too_early::give, Answer::wait),
            },
            Variant {
                name: "once",
                title: "if in place of while",
                shown: &[(PARK, &["Answer::give", "park_once::wait"])],
                model: || Model::new().spurious_wake_ups(),
                run: || give_an_answer(Answer::give, park_once::wait),
            },
            Variant {
                name: "fixed",
                title: "answer first, park in a loop",
                shown: &[(PARK, &["Answer::give", "Answer::wait"])],
                model: || Model::new().spurious_wake_ups(),
                run: || give_an_answer(Answer::give, Answer::wait),
            },
        ],
    },
    Program {
        name: "rwlock",
        question: "main enters 70, other enters 90, each only if it beats the record. Can the record end at 70?",
        variants: &[
            Variant {
                name: "dropping",
                title: "lets go of the read lock, and trusts what it read",
                shown: &[(RWLOCK, &["upgrade_by_dropping::enter", "after_both"])],
                model: Model::new,
                run: || the_record_is_90(rwlock::upgrade_by_dropping::enter),
            },
            Variant {
                name: "while_reading",
                title: "asks for the write lock while it reads",
                shown: &[(RWLOCK, &["upgrade_while_reading::enter", "after_both"])],
                model: Model::new,
                run: || the_record_is_90(rwlock::upgrade_while_reading::enter),
            },
            Variant {
                name: "fixed",
                title: "looks again under the write lock",
                shown: &[(RWLOCK, &["look_again", "after_both"])],
                model: Model::new,
                run: || the_record_is_90(rwlock::look_again),
            },
        ],
    },
];

/// Larger than what a reader should be given, and not in the book.
pub(super) const LARGE: Program = Program {
    name: "large",
    question: "Both threads add four to the counter, one at a time. What can it show?",
    variants: &[Variant {
        name: "broken",
        title: "load, then store",
        shown: &[("threads/src/lost_update.rs", &["load_then_store", "total"])],
        model: Model::new,
        run: || {
            lost_update::total(4, lost_update::load_then_store);
        },
    }],
};

const LOCK_ORDER: &str = "sync/interleave/examples/programs/lock_order.rs";
const LOST_WAKE_UP: &str = "sync/interleave/examples/programs/lost_wake_up.rs";
const PARK: &str = "threads/src/park_and_unpark.rs";
const RWLOCK: &str = "sync/src/rwlock.rs";

fn both_arrive(total: u64, wanted: u64) {
    assert!(
        total == wanted,
        "an update was lost: the counter shows {total}, not {wanted}"
    );
}

fn the_record_is_90(enter: fn(&RwLock<u32>, u32) -> bool) {
    let record = rwlock::after_both(70, 90, enter);
    assert!(record == 90, "90 was entered, the record is {record}");
}

fn give_an_answer(give: fn(&Answer, u32, &Thread), wait: fn(&Answer) -> u32) {
    let answer = Arc::new(Answer::new());
    let waiter = thread::Builder::new().name("waiter".to_string()).spawn({
        let answer = Arc::clone(&answer);
        move || wait(&answer)
    });
    let waiter = waiter.expect("the explorer always has room for another thread");
    give(&answer, 42, waiter.thread());
    let arrived = waiter.join().expect("waiting does not panic");
    assert!(arrived == 42, "42 was given, {arrived} arrived");
}
