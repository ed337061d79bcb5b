//! 128-bit fingerprints: histories, contents and states are compared by these.
//!
//! Two different states with one fingerprint would be merged by mistake. With 128 bits and 200 000 states the chance
//! is below one in 10²⁷.

use std::hash::{DefaultHasher, Hasher};

/// What identifies a history, a content, or a whole state.
pub(super) type Fingerprint = u128;

/// Two hashers with different starts: std has no 128-bit hasher.
pub(super) struct Fingerprinter(DefaultHasher, DefaultHasher);

impl Fingerprinter {
    pub(super) fn new() -> Self {
        let mut second = DefaultHasher::new();
        second.write_u8(1);
        Fingerprinter(DefaultHasher::new(), second)
    }

    pub(super) fn add(&mut self, part: u128) -> &mut Self {
        self.0.write_u128(part);
        self.1.write_u128(part);
        self
    }

    /// The parts, and how many: lists of different length must not read the same.
    pub(super) fn add_all(&mut self, parts: impl ExactSizeIterator<Item = u128>) -> &mut Self {
        self.add(parts.len() as u128);
        for part in parts {
            self.add(part);
        }
        self
    }

    pub(super) fn finish(&self) -> Fingerprint {
        u128::from(self.0.finish()) << 64 | u128::from(self.1.finish())
    }
}

/// The fingerprint of a few numbers.
pub(super) fn fingerprint(parts: &[u128]) -> Fingerprint {
    let mut printer = Fingerprinter::new();
    for part in parts {
        printer.add(*part);
    }
    printer.finish()
}

/// The fingerprint of a text.
pub(super) fn of_text(text: &str) -> Fingerprint {
    let mut printer = Fingerprinter::new();
    printer.0.write(text.as_bytes());
    printer.1.write(text.as_bytes());
    printer.finish()
}
