//! # Which types may cross to another thread
//!
//! Route: core, 15 minutes.
//!
//! A type is `Send` if its values may move to another thread, and `Sync` if threads may share them by reference. The
//! compiler gives both to every type whose parts have them. Which of these lack one, and why: `Cell`, `Rc`, `Arc`, an `Arc`
//! of a `Cell`, a `Mutex` of a `Cell`, the guard of a `Mutex`?
//!
//! Run: `cargo run -p threads --example 07_send_and_sync`
//! Look for: what turns a `no` into a `yes`: an atomic in place of a plain number, or a lock around the value.
//! Try: add a line to the table for a type of yours. Then let `count_owners` use an `Rc` and read the whole error.
//! Prints: `main: Sync says the same as Send of a reference, for 12 of 12 types`

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use impls::impls;
use threads::refused::show_and_run;

/// What the compiler knows of some types.
macro_rules! ask_the_compiler {
    ($($type:ty: $why:literal,)*) => {
        [$(Row {
            name: stringify!($type),
            send: impls!($type: Send),
            sync: impls!($type: Sync),
            reference_is_send: impls!(&'static $type: Send),
            why: $why,
        }),*]
    };
}

struct Row {
    name: &'static str,
    send: bool,
    sync: bool,
    reference_is_send: bool,
    why: &'static str,
}

fn main() {
    threads::arguments::none();

    println!("which types cross? (the first two columns are what the compiler answers)\n");
    let rows = ask_the_compiler! {
        u32: "plain data",
        String: "owns its text alone",
        Cell<u32>: "two threads could change it at once; one at a time is fine",
        RefCell<u32>: "the same: it counts its borrows without a lock",
        AtomicU32: "made to be changed by several threads at once",
        Rc<u32>: "clones on two threads would change one count, without a lock",
        Arc<u32>: "counts its owners in an atomic",
        Arc<Cell<u32>>: "clones on two threads would share the Cell",
        Mutex<Cell<u32>>: "lets one thread at a time to the Cell",
        MutexGuard<'static, u32>: "the thread that locked has to unlock",
        Receiver<u32>: "may move, but has one reader at a time",
        *const u32: "nobody knows who else uses what it points to",
    };
    println!("Send  Sync  type");
    for row in &rows {
        println!(
            "{:<5} {:<5} {:<25} {}",
            yes_or_no(row.send),
            yes_or_no(row.sync),
            row.name,
            row.why
        );
    }

    println!(
        "\nfive programs: with its lines (-) refused by the compiler, with those (+) run here"
    );
    show_and_run(
        include_str!("07_send_and_sync.rs"),
        [
            count_owners,
            change_by_reference,
            change_by_several_owners,
            lock_where_you_use,
            look_into_the_parts,
        ],
    );

    let agree = rows.iter().filter(|row| row.sync == row.reference_is_send);
    println!(
        "\nmain: Sync says the same as Send of a reference, for {} of {} types",
        agree.count(),
        rows.len()
    );
}

fn yes_or_no(answer: bool) -> &'static str {
    if answer { "yes" } else { "no" }
}

/// `Rc` is not `Send`: its count of owners is a plain number, and two threads could lose a change of it (lesson 09).
///
/// ```diff
/// - let name = Rc::new("Ada");
/// + let name = Arc::new("Ada");
///   let other = name.clone();
///   let thread = thread::spawn(move || other.len());
///   thread.join().unwrap();
/// error[E0277]: `Rc<&str>` cannot be sent between threads safely
/// ```
fn count_owners() {
    let name = Arc::new("Ada");
    let other = name.clone();
    let thread =
        thread::spawn(move || println!("thread: {other} has {} owners", Arc::strong_count(&other)));
    thread.join().unwrap();
    println!("main: {name} has {} owner", Arc::strong_count(&name));
}

/// `Cell` is not `Sync`: a reference to it is enough to change it.
///
/// ```diff
/// - let count = Cell::new(0);
/// + let count = AtomicU32::new(0);
///   thread::scope(|scope| {
/// -     scope.spawn(|| count.set(1));
/// +     scope.spawn(|| count.store(1, Relaxed));
///   });
/// error[E0277]: `Cell<i32>` cannot be shared between threads safely
/// ```
fn change_by_reference() {
    let count = AtomicU32::new(0);
    // Relaxed: the end of the scope orders the store before the load below.
    thread::scope(|scope| {
        scope.spawn(|| count.store(1, Relaxed));
    });
    println!("main: count is {}", count.load(Relaxed));
}

/// `Arc` makes several owners, not safe changes: those take a lock.
///
/// ```diff
/// - let count = Arc::new(RefCell::new(0));
/// + let count = Arc::new(Mutex::new(0));
///   let other = Arc::clone(&count);
/// - let thread = thread::spawn(move || *other.borrow_mut() += 1);
/// + let thread = thread::spawn(move || *other.lock().unwrap() += 1);
///   thread.join().unwrap();
/// error[E0277]: `RefCell<i32>` cannot be shared between threads safely
/// ```
fn change_by_several_owners() {
    let count = Arc::new(Mutex::new(0));
    let other = Arc::clone(&count);
    let thread = thread::spawn(move || *other.lock().unwrap() += 1);
    thread.join().unwrap();
    println!("main: count is {}", count.lock().unwrap());
}

/// A guard is not `Send`: some systems let only the thread that locked unlock. Lock in the thread that uses the value.
///
/// ```diff
///   let count = Mutex::new(0);
///   thread::scope(|scope| {
/// -     let mut guard = count.lock().unwrap();
/// -     scope.spawn(move || *guard += 1);
/// +     scope.spawn(|| *count.lock().unwrap() += 1);
///   });
/// error[E0277]: `std::sync::MutexGuard<'_, i32>` cannot be sent between threads safely
/// ```
fn lock_where_you_use() {
    let count = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| *count.lock().unwrap() += 1);
    });
    println!("main: count is {}", count.into_inner().unwrap());
}

/// A type of yours is what its parts are. One `Rc` deep inside is enough.
///
/// ```diff
/// - struct Account { owner: Rc<str>, balance: u32 }
/// + struct Account { owner: Arc<str>, balance: u32 }
///   let account = Account { owner: "Ada".into(), balance: 7 };
///   let thread = thread::spawn(move || drop(account));
///   thread.join().unwrap();
/// error[E0277]: `Rc<str>` cannot be sent between threads safely
/// ```
fn look_into_the_parts() {
    struct Account {
        owner: Arc<str>,
        balance: u32,
    }
    let account = Account {
        owner: "Ada".into(),
        balance: 7,
    };
    let thread =
        thread::spawn(move || println!("thread: {} has {}", account.owner, account.balance));
    thread.join().unwrap();
}
