//! `main` and `other` need a value, and nobody has made it yet.

use interleave::Model;
use interleave::sync::Arc;
use interleave::thread;
use sync::once_and_lazy::Once;

type GetOrInit = fn(&Once<u32>, fn() -> u32) -> &u32;

fn both_need_it(get_or_init: GetOrInit) {
    let once = Arc::new(Once::new());
    let other = thread::Builder::new()
        .name("other".to_string())
        .spawn({
            let once = Arc::clone(&once);
            move || assert_eq!(*get_or_init(&once, || 42), 42)
        })
        .unwrap();
    assert_eq!(*get_or_init(&once, || 42), 42);
    other.join().unwrap();
}

fn get_or_init(once: &Once<u32>, init: fn() -> u32) -> &u32 {
    once.get_or_init(init)
}

#[test]
fn both_see_the_whole_value() {
    interleave::model(|| both_need_it(get_or_init));
}

#[test]
fn it_is_made_once() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    Model::new().check(|| {
        let made = Arc::new(AtomicU32::new(0));
        let once = Arc::new(Once::new());
        let need = {
            let (made, once) = (Arc::clone(&made), Arc::clone(&once));
            move || {
                // Relaxed: counts, and is read after the join.
                let value = *once.get_or_init(|| made.fetch_add(1, Relaxed));
                assert_eq!(value, 0);
            }
        };
        let other = thread::spawn(need.clone());
        need();
        other.join().unwrap();
        assert!(made.load(Relaxed) == 1, "made {made:?} times");
    });
}

interleave::real_threads_only! {
    #[test]
    fn after_a_panic_the_next_one_tries() {
        let once = Arc::new(Once::<u32>::new());
        let failing = thread::spawn({
            let once = Arc::clone(&once);
            move || *once.get_or_init(|| panic!("the first one fails"))
        });
        assert!(failing.join().is_err());
        assert_eq!(once.get(), None);
        assert_eq!(*once.get_or_init(|| 42), 42);
    }

    #[test]
    fn what_was_made_is_dropped_once() {
        let made = Arc::new(());
        let once = Once::new();
        once.get_or_init(|| Arc::clone(&made));
        once.get_or_init(|| Arc::clone(&made));
        assert_eq!(Arc::strong_count(&made), 2);
        drop(once);
        assert_eq!(Arc::strong_count(&made), 1);
    }
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::once_and_lazy::{flag_first, one_look, relaxed_flag};

    #[test]
    fn a_relaxed_flag_is_seen_before_the_value() {
        let failure = interleave::failure_of(|| both_need_it(relaxed_flag::get_or_init));
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&[
            "main: write value",
            "main: store ready <- true",
            "other: load ready -> true",
            "other: read value",
        ]);
    }

    #[test]
    fn without_a_second_look_the_value_is_made_again_while_it_is_read() {
        let failure = Model::new()
            .sequential()
            .failure_of(|| both_need_it(one_look::get_or_init));
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&[
            "other: load ready -> false",
            "main: store ready <- true",
            "main: read value",
            "other: lock making",
            "other: write value",
        ]);
    }

    #[test]
    fn a_flag_that_is_raised_first_promises_what_is_not_there() {
        let failure = Model::new()
            .sequential()
            .failure_of(|| both_need_it(flag_first::get_or_init));
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&[
            "main: store ready <- true",
            "main: write value",
            "other: load ready -> true",
            "other: read value",
        ]);
    }
}
