//! The messages of a channel, one after the other.
//!
//! A row's place is where the iterator was made: `next` is called from somewhere in std.

use super::Receiver;
use crate::trace::Location;

/// Messages until the channel ends: [`std::sync::mpsc::Iter`] in a model.
#[derive(Debug)]
pub struct Iter<'a, T> {
    receiver: &'a Receiver<T>,
    place: Location,
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.shared.receive(false, self.place).ok()
    }
}

/// Messages that are there already: [`std::sync::mpsc::TryIter`] in a model.
#[derive(Debug)]
pub struct TryIter<'a, T> {
    receiver: &'a Receiver<T>,
    place: Location,
}

impl<'a, T> TryIter<'a, T> {
    pub(super) fn new(receiver: &'a Receiver<T>, place: Location) -> Self {
        TryIter { receiver, place }
    }
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.shared.try_receive(self.place).ok()
    }
}

/// Messages until the channel ends: [`std::sync::mpsc::IntoIter`] in a model.
#[derive(Debug)]
pub struct IntoIter<T> {
    receiver: Receiver<T>,
    place: Location,
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.shared.receive(false, self.place).ok()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    #[track_caller]
    fn into_iter(self) -> IntoIter<T> {
        IntoIter {
            receiver: self,
            place: Location::caller(),
        }
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    #[track_caller]
    fn into_iter(self) -> Iter<'a, T> {
        Iter {
            receiver: self,
            place: Location::caller(),
        }
    }
}
