//! Start: `the_last_owner_drops_the_value`: not yet implemented: one owner more

use super::exercise::Shared;

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Counts its drops. A reference to a static number, so that even a second drop can be counted.
struct Counted(&'static AtomicUsize);

impl Counted {
    /// A number of its own for each test and execution. It is never freed: a few bytes.
    fn count() -> &'static AtomicUsize {
        Box::leak(Box::new(AtomicUsize::new(0)))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

lab::cases! {
    use std::cell::Cell;
    use std::rc::Rc;

    use impls::impls;

    use super::exercise::Weak;

    #[test]
    fn the_last_owner_drops_the_value() {
        let dropped = Counted::count();
        let first = Shared::new(Counted(dropped));
        let second = first.clone();
        drop(first);
        assert_eq!(dropped.load(SeqCst), 0, "one of two owners is gone, and so is the value");
        drop(second);
        assert_eq!(dropped.load(SeqCst), 1, "both owners are gone: how often the value was dropped");
    }

    #[test]
    fn a_weak_handle_does_not_keep_the_value() {
        let dropped = Counted::count();
        let owner = Shared::new(Counted(dropped));
        let weak = owner.downgrade();
        drop(owner);
        assert_eq!(dropped.load(SeqCst), 1, "no owner is left, and a weak handle keeps nothing but memory");
        assert!(weak.upgrade().is_none(), "the value was dropped, but `upgrade` gave an owner of it");
    }

    #[test]
    fn an_upgraded_handle_is_an_owner() {
        let owner = Shared::new(5);
        let weak = owner.downgrade();
        let upgraded = weak.upgrade().expect("there is an owner, but `upgrade` gave none");
        drop(owner);
        assert_eq!(*upgraded, 5, "the upgraded handle is the only owner now");
        drop(upgraded);
        assert!(weak.upgrade().is_none(), "the upgraded owner is gone, but `upgrade` gave another");
    }

    #[test]
    fn the_last_owner_can_take_the_value() {
        let dropped = Counted::count();
        let first = Shared::new(Counted(dropped));
        let second = first.clone();
        assert!(first.into_inner().is_none(), "there was another owner");
        let taken = second.into_inner();
        assert!(taken.is_some(), "this was the last owner");
        assert_eq!(dropped.load(SeqCst), 0, "the value was taken out, and dropped as well");
        drop(taken);
        assert_eq!(dropped.load(SeqCst), 1, "it was taken once, and dropped once");
    }

    #[test]
    fn a_handle_crosses_threads_only_if_its_value_may_be_shared_and_moved() {
        assert!(impls!(Shared<u8>: Send & Sync), "a number may be shared and moved");
        assert!(impls!(Weak<u8>: Send & Sync), "a number may be shared and moved, and weak handles become owners");
        assert!(!impls!(Shared<Cell<u8>>: Send), "two owners on two threads would both have the Cell");
        assert!(!impls!(Shared<Cell<u8>>: Sync), "a shared owner can be cloned: two threads would both have the Cell");
        assert!(!impls!(Weak<Rc<u8>>: Send), "a weak handle can become an owner of the Rc on another thread");
    }

    #[test]
    fn a_handle_crosses_threads_only_if_its_value_may_end_there() {
        type Guard = std::sync::MutexGuard<'static, u8>;
        assert!(
            !impls!(Shared<Guard>: Send | Sync),
            "a MutexGuard may be shared, but must be dropped on its own thread; the last owner may be on another"
        );
    }
}

lab::models! {
    use lab::thread;

    #[test]
    fn whoever_is_last_comes_after_all_others() {
        lab::model(|| {
            let dropped = Counted::count();
            let mine = Shared::new(Counted(dropped));
            let other = thread::spawn({
                let theirs = mine.clone();
                move || {
                    // A look at the value.
                    let _ = theirs.0;
                }
            });
            let _ = mine.0;
            drop(mine);
            other.join().unwrap();
            assert_eq!(dropped.load(SeqCst), 1, "two owners on two threads left: how often the value was dropped");
        });
    }

    #[test]
    fn clones_that_are_made_at_once_are_all_counted() {
        lab::model(|| {
            let dropped = Counted::count();
            let first = Shared::new(Counted(dropped));
            let other = thread::spawn({
                let theirs = first.clone();
                move || theirs.clone()
            });
            let mine = first.clone();
            let theirs = other.join().unwrap();
            drop(first);
            drop(mine);
            assert_eq!(dropped.load(SeqCst), 0, "one of two clones is left, and the value was dropped");
            drop(theirs);
            assert_eq!(dropped.load(SeqCst), 1, "both clones are gone: how often the value was dropped");
        });
    }

    #[test]
    fn of_two_that_ask_for_the_value_one_gets_it() {
        lab::model(|| {
            let dropped = Counted::count();
            let mine = Shared::new(Counted(dropped));
            let other = thread::spawn({
                let theirs = mine.clone();
                move || {
                    let _ = theirs.0;
                    theirs.into_inner()
                }
            });
            let mine = mine.into_inner();
            let theirs = other.join().unwrap();
            assert!(
                mine.is_some() != theirs.is_some(),
                "two owners asked for the value, and {} got it",
                u8::from(mine.is_some()) + u8::from(theirs.is_some())
            );
        });
    }

    #[test]
    fn a_weak_handle_gives_a_value_that_stays_or_none() {
        lab::model(|| {
            let dropped = Counted::count();
            let owner = Shared::new(Counted(dropped));
            let other = thread::spawn({
                let weak = owner.downgrade();
                move || {
                    if let Some(owner) = weak.upgrade() {
                        let gone = owner.0.load(SeqCst);
                        assert!(gone == 0, "`upgrade` gave an owner of a value that had been dropped");
                    }
                }
            });
            drop(owner);
            other.join().unwrap();
            assert_eq!(dropped.load(SeqCst), 1, "all owners have left: how often the value was dropped");
        });
    }
}
