//! Two owners of a value that reports how it is used.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use interleave::Named;
use interleave::cell::UnsafeCell;
use interleave::thread;
use sync::arc::Arc;

/// Read by its owners, written when it is dropped: the checkers see whether these are ordered.
struct Value {
    cell: UnsafeCell<u32>,
    dropped: std::sync::Arc<AtomicUsize>,
}

// SAFETY: owners only read the cell, and it is written in `drop`, when there is no owner any more. Whether that is ordered is what
// these models ask.
unsafe impl Sync for Value {}

impl Value {
    fn read(&self) -> u32 {
        // SAFETY: nobody writes while there is an owner.
        self.cell.with(|value| unsafe { *value })
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        // SAFETY: `&mut self`.
        self.cell.with_mut(|value| unsafe { *value = 0 });
        self.dropped.fetch_add(1, SeqCst);
    }
}

fn two_owners(leave: fn(Arc<Value>)) {
    let dropped = std::sync::Arc::new(AtomicUsize::new(0));
    let mine = Arc::new(Value {
        cell: UnsafeCell::new(42).named("value"),
        dropped: std::sync::Arc::clone(&dropped),
    });
    let other = thread::spawn({
        let theirs = mine.clone();
        move || {
            assert_eq!(theirs.read(), 42);
            leave(theirs);
        }
    });
    assert_eq!(mine.read(), 42);
    leave(mine);
    other.join().unwrap();
    assert_eq!(dropped.load(SeqCst), 1, "dropped once");
}

#[test]
fn the_last_owner_drops_the_value_once() {
    interleave::model(|| two_owners(drop));
}

#[test]
fn whoever_is_alone_may_change_it() {
    interleave::model(|| {
        let mut mine = Arc::new(UnsafeCellOf(UnsafeCell::new(1).named("value")));
        let other = thread::spawn({
            let theirs = mine.clone();
            move || {
                // SAFETY: nobody writes while there are two owners.
                theirs.0.with(|value| unsafe { assert_eq!(*value, 1) });
            }
        });
        if let Some(alone) = Arc::get_mut(&mut mine) {
            // SAFETY: the only owner.
            alone.0.with_mut(|value| unsafe { *value = 2 });
        }
        other.join().unwrap();
    });
}

struct UnsafeCellOf(UnsafeCell<u32>);

// SAFETY: it is written only by whoever `get_mut` says is alone: that is what the model asks.
unsafe impl Sync for UnsafeCellOf {}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::arc::{no_fence, relaxed_drop};

    #[test]
    fn a_relaxed_count_lets_the_drop_overtake_another_owners_read() {
        let failure = interleave::failure_of(|| two_owners(relaxed_drop::drop));
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&["main: read value", "main: fetch_sub owners -> 2 <- 1", "thread 1: fetch_sub owners -> 1 <- 0", "thread 1: write value"]);
    }

    #[test]
    fn releases_that_nobody_acquires_order_nothing() {
        let failure = interleave::failure_of(|| two_owners(no_fence::drop));
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&["main: read value", "main: fetch_sub owners -> 2 <- 1", "thread 1: fetch_sub owners -> 1 <- 0", "thread 1: write value"]);
    }
}
