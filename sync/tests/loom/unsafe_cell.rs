//! `main` and `other` fill one slot, or one fills it and the other looks.

use interleave::sync::Arc;
use interleave::thread::{self, JoinHandle};
use sync::unsafe_cell::WriteOnce;

fn other<R: Send + 'static>(f: impl FnOnce() -> R + Send + 'static) -> JoinHandle<R> {
    thread::Builder::new()
        .name("other".to_string())
        .spawn(f)
        .unwrap()
}

type Get = fn(&WriteOnce<u32>) -> Option<&u32>;

fn filled_and_read(get: Get) {
    let slot = Arc::new(WriteOnce::new());
    let reader = other({
        let slot = Arc::clone(&slot);
        move || {
            if let Some(value) = get(&slot) {
                assert_eq!(*value, 42);
            }
        }
    });
    assert_eq!(slot.set(42), Ok(()));
    reader.join().unwrap();
    assert_eq!(slot.get(), Some(&42));
}

fn get(slot: &WriteOnce<u32>) -> Option<&u32> {
    slot.get()
}

#[test]
fn a_reader_sees_nothing_or_the_whole_value() {
    interleave::model(|| filled_and_read(get));
}

#[test]
fn one_of_two_fills_the_slot_and_the_other_has_its_value_back() {
    interleave::model(|| {
        let slot = Arc::new(WriteOnce::new());
        let theirs = other({
            let slot = Arc::clone(&slot);
            move || slot.set(2)
        });
        let mine = slot.set(1);
        let theirs = theirs.join().unwrap();
        match slot.get() {
            Some(1) => assert_eq!((mine, theirs), (Ok(()), Err(2))),
            Some(2) => assert_eq!((mine, theirs), (Err(1), Ok(()))),
            found => panic!("two have tried, and {found:?} is there"),
        }
    });
}

#[test]
fn each_value_is_dropped_once() {
    let value = Arc::new(());
    interleave::model({
        let value = Arc::clone(&value);
        move || {
            let slot = WriteOnce::new();
            assert!(slot.set(Arc::clone(&value)).is_ok());
            assert!(slot.set(Arc::clone(&value)).is_err());
            drop(slot);
            drop(WriteOnce::<Arc<()>>::new());
        }
    });
    assert_eq!(Arc::strong_count(&value), 1);
}

interleave::modelled! {
    use interleave::{FailureKind, Model};
    use sync::unsafe_cell::{Tally, no_bounds, not_empty_is_enough};

    #[test]
    fn without_a_bound_two_threads_count_in_one_cell() {
        let failure = interleave::failure_of(|| {
            let slot = Arc::new(no_bounds::WriteOnceForAll(WriteOnce::new()));
            slot.0.set(Tally::new()).unwrap();
            let theirs = other({
                let slot = Arc::clone(&slot);
                move || slot.0.get().unwrap().add()
            });
            slot.0.get().unwrap().add();
            theirs.join().unwrap();
        });
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&["main: write count", "other: write count"]);
    }

    #[test]
    fn a_slot_that_is_not_empty_may_not_be_full() {
        let failure = Model::new()
            .sequential()
            .failure_of(|| filled_and_read(not_empty_is_enough::get));
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&[
            "main: compare_exchange state -> 0 <- 1",
            "main: write value",
            "other: load state -> 1",
            "other: read value",
        ]);
    }
}
