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
//!
//! Check: `cargo course check 15_tagged_stack`, or by hand `cargo test -p exercises-sync --test 15_tagged_stack`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

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
        todo!("exchange the top for the node below it")
    }

    /// Puts a node, which the caller has, on top of a list.
    fn give(&self, list: &AtomicU64, node: u32) {
        todo!("put the node on top")
    }

    /// Puts `value` on top, or hands it back if no node is free.
    pub fn push(&self, value: T) -> Result<(), T> {
        todo!("a free node, the value, the list of values")
    }

    /// Takes the top value, if there is one. Its node is free again when what this returns is dropped.
    pub fn pop(&self) -> Option<Popped<'_, T, N>> {
        todo!("take a node from the list of values")
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
        todo!("drop the value, and free the node")
    }
}

impl<T, const N: usize> Default for TaggedStack<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, const N: usize> Drop for TaggedStack<T, N> {
    fn drop(&mut self) {
        todo!("drop the values that are still there")
    }
}
