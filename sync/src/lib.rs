//! # Sync: sharing, waiting, and who sees what
//!
//! Threads that share data must agree on who may touch it, who waits for whom, and in which order writes become visible.
//! Lessons live in `examples/`, in reading order; what is worth reusing or model checking lives here.
//!
//! | idea | lesson | mechanism |
//! |---|---|---|
//! | how long a lock is held | 01 | [`guards`] |
//! | a panic inside the lock | 02 | [`poisoning`] |
//! | deadlock: four conditions, and how to take one away | 03, 04 | [`lock_order`], [`dining`] |
//! | waiting for a condition | 05, 06 | [`mailbox`], [`bounded_queue`], [`two_lock_queue`] |
//! | tokens and meetings | 07, 08 | [`semaphore`], [`barrier`] |
//! | many readers or one writer | 09 | [`rwlock`] |
//! | who goes first, readers or writers | 10 | [`fair_rwlock`] |
//! | one lock or many | 11 | [`lock_granularity`] |
//! | waiting for one of several channels | 12 | [`select`] |
//! | one step at a time, without a lock | 13 | [`atomics`] |
//! | who sees what, and since when | 14 | [`happens_before`] |
//! | a value that is made once | 17 | [`once_and_lazy`] |
//! | what unsafe code promises | 18 | [`unsafe_cell`] |
//! | what a cache line costs | 19 | [`false_sharing`] |
//! | a lock that waits awake | 20 | [`spin_lock`] |
//! | a mutex and a condition variable from scratch | 21 | [`futex_mutex`] |
//! | what weak memory allows, and Peterson's lock | 15, 16 | [`litmus`], [`litmus_runs`], [`peterson`] |
//! | counting owners | 22 | [`arc`](mod@arc) |
//! | a ring between two threads | 23 | [`spsc_ring`] |
//! | a stack without a lock, and who frees its nodes | 24 | [`index_stack`], [`epoch_stack`] |
//! | readers that write nothing | 25 | [`seqlock`] |
//! | a model checker of one's own | 26 | [`model_checker`] |
//!
//! Lessons 20 to 26 are a side branch: nothing later needs them. The models of the mechanisms, and the broken twins that
//! must fail, are in `tests/loom`: `cargo loom -p sync`.

pub mod arc;
pub mod atomics;
pub mod barrier;
pub mod bounded_queue;
pub mod dining;
pub mod epoch_stack;
pub mod fair_rwlock;
pub mod false_sharing;
pub mod futex_mutex;
pub mod guards;
pub mod happens_before;
pub mod index_stack;
pub mod litmus;
pub mod litmus_runs;
pub mod lock_granularity;
pub mod lock_order;
pub mod mailbox;
pub mod model_checker;
pub mod once_and_lazy;
pub mod peterson;
pub mod poisoning;
pub mod rwlock;
pub mod select;
pub mod semaphore;
pub mod seqlock;
pub mod spin_lock;
pub mod spsc_ring;
pub mod two_lock_queue;
pub mod unsafe_cell;

/// What the mechanisms run on here. Lessons and the book include some of these files once more, in the explorer.
use interleave as engine;
