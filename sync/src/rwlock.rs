//! A record that many read and few beat, behind a lock that lets all readers in at once.
//!
//! A *reader-writer lock* is held by any number of readers, or by one writer, never by both. A reader that finds it must
//! write cannot become a writer on the spot: two readers who both tried would each wait for the other to leave. So std's
//! lock has no *upgrade*. Whoever wants one gives up the read lock, takes the write lock, and **looks again**: in
//! between, the lock was free, and what was read may no longer be true.
//!
//! Models and twins: `cargo loom -p sync rwlock`. Lesson 09 and the book include this file once more, in the explorer:
//! `engine` is whichever the including module says.
//!
//! `unwrap` on a lock: nobody panics while holding it, so it is never poisoned.

use interleave::{Named, Shown};

use super::engine::sync::{Arc, RwLock};
use super::engine::thread;

/// The record after `main` and `other` have each entered a score by `enter`, beginning at 0.
///
/// # Panics
///
/// If the system has no room for another thread.
pub fn after_both(main: u32, other: u32, enter: fn(&RwLock<u32>, u32) -> bool) -> u32 {
    let record = Arc::new(RwLock::new(0).named("record").shown());
    let player = thread::Builder::new().name("other".to_string()).spawn({
        let record = Arc::clone(&record);
        move || enter(&record, other)
    });
    enter(&record, main);
    player
        .expect("the system has room for another thread")
        .join()
        .expect("entering a score does not panic");
    let record = record.read().unwrap();
    *record
}

/// Enters `score` if it beats the record, and says whether it did.
pub fn look_again(record: &RwLock<u32>, score: u32) -> bool {
    // Most scores end here, and here they do not wait for each other. The guard lives until the end of this statement.
    let beaten = score > *record.read().unwrap();
    if !beaten {
        return false;
    }
    let mut record = record.write().unwrap();
    // Between the two locks somebody else may have written.
    if score <= *record {
        return false;
    }
    *record = score;
    true
}

/// Twin: gives up the read lock, takes the write lock, and trusts what it read before.
pub mod upgrade_by_dropping {
    use super::RwLock;

    /// May put a lower score over a higher one: a lost update, although every access is under the lock.
    pub fn enter(record: &RwLock<u32>, score: u32) -> bool {
        let beaten = score > *record.read().unwrap();
        if beaten {
            *record.write().unwrap() = score;
        }
        beaten
    }
}

/// Twin: asks for the write lock while it still reads.
pub mod upgrade_while_reading {
    use super::RwLock;

    /// Never returns if the record is beaten: the writer waits for all readers to leave, and is one of them.
    pub fn enter(record: &RwLock<u32>, score: u32) -> bool {
        let seen = record.read().unwrap();
        let beaten = score > *seen;
        if beaten {
            *record.write().unwrap() = score;
        }
        beaten
    }
}
