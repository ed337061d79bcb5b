//! # A panic inside the lock
//!
//! Route: more, 15 minutes.
//!
//! A thread takes 20 from one account, panics, and never adds them to the other. Unwinding drops its guard, so the lock is
//! free. What does the next thread find? Should it be stopped, or may it go on? And does every panic near a lock poison it?
//!
//! Run: `cargo run -p sync --example 02_poisoning`
//! Look for: the two answers of 80. One is given without a warning, one after the warning was cleared away.
//! Try: take `books.before = None` out of `Ledger::transfer` in `src/poisoning.rs`. Which transfers does `repair` undo now?
//! Prints: `main:     repaired: the total is 100`

use std::panic;
use std::sync::{Arc, Mutex, RwLock};
use std::thread;

use sync::poisoning::{HalfDone, Ledger, ignores_poison, only_clears};

fn main() {
    threads::arguments::none();
    panic::set_hook(Box::new(|panic| {
        let said = panic.payload();
        let formatted = said.downcast_ref().map(String::as_str);
        let said = formatted.or_else(|| said.downcast_ref().copied());
        println!("worker:   panics: {}", said.unwrap_or("says nothing"));
    }));

    println!("1. 70 and 30, a transfer of 20 panics in the middle");
    let ledger = half_done();
    answer("asked as usual", ledger.total());
    println!(
        "main:     poison ignored (twin): the total is {}",
        ignores_poison::total(&ledger)
    );
    ledger.repair();
    answer("repaired", ledger.total());

    println!("\n2. The same, but main only clears the poison (twin)");
    let ledger = half_done();
    only_clears::repair(&ledger);
    answer("cleared", ledger.total());

    println!("\n3. The same, but all that may panic comes before the first change");
    let ledger = Arc::new(Ledger::new(70, 30));
    worker({
        let ledger = Arc::clone(&ledger);
        move || _ = ledger.transfer_prepared(20, not_approved)
    });
    println!(
        "main:     poisoned as well, but nothing is half done: the total is {}",
        ignores_poison::total(&ledger)
    );

    println!("\n4. What poisons a lock?");
    what_poisons();
}

fn not_approved(left: u64) {
    panic!("not approved, {left} would be left");
}

fn half_done() -> Arc<Ledger> {
    let ledger = Arc::new(Ledger::new(70, 30));
    worker({
        let ledger = Arc::clone(&ledger);
        move || _ = ledger.transfer(20, not_approved)
    });
    ledger
}

/// Runs `work` in a thread of its own, to its end or its panic.
fn worker(work: impl FnOnce() + Send + 'static) {
    let ended = thread::spawn(work).join();
    assert!(ended.is_err(), "each worker here panics");
}

fn answer(when: &str, total: Result<u64, HalfDone>) {
    match total {
        Ok(total) => println!("main:     {when}: the total is {total}"),
        Err(half_done) => println!("main:     {when}: no answer, {half_done}"),
    }
}

fn what_poisons() {
    let mutex = || Arc::new(Mutex::new(0));
    let rwlock = || Arc::new(RwLock::new(0));

    let lock = mutex();
    let inside = Arc::clone(&lock);
    worker(move || {
        let _guard = inside.lock();
        panic!("with the guard of a mutex, which it only reads");
    });
    verdict(lock.is_poisoned());

    let lock = mutex();
    let inside = Arc::clone(&lock);
    worker(move || {
        drop(inside.lock());
        panic!("after it dropped the guard");
    });
    verdict(lock.is_poisoned());

    let lock = rwlock();
    let inside = Arc::clone(&lock);
    worker(move || {
        let _guard = inside.write();
        panic!("with the write guard of an RwLock");
    });
    verdict(lock.is_poisoned());

    let lock = rwlock();
    let inside = Arc::clone(&lock);
    worker(move || {
        let _guard = inside.read();
        panic!("with the read guard of an RwLock");
    });
    verdict(lock.is_poisoned());
}

fn verdict(poisoned: bool) {
    println!(
        "main:     {}",
        if poisoned { "poisoned" } else { "not poisoned" }
    );
}
