//! The executions that the book draws are the ones that loom finds.
//!
//! They are committed, so that nobody needs loom to build the book. `TIMELINES=write cargo loom -p interleave the_book`
//! writes them anew.

use std::path::Path;

use interleave::trace::Operation;
use interleave::{Failure, Model, Named, Shown};
use serde_json::{Value, json};

#[path = "../../examples/programs"]
mod loomed {
    pub use interleave::loomed as engine;
    #[allow(dead_code, reason = "other models use the rest")]
    pub mod message_passing;
    // Mechanisms of the topic `sync`, which depends on this package.
    #[allow(dead_code, reason = "the models of the topic use the rest")]
    #[path = "../../../src/arc.rs"]
    pub mod arc;
    #[allow(dead_code, reason = "the models of the topic use the rest")]
    #[path = "../../../src/once_and_lazy.rs"]
    pub mod once_and_lazy;
    #[allow(dead_code, reason = "the models of the topic use the rest")]
    #[path = "../../../src/seqlock.rs"]
    pub mod seqlock;
    #[allow(dead_code, reason = "the models of the topic use the rest")]
    #[path = "../../../src/spin_lock.rs"]
    pub mod spin_lock;
}
use loomed::arc;
use loomed::engine::cell::UnsafeCell;
use loomed::engine::sync::Arc;
use loomed::engine::sync::atomic::Ordering::{Acquire, Release};
use loomed::engine::thread;
use loomed::message_passing;
use loomed::once_and_lazy::{Once, relaxed_flag};
use loomed::seqlock::{self, SeqLock};
use loomed::spin_lock::{Guard, SpinLock, TestAndSet, relaxed_unlock};

/// Name and version of the format, whose traces are `interleave.trace/1`.
const FORMAT: &str = "happens-before.timelines/1";

#[test]
fn the_book_shows_messages_as_loom_finds_them() {
    the_book_shows("message_passing", message_passing::relaxed, || {
        message_passing::send_and_read(Release, Acquire).is_some()
    });
}

#[test]
fn the_book_shows_a_spin_lock_as_loom_finds_it() {
    the_book_shows(
        "spin_lock",
        || {
            both_add(relaxed_unlock::unlock);
        },
        || both_add(|guard| drop(guard)),
    );
}

/// Every execution is worth a look.
fn both_add(unlock: fn(Guard<'_, u32, TestAndSet>)) -> bool {
    let total = Arc::new(SpinLock::<u32, TestAndSet>::new(0));
    let add = move |total: &SpinLock<u32, TestAndSet>| {
        let mut guard = total.lock();
        *guard += 1;
        unlock(guard);
    };
    let other = named("other", {
        let total = Arc::clone(&total);
        move || add(&total)
    });
    add(&total);
    other.join().unwrap();
    true
}

#[test]
fn the_book_shows_one_time_initialisation_as_loom_finds_it() {
    the_book_shows(
        "once_and_lazy",
        || {
            made_and_read(|once| Some(relaxed_flag::get_or_init(once, || 42)));
        },
        || made_and_read(Once::get),
    );
}

/// Whether `other` has found the value.
fn made_and_read(look: fn(&Once<u32>) -> Option<&u32>) -> bool {
    let once = Arc::new(Once::new());
    let other = named("other", {
        let once = Arc::clone(&once);
        move || look(&once).is_some()
    });
    once.get_or_init(|| 42);
    other.join().unwrap()
}

#[test]
fn the_book_shows_a_sequence_lock_as_loom_finds_it() {
    the_book_shows(
        "seqlock",
        || {
            never_half(seqlock::no_fence::try_read);
        },
        || never_half(SeqLock::try_read).is_none(),
    );
}

/// What the reader has copied.
fn never_half(try_read: fn(&SeqLock<2>) -> Option<[usize; 2]>) -> Option<[usize; 2]> {
    let lock = Arc::new(SeqLock::new([1, 1]));
    let writer = named("writer", {
        let lock = Arc::clone(&lock);
        move || lock.write([2, 2])
    });
    let copied = try_read(&lock);
    if let Some([first, second]) = copied {
        assert!(first == second, "half of each: {first} and {second}");
    }
    writer.join().unwrap();
    copied
}

#[test]
fn the_book_shows_a_reference_count_as_loom_finds_it() {
    the_book_shows(
        "arc",
        || {
            two_owners(arc::no_fence::drop);
        },
        || two_owners(drop),
    );
}

/// Read by its owners, written when it is dropped.
struct Owned(UnsafeCell<u32>);

// SAFETY: owners only read, and it is written when there is no owner any more. Whether that is ordered is what is shown.
unsafe impl Sync for Owned {}

impl Owned {
    fn read(&self) -> u32 {
        // SAFETY: nobody writes while there is an owner.
        self.0.with(|value| unsafe { *value })
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: `&mut self`.
        self.0.with_mut(|value| unsafe { *value = 0 });
    }
}

/// Every execution is worth a look.
fn two_owners(leave: fn(arc::Arc<Owned>)) -> bool {
    let mine = arc::Arc::new(Owned(UnsafeCell::new(42).named("value").shown()));
    let other = named("other", {
        let theirs = mine.clone();
        move || {
            theirs.read();
            leave(theirs);
        }
    });
    mine.read();
    leave(mine);
    other.join().unwrap();
    true
}

/// A thread, started where this is called.
#[track_caller]
fn named<R: Send + 'static>(
    name: &str,
    f: impl FnOnce() -> R + Send + 'static,
) -> thread::JoinHandle<R> {
    thread::Builder::new()
        .name(name.to_string())
        .spawn(f)
        .unwrap()
}

/// Compares `book/timelines/NAME.json` with the first failure of `broken`, and with an execution of `fixed` in which it gives true.
fn the_book_shows(
    name: &str,
    broken: impl Fn() + Send + Sync + 'static,
    fixed: impl Fn() -> bool + Copy + Send + Sync + 'static,
) {
    let failure = Model::new().failure_of(broken);
    let passed = Model::new()
        .run(move || {
            fixed();
        })
        .unwrap();
    // A passing check keeps no execution. This one fails where the book wants to look, by a panic of ours.
    let well = Model::new().failure_of(move || assert!(!fixed()));
    compare(
        name,
        &json!({
            "format": FORMAT,
            "variants": {
                "broken": failing(&failure),
                "fixed": {
                    "executions": passed.executions,
                    "not_explored": passed.not_explored,
                    "trace": without_panic(well),
                },
            },
        }),
    );
}

fn failing(failure: &Failure) -> Value {
    json!({
        "executions": failure.executions,
        "failure": { "kind": failure.kind, "message": failure.message },
        "trace": parsed(failure),
    })
}

fn without_panic(mut failure: Failure) -> Value {
    let last = failure.trace.events.pop();
    assert!(
        last.is_some_and(|event| event.operation == Operation::Panic),
        "{failure}"
    );
    for event in &mut failure.trace.events {
        event.decisive = false;
    }
    parsed(&failure)
}

fn parsed(failure: &Failure) -> Value {
    let schema: Value = serde_json::from_str(include_str!("../../src/trace.schema.json")).unwrap();
    let trace = serde_json::from_str(&failure.trace.to_json()).unwrap();
    let misfits = super::schema::misfits(&schema, &schema, &trace, "");
    assert!(misfits.is_empty(), "{misfits:#?}");
    trace
}

/// Holds what loom found to the committed file, or writes it there.
fn compare(name: &str, found: &Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/timelines");
    let file = folder.join(format!("{name}.json"));
    if std::env::var_os("TIMELINES").is_some_and(|value| value == "write") {
        let text = serde_json::to_string_pretty(found).unwrap();
        std::fs::write(&file, format!("{text}\n")).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        serde_json::from_str(&committed).ok().as_ref() == Some(found),
        "{} is not what loom finds; write it anew: TIMELINES=write cargo loom -p interleave the_book",
        file.display()
    );
}
