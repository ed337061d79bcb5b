//! One thread writes a plain variable, another reads it.

use sync::happens_before::{by_channel, by_lock, by_release_and_acquire, by_spawn_and_join};

#[test]
fn what_was_written_before_a_spawn_or_an_end_is_seen_after_it() {
    interleave::model(by_spawn_and_join);
}

#[test]
fn what_was_written_before_an_unlock_is_seen_after_the_next_lock() {
    interleave::model(by_lock);
}

#[test]
fn what_was_written_before_a_send_is_seen_after_its_receive() {
    interleave::model(by_channel);
}

#[test]
fn what_was_written_before_a_release_is_seen_after_the_acquire_that_sees_it() {
    interleave::model(by_release_and_acquire);
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::happens_before::{by_relaxed_flag, by_release_alone};

    #[test]
    fn a_relaxed_flag_says_nothing_about_the_letter() {
        let failure = interleave::failure_of(by_relaxed_flag);
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&["thread 1: write letter", "thread 1: store ready <- true", "main: load ready -> true", "main: read letter"]);
    }

    #[test]
    fn a_release_that_nobody_acquires_publishes_nothing() {
        let failure = interleave::failure_of(by_release_alone);
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&["thread 1: store ready <- true", "main: load ready -> true", "main: read letter"]);
    }
}
