//! Nodes 0 and 1 are in the stack, 0 on top. One thread pops; the other pops both and pushes 0 back.

use sync::index_stack::{IndexStack, away_and_back};

type Stack = IndexStack<2>;

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
