//! Five ways to let two threads add up one list without a race: what is shared, and who may change it?
//!
//! | way | what both threads touch |
//! |---|---|
//! | [`confine`] | nothing: each owns what it works on |
//! | [`share_immutably`] | the list, which nobody changes |
//! | [`lock`] | the sum, one thread at a time |
//! | [`atomics`] | the sum, changed in single steps |
//! | [`messages`] | nothing: what one thread has, it gives away |
//!
//! Start at the top: the less is shared, the less can go wrong. Models: `cargo loom -p threads five_ways`.

use interleave::Named;
use interleave::sync::atomic::{AtomicU64, Ordering::Relaxed};
use interleave::sync::{Arc, Mutex, mpsc};
use interleave::thread::{self, JoinHandle};

/// Confine: each thread owns its half of the list and a sum of its own. `main` adds the two sums up.
pub fn confine(mut numbers: Vec<u64>) -> u64 {
    let second_half = numbers.split_off(numbers.len() / 2);
    let other = spawn(move || second_half.iter().sum::<u64>());
    numbers.iter().sum::<u64>() + ended(other)
}

/// Share immutably: both read the same list. As long as nobody changes it, nobody can read it wrongly.
pub fn share_immutably(numbers: Vec<u64>) -> u64 {
    let numbers = Arc::new(numbers);
    let middle = numbers.len() / 2;
    let other = spawn({
        let numbers = Arc::clone(&numbers);
        move || numbers[middle..].iter().sum::<u64>()
    });
    numbers[..middle].iter().sum::<u64>() + ended(other)
}

/// Lock: both change one sum, each only while it holds the lock. Between lock and unlock lies the critical section.
pub fn lock(numbers: Vec<u64>) -> u64 {
    let sum = Arc::new(Mutex::new(0).named("sum"));
    // Unwrap: only a panic under the lock could poison it, and an addition that overflows ends the lesson anyway.
    by_both(numbers, &sum, |sum, number| *sum.lock().unwrap() += number);
    *sum.lock().unwrap()
}

/// Atomics: both change one sum, and each change is one step that cannot be divided.
pub fn atomics(numbers: Vec<u64>) -> u64 {
    let sum = Arc::new(AtomicU64::new(0).named("sum"));
    by_both(numbers, &sum, |sum, number| {
        // Relaxed: the sum publishes nothing else, and `join` orders the load below after every addition.
        sum.fetch_add(number, Relaxed);
    });
    sum.load(Relaxed)
}

/// Messages: one thread owns the sum. The other sends it what to add.
pub fn messages(mut numbers: Vec<u64>) -> u64 {
    let (sender, receiver) = mpsc::channel().named("numbers");
    let second_half = numbers.split_off(numbers.len() / 2);
    let other = spawn(move || {
        for number in second_half {
            sender.send(number).expect("main receives to the end");
        }
    });
    let mut sum: u64 = numbers.iter().sum();
    while let Ok(number) = receiver.recv() {
        sum += number;
    }
    ended(other);
    sum
}

/// Both threads add each number of their half to the `sum` that they share.
fn by_both<S: Send + Sync + 'static>(mut numbers: Vec<u64>, sum: &Arc<S>, add: fn(&S, u64)) {
    let second_half = numbers.split_off(numbers.len() / 2);
    let other = spawn({
        let sum = Arc::clone(sum);
        move || second_half.into_iter().for_each(|number| add(&sum, number))
    });
    for number in numbers {
        add(sum, number);
    }
    ended(other);
}

fn spawn<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> JoinHandle<R> {
    thread::Builder::new()
        .name("other".to_string())
        .spawn(work)
        .expect("the system has room for another thread")
}

fn ended<R>(thread: JoinHandle<R>) -> R {
    thread.join().expect("adding does not panic")
}
