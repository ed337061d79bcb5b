//! A writer replaces (1, 1) by (2, 2), a reader must never see (1, 2) or (2, 1).

use interleave::Model;
use interleave::sync::Arc;
use interleave::thread;
use sync::seqlock::SeqLock;

fn never_half(try_read: fn(&SeqLock<2>) -> Option<[usize; 2]>) {
    let lock = Arc::new(SeqLock::new([1, 1]));
    let writer = thread::spawn({
        let lock = Arc::clone(&lock);
        move || lock.write([2, 2])
    });
    if let Some([first, second]) = try_read(&lock) {
        assert!(first == second, "half of each: {first} and {second}");
    }
    writer.join().unwrap();
    assert_eq!(lock.try_read(), Some([2, 2]));
}

#[test]
fn a_copy_is_of_one_moment() {
    interleave::model(|| never_half(SeqLock::try_read));
}

#[test]
fn writers_do_not_mix() {
    Model::new().preemptions(3).check(|| {
        let lock = Arc::new(SeqLock::new([1, 1]));
        let other = thread::spawn({
            let lock = Arc::clone(&lock);
            move || lock.write([2, 2])
        });
        lock.write([3, 3]);
        other.join().unwrap();
        let copy = lock.try_read();
        assert!(copy == Some([2, 2]) || copy == Some([3, 3]), "{copy:?}");
    });
}

interleave::modelled! {
    use interleave::FailureKind;
    use sync::seqlock::{looks_once, no_fence, plain_words};

    #[test]
    fn whoever_does_not_look_again_takes_half_of_each() {
        let failure = Model::new().sequential().failure_of(|| never_half(looks_once::try_read));
        assert_eq!(failure.kind, FailureKind::Panic);
        failure.assert_shows(&["main: load version -> 0", "main: load word 0 -> 1", "main: load word 1 -> 2"]);
    }

    #[test]
    fn a_second_look_without_a_fence_may_come_too_early() {
        let failure = interleave::failure_of(|| never_half(no_fence::try_read));
        assert_eq!(failure.kind, FailureKind::Panic);
        assert!(failure.message.contains("half of each"), "{failure}");
        failure.assert_shows(&["thread 1: store word", "main: load version -> 0"]);
    }

    #[test]
    fn a_plain_read_is_a_data_race_even_if_it_is_thrown_away() {
        let failure = interleave::failure_of(|| {
            let lock = Arc::new(plain_words::SeqLock::new(1));
            let writer = thread::spawn({
                let lock = Arc::clone(&lock);
                move || lock.write(2)
            });
            lock.try_read();
            writer.join().unwrap();
        });
        assert_eq!(failure.kind, FailureKind::DataRace);
        assert!(failure.message.contains("word"), "{failure}");
    }
}
