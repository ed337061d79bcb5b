//! Threads add one each under the mutex; `main` sends `other` a word under mutex and condition variable.

use interleave::Model;
use interleave::sync::Arc;
use interleave::thread::{self, JoinHandle};
use sync::futex_mutex::{Condvar, Mutex, MutexGuard, two_states};

type Lock = fn(&Mutex<u32>) -> MutexGuard<'_, u32>;
type Unlock = fn(MutexGuard<'_, u32>);
type Wait = for<'a> fn(&Condvar, MutexGuard<'a, bool>) -> MutexGuard<'a, bool>;

fn lock(mutex: &Mutex<u32>) -> MutexGuard<'_, u32> {
    mutex.lock()
}

fn unlock(guard: MutexGuard<'_, u32>) {
    drop(guard);
}

fn wait<'a>(condvar: &Condvar, guard: MutexGuard<'a, bool>) -> MutexGuard<'a, bool> {
    condvar.wait(guard)
}

fn spawn(name: &str, f: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    thread::Builder::new()
        .name(name.to_string())
        .spawn(f)
        .unwrap()
}

fn added(others: &[&str], lock: Lock, unlock: Unlock) {
    let total = Arc::new(Mutex::new(0));
    let add = move |total: &Mutex<u32>| {
        let mut guard = lock(total);
        *guard += 1;
        unlock(guard);
    };
    let threads: Vec<_> = others
        .iter()
        .map(|name| {
            let total = Arc::clone(&total);
            spawn(name, move || add(&total))
        })
        .collect();
    add(&total);
    for thread in threads {
        thread.join().unwrap();
    }
    let total = *total.lock();
    assert!(
        total as usize == others.len() + 1,
        "{} additions gave {total}",
        others.len() + 1
    );
}

fn told(wait: Wait) {
    let shared = Arc::new((Mutex::new(false), Condvar::new()));
    let other = spawn("other", {
        let shared = Arc::clone(&shared);
        move || {
            let (said, changed) = &*shared;
            let mut guard = said.lock();
            while !*guard {
                guard = wait(changed, guard);
            }
        }
    });
    let (said, changed) = &*shared;
    *said.lock() = true;
    changed.notify_one();
    other.join().unwrap();
}

#[test]
fn one_of_two_at_a_time_has_the_mutex() {
    interleave::model(|| added(&["other"], lock, unlock));
}

#[test]
fn nobody_of_three_is_forgotten() {
    Model::new()
        .preemptions(2)
        .check(|| added(&["other", "third"], lock, unlock));
}

#[test]
fn two_states_are_enough_to_be_right() {
    Model::new()
        .preemptions(2)
        .check(|| added(&["other", "third"], two_states::lock, two_states::unlock));
}

#[test]
fn a_wake_up_without_reason_does_no_harm() {
    Model::new()
        .preemptions(2)
        .spurious_wake_ups()
        .check(|| added(&["other"], lock, unlock));
}

#[test]
fn a_notification_reaches_the_one_that_waits() {
    interleave::model(|| told(wait));
}

#[test]
fn a_notification_without_reason_changes_nothing() {
    Model::new()
        .preemptions(2)
        .spurious_wake_ups()
        .check(|| told(wait));
}

#[test]
fn the_stand_in_sleeps_only_while_the_word_is_as_expected() {
    use interleave::sync::atomic::Ordering::Relaxed;
    use sync::futex_mutex::futex::stand_in::Futex;

    interleave::model(|| {
        let futex = Arc::new(Futex::new(0, "word"));
        futex.wait(1);
        let other = spawn("other", {
            let futex = Arc::clone(&futex);
            move || {
                while futex.word.load(Relaxed) == 0 {
                    futex.wait(0);
                }
            }
        });
        futex.word.store(1, Relaxed);
        futex.wake_all();
        other.join().unwrap();
    });
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::futex_mutex::{counts_too_late, forgets_the_others, wakes_too_early, woken_is_owner};

    #[test]
    fn a_thread_that_was_woken_without_reason_enters() {
        let failure = Model::new()
            .sequential()
            .spurious_wake_ups()
            .failure_of(|| added(&["other"], woken_is_owner::lock, unlock));
        assert_eq!(failure.kind, FailureKind::DataRace);
        failure.assert_shows(&[
            "main: write value",
            "other: wait sleepers on state",
            "other: woken spuriously sleepers on state",
            "other: write value",
        ]);
    }

    #[test]
    fn the_third_thread_sleeps_for_ever() {
        let failure = Model::new()
            .sequential()
            .preemptions(2)
            .failure_of(|| added(&["other", "third"], forgets_the_others::lock, unlock));
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&[
            "other: wait sleepers on state",
            "third: wait sleepers on state",
            "main: notify_one sleepers on state",
            "other: woken sleepers on state",
            "other: compare_exchange state -> 0 <- 1",
            "other: swap state -> 1 <- 0",
            "third: wait sleepers on state (blocked)",
        ]);
    }

    #[test]
    fn a_thread_that_was_woken_too_early_sleeps_for_ever() {
        let failure = Model::new()
            .sequential()
            .failure_of(|| added(&["other"], lock, wakes_too_early::unlock));
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&[
            "main: write value",
            "main: notify_one sleepers on state",
            "other: wait sleepers on state",
            "main: store state <- 0",
            "other: wait sleepers on state (blocked)",
        ]);
    }

    #[test]
    fn a_notification_before_the_look_is_lost() {
        let failure = Model::new().sequential().failure_of(|| told(counts_too_late::wait));
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&[
            "other: swap state -> 1 <- 0",
            "main: write value",
            "main: notify_one sleepers on notifications",
            "other: load notifications -> 1",
            "other: wait sleepers on notifications (blocked)",
        ]);
    }
}
