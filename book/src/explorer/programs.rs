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

    pub mod barrier;
    pub mod bounded_queue;
    pub mod dining;
    pub mod guards;
    pub mod lock_order;
    pub mod mailbox;
    pub mod rwlock;
    pub mod semaphore;
}

use classics::{lock_order, lost_wake_up};
use sync::bounded_queue::{BoundedQueue, one_condition, two_pop};
use sync::guards::{self, Jobs, guard_across_join};
use sync::mailbox::{FlagOutside, Mailbox, looks_once, one_letter};
use sync::semaphore::{Meeting, two_meet, wait_first};
use sync::{barrier, dining, lock_order as accounts, rwlock};
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
        name: "guards",
        question: "main puts a job there and lets a worker do it. Can both wait for ever?",
        variants: &[
            Variant {
                name: "broken",
                title: "the guard lives across the join",
                shown: &[(
                    GUARDS,
                    &[
                        "guard_across_join::delegate",
                        "Jobs::work_off",
                        "Jobs::take",
                        "Jobs::run",
                    ],
                )],
                model: Model::new,
                run: || {
                    guard_across_join::delegate(&Arc::new(Jobs::of(&[])), 1);
                },
            },
            Variant {
                name: "fixed",
                title: "the guard is dropped before the join",
                shown: &[(
                    GUARDS,
                    &["delegate", "Jobs::work_off", "Jobs::take", "Jobs::run"],
                )],
                model: Model::new,
                run: || {
                    guards::delegate(&Arc::new(Jobs::of(&[])), 1);
                },
            },
        ],
    },
    Program {
        name: "transfers",
        question: "main moves money from left to right, thread 1 from right to left. Can both wait for ever?",
        variants: &[
            Variant {
                name: "broken",
                title: "first the account that gives",
                shown: &[(
                    ACCOUNTS,
                    &[
                        "giver_first::transfer",
                        "there_and_back",
                        "Account::balance",
                    ],
                )],
                model: Model::new,
                run: || accounts::there_and_back(accounts::giver_first::transfer),
            },
            Variant {
                name: "fixed",
                title: "first the account with the smaller number",
                shown: &[(
                    ACCOUNTS,
                    &["by_number", "there_and_back", "Account::balance"],
                )],
                model: Model::new,
                run: || accounts::there_and_back(accounts::by_number),
            },
        ],
    },
    Program {
        name: "dining",
        question: "Three philosophers, three forks, one meal each. Can all of them wait for ever?",
        variants: &[
            Variant {
                name: "broken",
                title: "all take the left fork first",
                shown: &[(
                    DINING,
                    &[
                        "left_first::eat",
                        "Table::left_and_right",
                        "Table::eat_with",
                        "Table::uses",
                    ],
                )],
                model: Model::new,
                run: || dining::dinner(3, 1, dining::left_first::eat),
            },
            Variant {
                name: "fixed",
                title: "all take the fork with the smaller number first",
                shown: &[(
                    DINING,
                    &[
                        "by_number",
                        "Table::left_and_right",
                        "Table::eat_with",
                        "Table::uses",
                    ],
                )],
                model: Model::new,
                run: || dining::dinner(3, 1, dining::by_number),
            },
        ],
    },
    Program {
        name: "mailbox",
        question: "main puts a letter in, thread 1 takes it. Can thread 1 sleep for ever, or wake to nothing?",
        variants: &[
            Variant {
                name: "outside",
                title: "the letter is put in without the lock",
                shown: &[(MAILBOX, &["FlagOutside::put", "FlagOutside::take"])],
                model: Model::new,
                run: || one_letter(FlagOutside::put, FlagOutside::take),
            },
            Variant {
                name: "once",
                title: "if in place of a loop",
                shown: &[(MAILBOX, &["Mailbox::put", "looks_once::take"])],
                model: || Model::new().spurious_wake_ups(),
                run: || one_letter(Mailbox::put, looks_once::take),
            },
            Variant {
                name: "fixed",
                title: "under the lock, and in a loop",
                shown: &[(MAILBOX, &["Mailbox::put", "Mailbox::take"])],
                model: || Model::new().spurious_wake_ups(),
                run: || one_letter(Mailbox::put, Mailbox::take),
            },
        ],
    },
    Program {
        name: "bounded_queue",
        question: "Room for one item. main pushes two, two threads pop one each. Can somebody wait for ever?",
        variants: &[
            Variant {
                name: "broken",
                title: "one condition variable, and one is woken",
                shown: &[(
                    BOUNDED_QUEUE,
                    &["one_condition::Queue::push", "one_condition::Queue::pop"],
                )],
                model: Model::new,
                run: || {
                    two_pop(
                        one_condition::Queue::new(1),
                        one_condition::Queue::push,
                        one_condition::Queue::pop,
                    );
                },
            },
            Variant {
                name: "fixed",
                title: "a condition variable for each reason to wait",
                shown: &[(BOUNDED_QUEUE, &["BoundedQueue::push", "BoundedQueue::pop"])],
                model: Model::new,
                run: || two_pop(BoundedQueue::new(1), BoundedQueue::push, BoundedQueue::pop),
            },
        ],
    },
    Program {
        name: "meeting",
        question: "Two threads meet: neither goes on before both have come. Can both wait for ever?",
        variants: &[
            Variant {
                name: "broken",
                title: "each waits before it signals",
                shown: &[(
                    SEMAPHORE,
                    &[
                        "wait_first::meet",
                        "Semaphore::acquire",
                        "Semaphore::release",
                    ],
                )],
                model: Model::new,
                run: || two_meet(wait_first::meet),
            },
            Variant {
                name: "fixed",
                title: "each signals before it waits",
                shown: &[(
                    SEMAPHORE,
                    &["Meeting::meet", "Semaphore::acquire", "Semaphore::release"],
                )],
                model: Model::new,
                run: || two_meet(Meeting::meet),
            },
        ],
    },
    Program {
        name: "barrier",
        question: "Two threads come to the barrier twice. Can a fast one leave a slow one behind?",
        variants: &[
            Variant {
                name: "broken",
                title: "a barrier that only counts",
                shown: &[(BARRIER, &["counts_only::Barrier::wait"])],
                model: Model::new,
                run: || {
                    barrier::two_rounds(
                        barrier::counts_only::Barrier::new(2),
                        barrier::counts_only::Barrier::wait,
                    );
                },
            },
            Variant {
                name: "fixed",
                title: "a barrier with a generation",
                shown: &[(BARRIER, &["Barrier::wait"])],
                model: Model::new,
                run: || {
                    barrier::two_rounds(barrier::Barrier::new(2), barrier::Barrier::wait);
                },
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
const BARRIER: &str = "sync/src/barrier.rs";
const BOUNDED_QUEUE: &str = "sync/src/bounded_queue.rs";
const DINING: &str = "sync/src/dining.rs";
const GUARDS: &str = "sync/src/guards.rs";
const ACCOUNTS: &str = "sync/src/lock_order.rs";
const MAILBOX: &str = "sync/src/mailbox.rs";
const SEMAPHORE: &str = "sync/src/semaphore.rs";
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
