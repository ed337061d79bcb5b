//! # A stack without a lock
//!
//! Route: advanced, 35 minutes.
//!
//! `N` nodes lie in an array, and two lists go through them: the values, and the nodes that are free. Each list is a top, a
//! node's number with a *tag* beside it, and the node below each. To push is to take a free node, put the value into it, and
//! give it to the list of values. To pop is the reverse, but the value stays in its node as long as whoever popped it needs it. Nobody waits for anybody. A node that went away and came back must
//! not pass for one that stayed, a value must be seen whole, and every value is dropped once: by whoever popped it, or
//! with the stack.
//!
//! Seen in: `cargo run -p sync --example 24_treiber_stack`.

use std::mem::MaybeUninit;
use std::ops::Deref;

use lab::Named;
use lab::cell::UnsafeCell;
use lab::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// The number of no node.
const NONE: u32 = u32::MAX;

/// A stack with room for `N` values.
pub struct TaggedStack<T, const N: usize> {
    nodes: [Node<T>; N],
    values: AtomicU64,
    free: AtomicU64,
}

struct Node<T> {
    /// Written while the node is in the list of values, or on its way there.
    value: UnsafeCell<MaybeUninit<T>>,
    below: AtomicU32,
}

// SAFETY: a node belongs to one thread from when it is taken until it is given back: values only move between threads.
unsafe impl<T: Send, const N: usize> Sync for TaggedStack<T, N> {}

/// A top: the tag in the upper half, the number of the node in the lower.
fn top(tag: u32, node: u32) -> u64 {
    u64::from(tag) << 32 | u64::from(node)
}

/// The tag and the node of a top.
fn tag_and_node(top: u64) -> (u32, u32) {
    ((top >> 32) as u32, top as u32)
}

impl<T, const N: usize> TaggedStack<T, N> {
    /// All nodes are free.
    pub fn new() -> Self {
        let below = |node: usize| if node + 1 < N { node as u32 + 1 } else { NONE };
        TaggedStack {
            nodes: std::array::from_fn(|node| Node {
                value: UnsafeCell::new(MaybeUninit::uninit()).named(&format!("value {node}")),
                below: AtomicU32::new(below(node)).named(&format!("below {node}")),
            }),
            values: AtomicU64::new(top(0, NONE)).named("values"),
            free: AtomicU64::new(top(0, 0)).named("free"),
        }
    }

    /// Takes the top node of a list, if there is one.
    fn take(&self, list: &AtomicU64) -> Option<u32> {
        // BEGIN SOLUTION -> todo!("exchange the top for the node below it")
        // Acquire, here and below: pairs with the Release exchange in `give`; what was done with the node comes before.
        let mut seen = list.load(Ordering::Acquire);
        loop {
            let (tag, node) = tag_and_node(seen);
            if node == NONE {
                return None;
            }
            // Relaxed: may be old by now; then the tag has changed, and the exchange fails.
            let below = self.nodes[node as usize].below.load(Ordering::Relaxed);
            let next = top(tag.wrapping_add(1), below);
            match list.compare_exchange(seen, next, Ordering::Acquire, Ordering::Acquire) {
                Ok(_) => return Some(node),
                Err(now) => seen = now,
            }
        }
        // END SOLUTION
    }

    /// Puts a node, which the caller has, on top of a list.
    fn give(&self, list: &AtomicU64, node: u32) {
        // BEGIN SOLUTION -> todo!("put the node on top")
        // Relaxed: the exchange decides.
        let mut seen = list.load(Ordering::Relaxed);
        loop {
            let (tag, below) = tag_and_node(seen);
            // Relaxed: published by the exchange.
            self.nodes[node as usize]
                .below
                .store(below, Ordering::Relaxed);
            let next = top(tag.wrapping_add(1), node);
            // Release: pairs with the Acquire in `take`; whoever takes the node sees its value.
            match list.compare_exchange(seen, next, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => seen = now,
            }
        }
        // END SOLUTION
    }

    /// Puts `value` on top, or hands it back if no node is free.
    pub fn push(&self, value: T) -> Result<(), T> {
        // BEGIN SOLUTION -> todo!("a free node, the value, the list of values")
        let Some(node) = self.take(&self.free) else {
            return Err(value);
        };
        let place = &self.nodes[node as usize].value;
        // SAFETY: this thread has taken the node, and it holds no value.
        place.with_mut(|place| unsafe { (*place).write(value) });
        self.give(&self.values, node);
        Ok(())
        // END SOLUTION
    }

    /// Takes the top value, if there is one. Its node is free again when what this returns is dropped.
    pub fn pop(&self) -> Option<Popped<'_, T, N>> {
        // BEGIN SOLUTION -> todo!("take a node from the list of values")
        let node = self.take(&self.values)?;
        Some(Popped { stack: self, node })
        // END SOLUTION
    }
}

/// A value that was popped, still in its node. Dropping it drops the value and frees the node.
pub struct Popped<'a, T, const N: usize> {
    stack: &'a TaggedStack<T, N>,
    node: u32,
}

impl<T, const N: usize> Deref for Popped<'_, T, N> {
    type Target = T;

    fn deref(&self) -> &T {
        let place = &self.stack.nodes[self.node as usize].value;
        // SAFETY: this is the only handle to a node that was in the list of values, so it holds one, and nobody writes there.
        place.with(|place| unsafe { (*place).assume_init_ref() })
    }
}

impl<T, const N: usize> Drop for Popped<'_, T, N> {
    fn drop(&mut self) {
        // BEGIN SOLUTION -> todo!("drop the value, and free the node")
        let place = &self.stack.nodes[self.node as usize].value;
        // SAFETY: as in `deref`; and the value is not used again, for the node goes to the free ones.
        place.with_mut(|place| unsafe { (*place).assume_init_drop() });
        self.stack.give(&self.stack.free, self.node);
        // END SOLUTION
    }
}

impl<T, const N: usize> Default for TaggedStack<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, const N: usize> Drop for TaggedStack<T, N> {
    fn drop(&mut self) {
        // BEGIN SOLUTION -> todo!("drop the values that are still there")
        while self.pop().is_some() {}
        // END SOLUTION
    }
}
