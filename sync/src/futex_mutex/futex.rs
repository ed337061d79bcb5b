//! A word that threads can sleep on, until another thread changes it and says so.
//!
//! `wait(expected)` sleeps only if the word still is `expected`. To whoever wakes, that look and the falling asleep are one
//! step. So a wake-up that follows a change finds either a thread that has seen the change, and does not sleep, or one that
//! sleeps already. Linux calls this a futex (Franke, Russell and Kirkwood 2002; `man 2 futex`); Windows and macOS have the like.
//!
//! The models cannot look into the system. There a [`stand_in`] takes its place, made of a mutex and a condition
//! variable. The tests run it on real threads as well.

interleave::real_threads_only! {
    pub use system::Futex;
}
interleave::modelled! {
    pub use stand_in::Futex;
}

interleave::real_threads_only! {
    /// The system's, by the crate `atomic-wait`.
    pub mod system {
        use std::sync::atomic::AtomicU32;

        /// A word that the system lets threads sleep on.
        #[derive(Debug)]
        pub struct Futex {
            /// What is waited for.
            pub word: AtomicU32,
        }

        impl Futex {
            /// A word of this value, with nobody asleep. The name is for time lines.
            pub const fn new(value: u32, _name: &str) -> Self {
                Futex { word: AtomicU32::new(value) }
            }

            /// Sleeps if the word is `expected`. May return without any reason.
            pub fn wait(&self, expected: u32) {
                atomic_wait::wait(&self.word, expected);
            }

            /// Wakes one that sleeps, if there is one.
            #[inline]
            pub fn wake_one(&self) {
                atomic_wait::wake_one(&raw const self.word);
            }

            /// Wakes all that sleep.
            pub fn wake_all(&self) {
                atomic_wait::wake_all(&raw const self.word);
            }
        }
    }
}

/// The same out of a mutex and a condition variable.
pub mod stand_in {
    use interleave::Named;
    use interleave::sync::atomic::{AtomicU32, Ordering::Relaxed};
    use interleave::sync::{Condvar, Mutex};

    /// A word with a waiting room.
    #[derive(Debug)]
    pub struct Futex {
        /// What is waited for.
        pub word: AtomicU32,
        /// Held for the look in `wait` and for each wake-up, as the kernel holds the lock of a queue.
        room: Mutex<()>,
        woken: Condvar,
    }

    impl Futex {
        /// A word of this value, with nobody asleep. The name is for time lines.
        pub fn new(value: u32, name: &str) -> Self {
            Futex {
                word: AtomicU32::new(value).named(name),
                room: Mutex::new(()).named(&format!("room of {name}")),
                woken: Condvar::new().named(&format!("sleepers on {name}")),
            }
        }

        /// Sleeps if the word is `expected`. May return without any reason.
        pub fn wait(&self, expected: u32) {
            // Never poisoned: nobody panics while holding it.
            let room = self.room.lock().unwrap();
            // Relaxed: whoever changed the word and woke before this look has locked the room before, and that orders.
            if self.word.load(Relaxed) == expected {
                // No loop: a futex may return without any reason, and its callers look again.
                drop(self.woken.wait(room).unwrap());
            }
        }

        /// Wakes one that sleeps, if there is one.
        pub fn wake_one(&self) {
            let _room = self.room.lock().unwrap();
            self.woken.notify_one();
        }

        /// Wakes all that sleep.
        pub fn wake_all(&self) {
            let _room = self.room.lock().unwrap();
            self.woken.notify_all();
        }
    }
}
