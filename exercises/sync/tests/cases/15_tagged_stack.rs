//! Start: `the_last_in_is_the_first_out`: not yet implemented: a free node, the value, the list of values

use super::exercise::TaggedStack;

lab::cases! {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    /// Counts its drops. A reference, so that even a second drop of the same value can be counted.
    struct Counted<'a>(&'a AtomicUsize);

    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, SeqCst);
        }
    }

    /// What is on top, taken out and copied.
    fn pop<T: Copy, const N: usize>(stack: &TaggedStack<T, N>) -> Option<T> {
        stack.pop().map(|value| *value)
    }

    #[test]
    fn the_last_in_is_the_first_out() {
        let stack = TaggedStack::<_, 3>::new();
        for value in [1, 2, 3] {
            assert_eq!(stack.push(value), Ok(()), "there are 3 nodes, and this is value {value}");
        }
        let popped = [pop(&stack), pop(&stack), pop(&stack), pop(&stack)];
        assert_eq!(popped, [Some(3), Some(2), Some(1), None], "1, 2 and 3 were pushed");
    }

    #[test]
    fn a_full_stack_hands_the_value_back() {
        let stack = TaggedStack::<_, 2>::new();
        assert_eq!([stack.push('a'), stack.push('b')], [Ok(()), Ok(())]);
        assert_eq!(stack.push('c'), Err('c'), "there are 2 nodes, and this is the third value");
        assert_eq!(pop(&stack), Some('b'), "the one that did not fit has changed nothing");
    }

    #[test]
    fn a_node_can_be_used_again() {
        let stack = TaggedStack::<_, 2>::new();
        for round in 0..10 {
            assert_eq!(stack.push(round), Ok(()), "round {round}: every value before was popped and dropped");
            assert_eq!(pop(&stack), Some(round));
        }
    }

    #[test]
    fn every_value_is_dropped_once() {
        let dropped = AtomicUsize::new(0);
        let stack = TaggedStack::<_, 3>::new();
        for _ in 0..3 {
            assert!(stack.push(Counted(&dropped)).is_ok());
        }
        let popped = stack.pop();
        assert_eq!(dropped.load(SeqCst), 0, "a popped value belongs to whoever popped it");
        drop(popped);
        assert_eq!(dropped.load(SeqCst), 1, "one value was popped, and then dropped");
        drop(stack);
        let all = dropped.load(SeqCst);
        assert!(all >= 3, "two values were still in the stack when it was dropped; {} of them leaked", 3 - all.min(3));
        assert!(all <= 3, "3 values were made, and {all} were dropped");
    }
}

lab::models! {
    use lab::Model;
    use lab::sync::Arc;
    use lab::thread;

    #[test]
    fn two_that_push_both_arrive() {
        lab::check(&Model::new().preemptions(3), || {
            let stack = Arc::new(TaggedStack::<_, 2>::new());
            let other = thread::spawn({
                let stack = Arc::clone(&stack);
                move || stack.push(1)
            });
            let mine = stack.push(2);
            assert!(other.join().unwrap().is_ok() && mine.is_ok(), "two nodes were free, and two threads pushed one value each");
let popped = [stack.pop(), stack.pop()];
            let sum: u32 = popped.iter().flatten().map(|value| **value).sum();
            assert_eq!(sum, 3, "1 and 2 were pushed by two threads at once");
        });
    }

    #[test]
    fn two_that_pop_get_different_values() {
        lab::check(&Model::new().preemptions(3), || {
            let stack = Arc::new(TaggedStack::<_, 2>::new());
            assert!(stack.push(1).is_ok() && stack.push(2).is_ok());
            let other = thread::spawn({
                let stack = Arc::clone(&stack);
                move || stack.pop().map(|value| *value)
            });
            let mine = stack.pop().map(|value| *value);
            let theirs = other.join().unwrap();
            assert!(mine != theirs && mine.is_some() && theirs.is_some(), "1 and 2 were there: {mine:?} and {theirs:?} were popped");
        });
    }

    #[test]
    fn a_value_is_seen_whole_by_whoever_pops_it() {
        lab::check(&Model::new().preemptions(3), || {
            let stack = Arc::new(TaggedStack::<_, 1>::new());
            let other = thread::spawn({
                let stack = Arc::clone(&stack);
                move || stack.push(7)
            });
            if let Some(value) = stack.pop() {
                assert_eq!(*value, 7);
                drop(value);
                // Whoever takes the node next must see that the old value is out.
                assert!(stack.push(8).is_ok());
            }
            other.join().unwrap().unwrap();
        });
    }

    #[test]
    fn a_node_that_went_away_and_came_back_is_not_the_same() {
        lab::check(&Model::new().preemptions(3), || {
            let stack = Arc::new(TaggedStack::<_, 2>::new());
            assert!(stack.push(1).is_ok() && stack.push(2).is_ok());
            let other = thread::spawn({
                let stack = Arc::clone(&stack);
                move || {
                    let first = stack.pop();
                    let second = stack.pop();
                    // The first node is free, the second one still in our hands.
                    drop(first);
                    let _ = stack.push(3);
                    let third = stack.pop();
                    if let (Some(second), Some(third)) = (second, third) {
                        assert!(*second != *third, "value {} is in two hands: its node was popped twice", *second);
                    }
                }
            });
            drop(stack.pop());
            other.join().unwrap();
        });
    }
}
