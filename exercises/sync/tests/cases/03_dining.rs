//! Start: `who_has_the_forks_eats`: not yet implemented: wait for the forks, eat, and put them down

use lab::thread;

use super::exercise::Table;

/// Waits until so many are hungry.
fn until_hungry(table: &Table, count: usize) {
    while table.hungry() < count {
        thread::yield_now();
    }
}

lab::cases! {
    use lab::Rendezvous;

    #[test]
    fn who_has_the_forks_eats() {
        let table = Table::new(&[(0, 1)]);
        assert_eq!(table.eat(0, || "soup"), "soup", "`eat` returns what the meal gave");
        assert_eq!(table.eat(1, || "bread"), "bread", "`eat` returns what the meal gave");
    }

    #[test]
    fn who_eats_is_not_hungry() {
        let table = Table::new(&[(0, 1)]);
        let hungry = table.eat(0, || table.hungry());
        assert_eq!(hungry, 0, "one philosopher came and eats, and nobody waits (left: how many are hungry)");
        assert_eq!(table.hungry(), 0, "nobody is at the table (left: how many are hungry)");
    }

    #[test]
    fn who_waits_eats_when_the_fork_is_put_down() {
        let table = Table::new(&[(0, 1)]);
        thread::scope(|scope| {
            table.eat(0, || {
                scope.spawn(|| table.eat(1, || ()));
                until_hungry(&table, 1);
            });
        });
    }

    #[test]
    fn who_share_no_fork_eat_together() {
        let round = Table::new(&[(0, 1), (1, 2), (2, 3), (3, 0)]);
        let both = Rendezvous::new("the meals of philosophers 0 and 2, who share no fork", 2);
        thread::scope(|scope| {
            scope.spawn(|| round.eat(0, || both.meet()));
            round.eat(2, || both.meet());
        });
    }

    #[test]
    fn who_waits_holds_up_nobody_but_neighbours() {
        let table = Table::new(&[(0, 1), (2, 3)]);
        thread::scope(|scope| {
            table.eat(0, || {
                scope.spawn(|| table.eat(1, || ()));
                until_hungry(&table, 1);
                // 0 eats and 1 waits; 2 has nothing to do with either.
                table.eat(2, || ());
            });
        });
    }
}

lab::models! {
    use lab::sync::Arc;
    use lab::sync::atomic::{AtomicBool, Ordering::SeqCst};
    use lab::{FailureKind, Model};

    /// A philosopher with forks at a table of forks that can tell whether they are used twice.
    struct Watched {
        table: Table,
        forks: Vec<((usize, usize), AtomicBool)>,
    }

    impl Watched {
        fn new(forks: &[(usize, usize)]) -> Arc<Self> {
            Arc::new(Watched {
                table: Table::new(forks),
                forks: forks.iter().map(|fork| (*fork, AtomicBool::new(false))).collect(),
            })
        }

        fn eat(&self, philosopher: usize) {
            self.table.eat(philosopher, || {
                let mine = || self.forks.iter().filter(|((one, other), _)| [*one, *other].contains(&philosopher));
                for ((one, other), used) in mine() {
                    assert!(!used.swap(true, SeqCst), "philosophers {one} and {other} eat at the same time, with one fork");
                }
                for (_, used) in mine() {
                    used.store(false, SeqCst);
                }
            });
        }
    }

    /// Each of `philosophers` eats once, the last one on this thread.
    fn all_eat(model: &Model, forks: &'static [(usize, usize)], philosophers: usize) {
        lab::check(model, move || {
            let table = Watched::new(forks);
            let others: Vec<_> = (0..philosophers - 1)
                .map(|philosopher| {
                    let table = Arc::clone(&table);
                    thread::spawn(move || table.eat(philosopher))
                })
                .collect();
            table.eat(philosophers - 1);
            for other in others {
                other.join().unwrap();
            }
        });
    }

    #[test]
    fn neighbours_never_eat_together() {
        all_eat(&Model::new(), &[(0, 1)], 2);
    }

    #[test]
    fn all_who_come_at_once_have_eaten() {
        all_eat(&Model::new().preemptions(2), &[(0, 1), (1, 2), (2, 0)], 3);
    }

    #[test]
    fn a_woken_philosopher_looks_for_both_forks() {
        // The one in the middle, who comes last, waits for two, and is woken by each of them.
        all_eat(&Model::new().preemptions(3), &[(0, 2), (1, 2)], 3);
    }

    // The spinning thread: more than loom can follow to an end.
    lab::without_loom! {
        #[test]
        fn nobody_is_passed_over_by_a_neighbour() {
            lab::model(|| {
                let table = Arc::new(Table::new(&[(0, 1)]));
                let ate = Arc::new(AtomicBool::new(false));
                let waiting = table.eat(0, || {
                    let (of_other, ate) = (Arc::clone(&table), Arc::clone(&ate));
                    let waiting = thread::spawn(move || of_other.eat(1, || ate.store(true, SeqCst)));
                    until_hungry(&table, 1);
                    waiting
                });
                table.eat(0, || {
                    assert!(
                        ate.load(SeqCst),
                        "philosopher 1 waited for the fork when philosopher 0 came back, and was passed over"
                    );
                });
                waiting.join().unwrap();
            });
        }
    }

    #[test]
    fn who_waits_sleeps() {
        // Each waits for the other, for ever: the checker must find a deadlock. Who looks again and again never ends instead.
        let failure = lab::failure_of(|| {
            let table = Arc::new(Table::new(&[(0, 1)]));
            table.eat(0, || {
                let other = thread::spawn({
                    let table = Arc::clone(&table);
                    move || table.eat(1, || ())
                });
                other.join().unwrap();
            });
        });
        assert_eq!(
            failure.kind,
            FailureKind::Deadlock,
            "a meal that never ends: the neighbour should sleep, but it is awake and looks again and again:\n{failure}"
        );
    }
}
