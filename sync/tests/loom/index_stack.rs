//! Nodes 0 and 1 are in the stack, 0 on top. One thread pops; the other pops both and pushes 0 back.

use interleave::sync::Arc;
use interleave::thread;
use sync::index_stack::IndexStack;

type Stack = IndexStack<2>;

/// # Panics
///
/// If a node ends in two hands.
fn away_and_back(push: fn(&Stack, u32), pop: fn(&Stack) -> Option<u32>) {
    let stack = Arc::new(Stack::new());
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
    let mut taken = vec![pop(&stack)];
    taken.push(other.join().unwrap());
    taken.extend(std::iter::from_fn(|| pop(&stack).map(Some)).take(4));
    let mut nodes: Vec<u32> = taken.into_iter().flatten().collect();
    nodes.sort_unstable();
    assert!(nodes == [0, 1], "each node is in one hand: {nodes:?}");
}

#[test]
fn each_node_is_in_one_hand() {
    interleave::model(|| away_and_back(Stack::push, Stack::pop));
}

interleave::modelled! {
    use interleave::{FailureKind, Model};
    use sync::index_stack::without_tag;

    #[test]
    fn a_top_that_went_away_and_came_back_passes_for_the_same() {
        // Sequential: the fault is one of interleavings.
        let failure = Model::new().sequential().failure_of(|| away_and_back(without_tag::push, without_tag::pop));
        assert_eq!(failure.kind, FailureKind::Panic);
        failure.assert_shows(&["main: load top", "main: load below 0 -> 1", "main: compare_exchange top"]);
        failure.assert_shows(&["thread 1: compare_exchange top", "thread 1: compare_exchange top", "thread 1: store below 0"]);
    }
}
