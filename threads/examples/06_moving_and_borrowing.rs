//! # What a thread may use: its own, or borrowed
//!
//! Route: core, 15 minutes.
//!
//! A thread runs a closure, and the closure uses values of the function around it. Who owns them then? Each of the six
//! programs below has lines that the compiler refuses, marked `-`. Predict what is wrong with them before you read what the
//! compiler says.
//!
//! Run: `cargo run -p threads --example 06_moving_and_borrowing`
//! Look for: the rules are those of one thread: one owner; many readers or one writer. That is all it takes against races.
//! Try: make `numbers` in `give_each_a_half` an array, and let one thread do `move || numbers[0] = 9`. It compiles, and
//! main's numbers stay as they were. What did `move` do? (Hint: an array of numbers is `Copy`, a `Vec` is not.)
//! Prints: `main:   3 threads wrote 7 numbers in place: [10, 20, 30, 40, 50, 60, 70]`

use std::thread;

use threads::refused::show_and_run;

fn main() {
    threads::arguments::none();

    println!("six programs: with its lines (-) refused by the compiler, with those (+) run here");
    show_and_run(
        include_str!("06_moving_and_borrowing.rs"),
        [
            give_away,
            take_back,
            lend_to_readers,
            read_after_the_writer,
            give_each_a_half,
            give_a_piece_to_each,
        ],
    );
}

/// A thread may outlive the function that spawned it, so it may not borrow from it. `move`: it owns.
///
/// ```diff
///   let words = vec!["one", "two"];
/// - let reader = thread::spawn(|| words.len());
/// + let reader = thread::spawn(move || words.len());
///   reader.join().unwrap();
/// error[E0373]: closure may outlive the current function, but it borrows `words`, which is owned by the current function
/// ```
#[expect(
    clippy::useless_vec,
    reason = "an array would be Copy: what is moved here must be gone there"
)]
fn give_away() {
    let words = vec!["one", "two"];
    println!("main:   has   words at {:p}", words.as_ptr());
    let reader = thread::spawn(move || {
        println!(
            "reader: owns  words at {:p}, moved without a copy",
            words.as_ptr()
        );
    });
    reader.join().unwrap();
}

/// What was moved into a thread is gone here. The thread can return it.
///
/// ```diff
///   let mut words = vec!["one", "two"];
///   let writer = thread::spawn(move || {
///       words.push("three");
/// +     words
///   });
/// - writer.join().unwrap();
/// + let words = writer.join().unwrap();
///   assert_eq!(words.len(), 3);
/// error[E0382]: borrow of moved value: `words`
/// ```
fn take_back() {
    let mut words = vec!["one", "two"];
    let writer = thread::spawn(move || {
        words.push("three");
        words
    });
    let words = writer.join().unwrap();
    println!("main:   has {words:?} again");
}

/// A value has one owner. A scope lends it to several threads: it ends only when they have ended.
///
/// ```diff
///   let words = vec!["one", "two"];
/// - thread::spawn(move || words.len());
/// - thread::spawn(move || words.concat());
/// + thread::scope(|scope| {
/// +     scope.spawn(|| words.len());
/// +     scope.spawn(|| words.concat());
/// + });
/// error[E0382]: use of moved value: `words`
/// ```
fn lend_to_readers() {
    let words = vec!["one", "two"];
    thread::scope(|scope| {
        scope.spawn(|| println!("reader: counts {} words", words.len()));
        scope.spawn(|| println!("reader: makes {:?} of them", words.concat()));
    });
    println!("main:   still owns {words:?}");
}

/// While one thread writes, no other may read.
///
/// ```diff
///   let mut words = vec!["one", "two"];
///   thread::scope(|scope| {
///       scope.spawn(|| words.push("three"));
/// -     assert!(words.len() > 1);
///   });
/// + assert!(words.len() > 1);
/// error[E0502]: cannot borrow `words` as immutable because it is also borrowed as mutable
/// ```
fn read_after_the_writer() {
    let mut words = vec!["one", "two"];
    thread::scope(|scope| {
        scope.spawn(|| words.push("three"));
    });
    println!("main:   reads {words:?}, the writer has ended");
}

/// Two writers at once: only if each has a part of its own. `split_at_mut` proves that they do not meet.
///
/// ```diff
///   let mut numbers = vec![1, 2, 3, 4];
/// + let (left, right) = numbers.split_at_mut(2);
///   thread::scope(|scope| {
/// -     scope.spawn(|| numbers[..2].fill(0));
/// -     scope.spawn(|| numbers[2..].fill(9));
/// +     scope.spawn(|| left.fill(0));
/// +     scope.spawn(|| right.fill(9));
///   });
/// error[E0499]: cannot borrow `numbers` as mutable more than once at a time
/// ```
fn give_each_a_half() {
    let mut numbers = vec![1, 2, 3, 4];
    let (left, right) = numbers.split_at_mut(2);
    thread::scope(|scope| {
        scope.spawn(|| left.fill(0));
        scope.spawn(|| right.fill(9));
    });
    println!("main:   2 threads wrote 4 numbers in place: {numbers:?}");
}

/// As many writers as you like: `chunks_mut` gives a piece to each. `move` moves the piece into its thread.
///
/// ```diff
///   let mut numbers = vec![1, 2, 3, 4, 5, 6, 7];
///   thread::scope(|scope| {
/// -     for start in [0, 3, 6] {
/// -         scope.spawn(move || numbers[start] *= 10);
/// +     for piece in numbers.chunks_mut(3) {
/// +         scope.spawn(move || piece[0] *= 10);
///       }
///   });
/// error[E0382]: use of moved value: `numbers`
/// ```
fn give_a_piece_to_each() {
    let mut numbers = vec![1, 2, 3, 4, 5, 6, 7];
    let pieces = numbers.chunks_mut(3);
    let threads = pieces.len();
    thread::scope(|scope| {
        for piece in pieces {
            scope.spawn(move || piece.iter_mut().for_each(|number| *number *= 10));
        }
    });
    println!(
        "main:   {threads} threads wrote {} numbers in place: {numbers:?}",
        numbers.len()
    );
}
