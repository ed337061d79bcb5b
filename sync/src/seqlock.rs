//! A record that is read often and written rarely, by readers that never write anything: a *sequence lock*.
//!
//! The writer makes the version odd, writes, and makes it even again. A reader notes the version, copies the words, and looks at the
//! version again: if it was odd or has changed, the copy may be half old and half new, and is thrown away.
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `version` | odd while somebody writes | Release store when it becomes even | the reader's first load, Acquire: the words of that version are visible |
//! | `version` | becomes odd before any word changes | Release fence after it | the reader's Acquire fence before its second load: who saw a new word sees the odd version |
//! | `words` | the record | Relaxed | none of their own: see above |
//!
//! The words are atomics, although nobody needs them to be: a plain read that overlaps a write is a data race even if its result is thrown
//! away (Boehm, *Can seqlocks get along with programming language memory models?*, MSPC 2012).
//!
//! Models and twins: `cargo loom -p sync seqlock`. Speed: `cargo bench -p sync-benches --bench seqlock`.

use super::engine::hint;
use super::engine::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};
use interleave::Named;

/// `N` words that are read together.
pub struct SeqLock<const N: usize> {
    version: AtomicUsize,
    words: [AtomicUsize; N],
}

impl<const N: usize> SeqLock<N> {
    /// A record to begin with.
    pub fn new(words: [usize; N]) -> Self {
        let mut place = 0;
        SeqLock {
            version: AtomicUsize::new(0).named("version"),
            words: words.map(|word| {
                place += 1;
                AtomicUsize::new(word).named(&format!("word {}", place - 1))
            }),
        }
    }

    /// A copy of one moment, if no writer came between.
    #[inline]
    pub fn try_read(&self) -> Option<[usize; N]> {
        // Acquire: pairs with the Release store in `write`; the words of this version are visible.
        let before = self.version.load(Acquire);
        if !before.is_multiple_of(2) {
            return None;
        }
        let copy = self.copy();
        // Acquire: pairs with the Release fence in `write`; if a word was new, the load below sees at least the odd version.
        fence(Acquire);
        // Relaxed: ordered after the words by the fence.
        (self.version.load(Relaxed) == before).then_some(copy)
    }

    #[inline]
    fn copy(&self) -> [usize; N] {
        // Relaxed: the version says whether this copy is of one moment.
        std::array::from_fn(|word| self.words[word].load(Relaxed))
    }

    /// A copy of one moment. Tries again while writers come between: it may do so for ever if they never stop.
    #[inline]
    pub fn read(&self) -> [usize; N] {
        loop {
            if let Some(copy) = self.try_read() {
                return copy;
            }
            hint::spin_loop();
        }
    }

    /// Replaces the record. Writers wait awake for each other.
    pub fn write(&self, words: [usize; N]) {
        let odd = self.begin();
        // Release: pairs with the Acquire fence in `try_read`; no word below is seen without the odd version.
        fence(Release);
        self.store(words);
        // Release: pairs with the Acquire loads of `try_read` and of the next writer; who sees the even version sees the words.
        self.version.store(odd.wrapping_add(1), Release);
    }

    /// Makes the version odd, when no other writer has.
    fn begin(&self) -> usize {
        loop {
            // Relaxed: the exchange decides.
            let version = self.version.load(Relaxed);
            let odd = version.wrapping_add(1);
            // Acquire: pairs with the Release store of the last writer; its words come before ours.
            let exchange = || {
                self.version
                    .compare_exchange(version, odd, Acquire, Relaxed)
            };
            if version.is_multiple_of(2) && exchange().is_ok() {
                return odd;
            }
            hint::spin_loop();
        }
    }

    fn store(&self, words: [usize; N]) {
        for (slot, word) in self.words.iter().zip(words) {
            // Relaxed: ordered by the fence before and by the store of the version after.
            slot.store(word, Relaxed);
        }
    }
}

/// Twin: the reader does not look again.
pub mod looks_once {
    use super::{Acquire, SeqLock};

    /// As [`SeqLock::try_read`].
    pub fn try_read<const N: usize>(lock: &SeqLock<N>) -> Option<[usize; N]> {
        // Acquire: as in the right version.
        let even = lock.version.load(Acquire).is_multiple_of(2);
        even.then(|| lock.copy())
    }
}

/// Twin: the reader looks again, and nothing keeps the words before that look.
pub mod no_fence {
    use super::{Acquire, Relaxed, SeqLock};

    /// As [`SeqLock::try_read`].
    pub fn try_read<const N: usize>(lock: &SeqLock<N>) -> Option<[usize; N]> {
        // Acquire: as in the right version.
        let before = lock.version.load(Acquire);
        if !before.is_multiple_of(2) {
            return None;
        }
        let copy = lock.copy();
        // Relaxed, without a fence, and wrong: this load may be made before those of the words.
        (lock.version.load(Relaxed) == before).then_some(copy)
    }
}

/// Twin: the words are plain variables.
pub mod plain_words {
    use super::super::engine::cell::UnsafeCell;
    use super::super::engine::sync::atomic::{AtomicUsize, fence};
    use interleave::Named;

    use super::{Acquire, Relaxed, Release};

    /// A record of one word; one writer.
    pub struct SeqLock {
        version: AtomicUsize,
        word: UnsafeCell<usize>,
    }

    // SAFETY: none. This is the twin: reader and writer touch the word at the same time. Only the models use it.
    unsafe impl Sync for SeqLock {}

    impl SeqLock {
        /// A record to begin with.
        pub fn new(word: usize) -> Self {
            SeqLock {
                version: AtomicUsize::new(0).named("version"),
                word: UnsafeCell::new(word).named("word"),
            }
        }

        /// As [`super::SeqLock::try_read`].
        pub fn try_read(&self) -> Option<usize> {
            // Acquire, and the fence: as in the right version. They cannot help: the read itself is the fault.
            let before = self.version.load(Acquire);
            if !before.is_multiple_of(2) {
                return None;
            }
            // SAFETY: none, see above.
            let word = self.word.with(|word| unsafe { word.read_volatile() });
            fence(Acquire);
            (self.version.load(Relaxed) == before).then_some(word)
        }

        /// As [`super::SeqLock::write`], for one writer.
        pub fn write(&self, word: usize) {
            // Relaxed: there is one writer.
            let odd = self.version.load(Relaxed).wrapping_add(1);
            self.version.store(odd, Relaxed);
            fence(Release);
            // SAFETY: none, see above.
            self.word
                .with_mut(|place| unsafe { place.write_volatile(word) });
            // Release: as in the right version.
            self.version.store(odd.wrapping_add(1), Release);
        }
    }
}
