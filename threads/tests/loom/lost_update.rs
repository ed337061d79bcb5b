//! One addition each, by `main` and `other`.

use threads::lost_update::{fetch_add, total};

#[test]
fn no_update_is_lost_by_fetch_add() {
    interleave::model(|| assert_eq!(total(1, fetch_add), 2));
}

interleave::modelled! {
    use interleave::{FailureKind, Model};
    use threads::lost_update::load_then_store;

    /// Interleavings alone: with stale values, loom could tell a story that no beginner would believe.
    #[test]
    fn an_update_is_lost_between_load_and_store() {
        let failure = Model::new()
            .sequential()
            .failure_of(|| assert!(total(1, load_then_store) == 2, "an update is lost"));
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("an update is lost"), "{failure}");
        // Whoever stores last had loaded before the other stored.
        let lost = [["main", "other"], ["other", "main"]].iter().any(|[first, last]| {
            failure.trace.shows(&[
                &format!("{last}: load counter -> 0"),
                &format!("{first}: store counter <- 1"),
                &format!("{last}: store counter <- 1"),
            ])
        });
        assert!(lost, "{failure}");
    }

    /// Two additions each: even then two may be all that is left.
    #[test]
    fn of_four_additions_in_two_steps_two_may_be_left() {
        Model::new()
            .sequential()
            .failure_of(|| assert!(total(2, load_then_store) > 2, "two of four are lost"));
    }
}
