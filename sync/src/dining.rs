//! Philosophers at a round table, a fork between each two, and each needs both forks to eat (Dijkstra, EWD 310, 1971).
//!
//! Models and twins: `cargo loom -p sync dining`.

use interleave::{Named, Shown};

use super::engine::sync::{Arc, Condvar, Mutex};
use super::engine::thread;

/// A table with as many forks as philosophers.
pub struct Table {
    /// How often each has been used; the lock is the fork.
    forks: Vec<Mutex<u32>>,
    /// How many may sit down before somebody has to wait, and who says that there is room.
    seats: Mutex<usize>,
    freed: Condvar,
}

/// One meal of philosopher `place`.
pub type Eat = fn(&Table, usize);

impl Table {
    /// A table for `places` philosophers.
    ///
    /// # Panics
    ///
    /// If there are fewer than two.
    pub fn with(places: usize) -> Self {
        assert!(places >= 2, "a table needs at least two places");
        Table {
            forks: (0..places)
                .map(|place| Mutex::new(0).named(&format!("fork {place}")).shown())
                .collect(),
            seats: Mutex::new(places - 1).named("seats").shown(),
            freed: Condvar::new().named("freed"),
        }
    }

    fn left_and_right(&self, place: usize) -> (usize, usize) {
        (place, (place + 1) % self.forks.len())
    }

    fn eat_with(&self, first: usize, second: usize) {
        let mut one = self.forks[first].lock().unwrap();
        let mut other = self.forks[second].lock().unwrap();
        *one += 1;
        *other += 1;
    }

    /// How often all forks together were used.
    pub fn uses(&self) -> u32 {
        self.forks.iter().map(|fork| *fork.lock().unwrap()).sum()
    }
}

/// Everybody takes the fork with the smaller number first: the waits cannot form a circle.
pub fn by_number(table: &Table, place: usize) {
    let (left, right) = table.left_and_right(place);
    table.eat_with(left.min(right), left.max(right));
}

/// Every second philosopher takes the right fork first.
pub fn asymmetric(table: &Table, place: usize) {
    let (left, right) = table.left_and_right(place);
    if place.is_multiple_of(2) {
        table.eat_with(left, right);
    } else {
        table.eat_with(right, left);
    }
}

/// A waiter seats one philosopher less than there are forks: one of them always finds two.
pub fn waiter(table: &Table, place: usize) {
    let mut seats = table.seats.lock().unwrap();
    while *seats == 0 {
        seats = table.freed.wait(seats).unwrap();
    }
    *seats -= 1;
    drop(seats);
    left_first::eat(table, place);
    *table.seats.lock().unwrap() += 1;
    table.freed.notify_one();
}

/// Whoever does not get the second fork puts the first one back and tries again. Nobody is stuck. But all may do so in
/// step for ever: a *livelock*. Says how often it gave way.
pub fn polite(table: &Table, place: usize) -> u32 {
    let (left, right) = table.left_and_right(place);
    let mut gave_way = 0;
    loop {
        let mut one = table.forks[left].lock().unwrap();
        if let Ok(mut other) = table.forks[right].try_lock() {
            *one += 1;
            *other += 1;
            return gave_way;
        }
        drop(one);
        gave_way += 1;
        thread::yield_now();
    }
}

/// Twin: everybody takes the left fork, then waits for the right one.
pub mod left_first {
    use super::Table;

    /// One meal.
    pub fn eat(table: &Table, place: usize) {
        let (left, right) = table.left_and_right(place);
        table.eat_with(left, right);
    }
}

/// Each of `places` philosophers eats `meals` times, all at once.
///
/// # Panics
///
/// If a meal was eaten without two forks.
pub fn dinner(places: usize, meals: u32, eat: Eat) {
    let table = Arc::new(Table::with(places));
    let philosophers: Vec<_> = (1..places)
        .map(|place| {
            let table = Arc::clone(&table);
            thread::spawn(move || (0..meals).for_each(|_| eat(&table, place)))
        })
        .collect();
    (0..meals).for_each(|_| eat(&table, 0));
    for philosopher in philosophers {
        philosopher.join().unwrap();
    }
    assert_eq!(
        table.uses() as usize,
        2 * places * meals as usize,
        "two forks for each meal"
    );
}
