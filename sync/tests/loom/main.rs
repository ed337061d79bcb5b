//! Each mechanism of this topic under every interleaving, and its broken twins, which must fail: `cargo loom -p sync`.
//!
//! On real threads (`cargo test`) the right versions run many times; the twins need a model checker and are left out.

mod arc;
mod atomics;
mod barrier;
mod bounded_queue;
mod dining;
mod fair_rwlock;
mod futex_mutex;
mod guards;
mod happens_before;
mod index_stack;
mod litmus;
mod lock_granularity;
mod lock_order;
mod mailbox;
mod once_and_lazy;
mod peterson;
mod rwlock;
mod select;
mod semaphore;
mod seqlock;
mod spin_lock;
mod spsc_ring;
mod two_lock_queue;
mod unsafe_cell;
