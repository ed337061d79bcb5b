//! A sorted list with a lock for each entry. Whoever walks along it holds the next lock before letting go of the last one.

use std::collections::VecDeque;

use interleave::Named;
use interleave::sync::{Mutex, MutexGuard};

/// A sorted list whose entries lie at fixed places, each with its own lock; `next` says at which place the list goes on.
///
/// Everybody walks from the front, and takes locks only in this direction: so no two wait for each other. And nobody
/// overtakes anybody on the way.
pub struct HandOverHand {
    /// The first is the front, before all keys.
    places: Vec<Mutex<Entry>>,
    /// Places that no entry uses, in the order in which they became free. Nobody takes another lock while holding this one.
    unused: Mutex<VecDeque<usize>>,
}

#[derive(Default)]
struct Entry {
    key: u64,
    amount: u64,
    next: Option<usize>,
}

/// Where a walk has stopped: at the last entry before the key, and the one behind it.
struct Stop<'a> {
    before: MutexGuard<'a, Entry>,
    behind: Option<(usize, MutexGuard<'a, Entry>)>,
}

impl Stop<'_> {
    fn is_at(&self, key: u64) -> bool {
        matches!(&self.behind, Some((_, entry)) if entry.key == key)
    }
}

impl HandOverHand {
    /// An empty list with room for `room` keys.
    pub fn new(room: usize) -> Self {
        let place = |number| Mutex::new(Entry::default()).named(&format!("place {number}"));
        HandOverHand {
            places: (0..=room).map(place).collect(),
            unused: Mutex::new((1..=room).collect()).named("unused"),
        }
    }

    /// Puts `key` in its place, with an amount of 0, and says whether it could: not if it is there, nor if there is no room.
    pub fn insert(&self, key: u64) -> bool {
        let mut stop = self.walk(key);
        !stop.is_at(key) && self.link(&mut stop.before, key)
    }

    /// Takes `key` out, and says whether it was there.
    pub fn remove(&self, key: u64) -> bool {
        let mut stop = self.walk(key);
        match stop.behind {
            Some((place, entry)) if entry.key == key => {
                stop.before.next = entry.next;
                drop(entry);
                self.unused.lock().unwrap().push_back(place);
                true
            }
            _ => false,
        }
    }

    /// Calls `change` with the amount of `key`, under the lock of this entry alone; `None` if there is no such key.
    pub fn with<R>(&self, key: u64, change: impl FnOnce(&mut u64) -> R) -> Option<R> {
        // The lock before it is given back first: those behind may come nearer.
        let Stop { behind, .. } = self.walk(key);
        let (_place, mut entry) = behind.filter(|(_, entry)| entry.key == key)?;
        Some(change(&mut entry.amount))
    }

    /// Whether `key` is there.
    pub fn contains(&self, key: u64) -> bool {
        self.walk(key).is_at(key)
    }

    /// Goes along the list up to `key`, with one lock or two at each moment.
    fn walk(&self, key: u64) -> Stop<'_> {
        let mut before = self.places[0].lock().unwrap();
        while let Some(place) = before.next {
            let entry = self.places[place].lock().unwrap();
            if entry.key >= key {
                let behind = Some((place, entry));
                return Stop { before, behind };
            }
            // Only now is the one before given back: in between nobody could take out `entry`.
            before = entry;
        }
        Stop {
            before,
            behind: None,
        }
    }

    /// Puts `key` behind `before`.
    fn link(&self, before: &mut Entry, key: u64) -> bool {
        let Some(place) = self.unused.lock().unwrap().pop_front() else {
            return false;
        };
        // Nobody else knows this place: this lock is free.
        *self.places[place].lock().unwrap() = Entry {
            key,
            amount: 0,
            next: before.next,
        };
        before.next = Some(place);
        true
    }
}

/// Twin: lets go of one lock before taking the next.
pub mod lets_go_first {
    use super::HandOverHand;

    /// Finds the place before `key`, one lock at a time, and comes back to it. By then its entry may have been taken out, and
    /// what is put behind it is in no list.
    pub fn insert(list: &HandOverHand, key: u64) -> bool {
        let mut before = 0;
        loop {
            let next = list.places[before].lock().unwrap().next;
            match next {
                Some(place) if list.places[place].lock().unwrap().key < key => before = place,
                _ => break,
            }
        }
        list.link(&mut list.places[before].lock().unwrap(), key)
    }
}
