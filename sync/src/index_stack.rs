//! A stack without a lock (Treiber, *Systems programming: coping with parallelism*, 1986), over a fixed set of nodes: their numbers are what is
//! pushed and popped. It is how one keeps a list of free places.
//!
//! To pop is to look at the top and its successor, and to exchange the top for the successor *if it is still the top*. Being
//! the same number again is not the same as never having been away: between the look and the exchange others may pop it, pop its
//! successor, and push it back. That is the *ABA problem*. The cure here is a tag beside the top that counts its changes.
//!
//! | atomic | job | ordering | partner |
//! |---|---|---|---|
//! | `top` | number of the top node, and the tag | Release exchange by push, Acquire load by pop | each other: the popper sees the node's successor, and what was done with the node before it was pushed |
//! | `below[n]` | the node under node `n` | Relaxed | none of its own: `top` publishes it |
//!
//! Models and twins: `cargo loom -p sync index_stack`.

use super::engine::sync::Arc;
use super::engine::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use super::engine::thread;
use interleave::Named;

/// No node.
const NONE: u32 = u32::MAX;

/// Numbers below `N`, each in the stack at most once.
pub struct IndexStack<const N: usize> {
    top: AtomicU64,
    below: [AtomicU32; N],
}

/// The tag makes the high half. It begins anew after 2³² changes: a thread would have to sleep through exactly so many.
fn packed(tag: u32, node: u32) -> u64 {
    u64::from(tag) << 32 | u64::from(node)
}

fn unpacked(top: u64) -> (u32, u32) {
    ((top >> 32) as u32, top as u32)
}

impl<const N: usize> Default for IndexStack<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> IndexStack<N> {
    /// An empty stack.
    pub fn new() -> Self {
        let mut node = 0;
        IndexStack {
            top: AtomicU64::new(packed(0, NONE)).named("top"),
            below: [NONE; N].map(|none| {
                node += 1;
                AtomicU32::new(none).named(&format!("below {}", node - 1))
            }),
        }
    }

    /// Puts node `node` on top. The caller has it, and gives it away.
    ///
    /// # Panics
    ///
    /// If `node` is not below `N`.
    pub fn push(&self, node: u32) {
        // Relaxed: a value to begin with; the exchange finds out whether it is still right.
        let mut top = self.top.load(Relaxed);
        loop {
            let (tag, above) = unpacked(top);
            // Relaxed: published by the exchange.
            self.below[node as usize].store(above, Relaxed);
            let new = packed(tag.wrapping_add(1), node);
            // Release: pairs with the Acquire loads in `pop`; who sees the node sees what is below it.
            match self.top.compare_exchange(top, new, Release, Relaxed) {
                Ok(_) => return,
                Err(now) => top = now,
            }
        }
    }

    /// Takes the top node, if there is one.
    pub fn pop(&self) -> Option<u32> {
        // Acquire, here and below: pairs with the Release exchange in `push`; the node's successor is visible.
        let mut top = self.top.load(Acquire);
        loop {
            let (tag, node) = unpacked(top);
            if node == NONE {
                return None;
            }
            // Relaxed: it may be old by now. Then the top has changed, the tag with it, and the exchange fails.
            let below = self.below[node as usize].load(Relaxed);
            let new = packed(tag.wrapping_add(1), below);
            match self.top.compare_exchange(top, new, Acquire, Acquire) {
                Ok(_) => return Some(node),
                Err(now) => top = now,
            }
        }
    }
}

/// Twin: the tag never changes, so a top that went away and came back looks as if it had stayed.
pub mod without_tag {
    use super::{Acquire, IndexStack, NONE, Relaxed, Release, packed, unpacked};

    /// As [`IndexStack::push`].
    pub fn push<const N: usize>(stack: &IndexStack<N>, node: u32) {
        // Relaxed and Release: as in the right version.
        let mut top = stack.top.load(Relaxed);
        loop {
            stack.below[node as usize].store(unpacked(top).1, Relaxed);
            match stack
                .top
                .compare_exchange(top, packed(0, node), Release, Relaxed)
            {
                Ok(_) => return,
                Err(now) => top = now,
            }
        }
    }

    /// As [`IndexStack::pop`]: what it read as the successor may be in somebody's hands by the time it becomes the top.
    pub fn pop<const N: usize>(stack: &IndexStack<N>) -> Option<u32> {
        // Acquire and Relaxed: as in the right version.
        let mut top = stack.top.load(Acquire);
        loop {
            let (_, node) = unpacked(top);
            if node == NONE {
                return None;
            }
            let below = stack.below[node as usize].load(Relaxed);
            match stack
                .top
                .compare_exchange(top, packed(0, below), Acquire, Acquire)
            {
                Ok(_) => return Some(node),
                Err(now) => top = now,
            }
        }
    }
}

/// Nodes 0 and 1 are in the stack, 0 on top. `main` pops one; thread 1 pops both and pushes the first back.
///
/// # Panics
///
/// If a node ends in two hands, in a hand and in the stack, or nowhere.
pub fn away_and_back(push: fn(&IndexStack<2>, u32), pop: fn(&IndexStack<2>) -> Option<u32>) {
    let stack = Arc::new(IndexStack::new());
    push(&stack, 1);
    push(&stack, 0);
    let other = thread::spawn({
        let stack = Arc::clone(&stack);
        move || {
            let first = pop(&stack);
            let second = pop(&stack);
            if let Some(node) = first {
                push(&stack, node);
            }
            second
        }
    });
    let mine = pop(&stack);
    let theirs = other.join().unwrap();
    let left = std::iter::from_fn(|| pop(&stack)).take(4);
    let mut nodes: Vec<u32> = mine.into_iter().chain(theirs).chain(left).collect();
    nodes.sort_unstable();
    assert!(nodes == [0, 1], "each node is in one place: {nodes:?}");
}
