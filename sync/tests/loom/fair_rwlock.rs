//! `main` and `reader` at one gate; what is inside are two numbers that a writer changes and a reader expects to be equal.

use interleave::Model;
use interleave::sync::Arc;
use interleave::sync::atomic::{AtomicU32, Ordering::Relaxed};
use interleave::{Named, thread};
use sync::fair_rwlock::{Gate, Inside, Preference, reads_twice};

/// `main` writes, entering by `write`; `reader` reads.
fn one_of_each(preference: Preference, write: fn(&Gate) -> Inside<'_>, read: fn(&Gate, &dyn Fn())) {
    let gate = Arc::new(Gate::new(preference));
    // Relaxed, everywhere: only one who is inside touches them, and the gate orders those who are.
    let left = Arc::new(AtomicU32::new(0).named("left"));
    let right = Arc::new(AtomicU32::new(0).named("right"));
    let reader = thread::Builder::new()
        .name("reader".to_string())
        .spawn({
            let (gate, left, right) = (Arc::clone(&gate), Arc::clone(&left), Arc::clone(&right));
            move || {
                read(&gate, &|| {
                    let (left, right) = (left.load(Relaxed), right.load(Relaxed));
                    assert!(
                        left == right,
                        "a reader saw half of a change: {left} and {right}"
                    );
                });
            }
        })
        .unwrap();
    let inside = write(&gate);
    left.store(1, Relaxed);
    right.store(1, Relaxed);
    drop(inside);
    reader.join().unwrap();
}

fn inside(gate: &Gate, look: &dyn Fn()) {
    let _inside = gate.read();
    look();
}

#[test]
fn no_reader_sees_half_of_a_change_whoever_is_preferred() {
    for preference in [Preference::Readers, Preference::Writers, Preference::Nobody] {
        Model::new()
            .spurious_wake_ups()
            .check(move || one_of_each(preference, Gate::write, inside));
    }
}

/// Each reader waits, inside, for the other. `main` writes before, so that both may have to wait.
#[test]
fn readers_that_wait_together_enter_together() {
    for preference in [Preference::Readers, Preference::Nobody] {
        Model::new().preemptions(2).check(move || {
            let gate = Arc::new(Gate::new(preference));
            let meeting = Arc::new(interleave::sync::Barrier::new(2));
            let writing = gate.write();
            let readers: Vec<_> = (0..2)
                .map(|_| {
                    let (gate, meeting) = (Arc::clone(&gate), Arc::clone(&meeting));
                    thread::spawn(move || {
                        let _inside = gate.read();
                        meeting.wait();
                    })
                })
                .collect();
            drop(writing);
            for reader in readers {
                reader.join().unwrap();
            }
        });
    }
}

#[test]
fn a_reader_may_read_twice_if_readers_go_first() {
    interleave::model(|| reads_twice::beside_a_writer(Preference::Readers));
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::fair_rwlock::{ignores_readers, leaves_silently};

    #[test]
    fn a_writer_that_ignores_readers_changes_what_they_read() {
        let failure = Model::new()
            .sequential()
            .failure_of(|| one_of_each(Preference::Nobody, ignores_readers::write, inside));
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("half of a change"), "{failure}");
        // Whether left or right is read in between, the other was not yet or already written.
        failure.assert_shows(&["main: store left <- 1", "reader: load right -> "]);
    }

    #[test]
    fn a_writer_waits_for_ever_for_a_reader_that_left_silently() {
        let failure = Model::new().sequential().failure_of(|| {
            one_of_each(Preference::Nobody, Gate::write, |gate, _look| leaves_silently::read(gate));
        });
        assert_eq!(failure.kind, FailureKind::Deadlock);
        failure.assert_shows(&["main: wait changed"]);
    }

    #[test]
    fn a_reader_that_reads_twice_waits_for_the_writer_that_waits_for_it() {
        for preference in [Preference::Writers, Preference::Nobody] {
            let failure = Model::new()
                .sequential()
                .failure_of(move || reads_twice::beside_a_writer(preference));
            assert_eq!(failure.kind, FailureKind::Deadlock);
            failure.assert_shows(&["writer: wait changed", "main: wait changed"]);
        }
    }
}

interleave::real_threads_only! {
    use interleave::sync::Mutex;
    use sync::fair_rwlock::Kind;

    /// Spins until that many stand in the queue.
    fn until_waiting(gate: &Gate, kind: Kind, number: usize) {
        while gate.waiting(kind) < number {
            thread::yield_now();
        }
    }

    /// A writer is inside; then a reader comes, then another writer. In which order do they enter, and who was overtaken?
    fn order(preference: Preference) -> Vec<(Kind, u32)> {
        let gate = Gate::new(preference);
        let entered = Mutex::new(Vec::new());
        thread::scope(|scope| {
            let inside = gate.write();
            scope.spawn(|| {
                let inside = gate.read();
                entered.lock().unwrap().push((Kind::Reader, inside.overtaken));
            });
            until_waiting(&gate, Kind::Reader, 1);
            scope.spawn(|| {
                let inside = gate.write();
                entered.lock().unwrap().push((Kind::Writer, inside.overtaken));
            });
            until_waiting(&gate, Kind::Writer, 1);
            drop(inside);
        });
        entered.into_inner().unwrap()
    }

    #[test]
    fn readers_go_first_or_writers_do_or_whoever_came_first() {
        let reader_first = [(Kind::Reader, 0), (Kind::Writer, 0)];
        assert_eq!(order(Preference::Readers), reader_first);
        assert_eq!(order(Preference::Nobody), reader_first);
        assert_eq!(order(Preference::Writers), [(Kind::Writer, 0), (Kind::Reader, 1)]);
    }

    #[test]
    fn a_reader_overtakes_a_writer_that_waits_only_if_readers_go_first() {
        for (preference, passes) in [
            (Preference::Readers, true),
            (Preference::Writers, false),
            (Preference::Nobody, false),
        ] {
            let gate = Gate::new(preference);
            thread::scope(|scope| {
                let inside = gate.read();
                let writer = scope.spawn(|| gate.write().overtaken);
                until_waiting(&gate, Kind::Writer, 1);
                let second = scope.spawn(|| drop(gate.read()));
                if passes {
                    second.join().unwrap();
                } else {
                    until_waiting(&gate, Kind::Reader, 1);
                }
                drop(inside);
                assert_eq!(writer.join().unwrap(), u32::from(passes), "{preference:?}");
            });
        }
    }
}
