//! `main` and `other` add one each, under the lock.

use interleave::sync::Arc;
use interleave::thread;
use sync::spin_lock::{Ask, BackOff, Guard, SpinLock, TestAndSet, TestAndTestAndSet};

fn added<A: Ask + 'static>(unlock: fn(Guard<'_, u32, A>)) {
    let total = Arc::new(SpinLock::<u32, A>::new(0));
    let add = move |total: &SpinLock<u32, A>| {
        let mut guard = total.lock();
        *guard += 1;
        unlock(guard);
    };
    let other = thread::Builder::new()
        .name("other".to_string())
        .spawn({
            let total = Arc::clone(&total);
            move || add(&total)
        })
        .unwrap();
    add(&total);
    other.join().unwrap();
    let total = *total.lock();
    assert!(total == 2, "two additions gave {total}");
}

fn unlock<T, A>(guard: Guard<'_, T, A>) {
    drop(guard);
}

#[test]
fn test_and_set_lets_one_at_a_time_in() {
    interleave::model(|| added::<TestAndSet>(unlock));
}

#[test]
fn test_and_test_and_set_lets_one_at_a_time_in() {
    interleave::model(|| added::<TestAndTestAndSet>(unlock));
}

#[test]
fn back_off_lets_one_at_a_time_in() {
    interleave::model(|| added::<BackOff>(unlock));
}

#[test]
fn try_lock_does_not_wait() {
    interleave::model(|| {
        let lock = SpinLock::<u32>::new(7);
        let guard = lock.lock();
        assert!(lock.try_lock().is_none(), "it is taken");
        drop(guard);
        assert_eq!(*lock.try_lock().expect("it is free"), 7);
    });
}

interleave::modelled! {
    use interleave::{FailureKind, Model};
    use sync::spin_lock::{relaxed_lock, relaxed_unlock, test_then_set};

    /// Interleavings alone: the fault is not one of memory ordering.
    #[test]
    fn both_find_the_lock_free_and_both_take_it() {
        let failure = Model::new()
            .sequential()
            .failure_of(|| added::<test_then_set::TestThenSet>(unlock));
        assert_eq!(failure.kind, FailureKind::DataRace);
        let both = [["main", "other"], ["other", "main"]].iter().any(|[first, last]| {
            failure.trace.shows(&[
                &format!("{first}: load locked -> false"),
                &format!("{last}: load locked -> false"),
                &format!("{first}: store locked <- true"),
            ])
        });
        assert!(both, "{failure}");
    }

    #[test]
    fn a_relaxed_lock_does_not_see_what_the_last_owner_wrote() {
        let failure = interleave::failure_of(|| added::<relaxed_lock::RelaxedTestAndSet>(unlock));
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&[
            "main: write value",
            "main: store locked <- false",
            "other: compare_exchange locked",
            "other: write value",
        ]);
    }

    #[test]
    fn a_relaxed_unlock_does_not_show_what_its_owner_wrote() {
        let failure = interleave::failure_of(|| added::<TestAndSet>(relaxed_unlock::unlock));
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&[
            "main: write value",
            "main: store locked <- false",
            "other: compare_exchange locked",
            "other: write value",
        ]);
    }
}
