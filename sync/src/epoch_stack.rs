//! Treiber's stack with nodes on the heap. Who has popped a node may not free it at once: another thread may have looked at it just before.
//!
//! `crossbeam-epoch` answers "when may it be freed?": a thread *pins* itself while it looks at nodes, what was popped is put aside, and it
//! is freed when every thread that was pinned then has let go (Fraser, *Practical lock-freedom*, 2004). A node that is not freed cannot come back as
//! another one: no ABA either.
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `top` | the top node | Release exchange by push, Acquire load by pop | each other: the popper sees the node's content |
//!
//! loom cannot model it: crossbeam's atomics are not loom's. [`index_stack`](crate::index_stack) is the same algorithm in a form that it can. Drop
//! counters in `tests/drops.rs` say that nothing leaks.

use std::fmt;
use std::mem::ManuallyDrop;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crossbeam::epoch::{self, Atomic, Owned};

/// A stack for many threads, without a lock.
pub struct EpochStack<T> {
    top: Atomic<Node<T>>,
}

struct Node<T> {
    /// Taken out by whoever pops the node: the node itself is freed later, and must not drop it again.
    value: ManuallyDrop<T>,
    below: Atomic<Node<T>>,
}

impl<T> Default for EpochStack<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> EpochStack<T> {
    /// An empty stack.
    pub fn new() -> Self {
        EpochStack {
            top: Atomic::null(),
        }
    }

    /// Puts a value on top.
    pub fn push(&self, value: T) {
        let guard = epoch::pin();
        let mut node = Owned::new(Node {
            value: ManuallyDrop::new(value),
            below: Atomic::null(),
        });
        loop {
            // Relaxed: not looked into; the exchange finds out whether it is still the top.
            let top = self.top.load(Relaxed, &guard);
            // Relaxed: published by the exchange.
            node.below.store(top, Relaxed);
            // Release: pairs with the Acquire load in `pop`; who sees the node sees its content.
            match self
                .top
                .compare_exchange(top, node, Release, Relaxed, &guard)
            {
                Ok(_) => return,
                Err(failed) => node = failed.new,
            }
        }
    }

    /// Takes the top value, if there is one.
    pub fn pop(&self) -> Option<T> {
        let guard = epoch::pin();
        loop {
            // Acquire: pairs with the Release exchange in `push`.
            let top = self.top.load(Acquire, &guard);
            // SAFETY: it was the top while this thread was pinned, so it is not freed before `guard` is dropped.
            let node = unsafe { top.as_ref() }?;
            // Relaxed: written before the node was published.
            let below = node.below.load(Relaxed, &guard);
            // Relaxed: what the next popper must see was published by the push of that node.
            let exchanged = self
                .top
                .compare_exchange(top, below, Relaxed, Relaxed, &guard);
            if exchanged.is_ok() {
                // SAFETY: only one thread exchanges this node away, so the value is read out once.
                let value = unsafe { std::ptr::read(&raw const *node.value) };
                // SAFETY: it is no longer reachable, and whoever sees it still is pinned.
                unsafe { guard.defer_destroy(top) };
                return Some(value);
            }
        }
    }
}

impl<T> Drop for EpochStack<T> {
    fn drop(&mut self) {
        while self.pop().is_some() {}
    }
}

impl<T> fmt::Debug for EpochStack<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EpochStack").finish_non_exhaustive()
    }
}
