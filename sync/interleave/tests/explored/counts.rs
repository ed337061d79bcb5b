//! Numbers that can be worked out by hand, or were found by another program.

use interleave::explored::graph::Stats;
use interleave::explored::sync::atomic::{AtomicU32, Ordering::SeqCst};
use interleave::explored::sync::{Arc, Mutex};
use interleave::explored::{graph, thread};
use interleave::{Model, Named};

/// Each philosopher takes the left fork, then the right one, and puts both down.
fn philosophers(seats: usize) -> impl Fn() + Send + Sync + 'static {
    move || {
        let forks: Vec<_> = (0..seats)
            .map(|seat| Arc::new(Mutex::new(()).named(&format!("fork {seat}"))))
            .collect();
        let diners: Vec<_> = (0..seats)
            .map(|seat| {
                let left = Arc::clone(&forks[seat]);
                let right = Arc::clone(&forks[(seat + 1) % seats]);
                thread::spawn(move || {
                    let held = left.lock().unwrap();
                    drop(right.lock().unwrap());
                    drop(held);
                })
            })
            .collect();
        for diner in diners {
            diner.join().unwrap();
        }
    }
}

#[test]
fn the_philosophers_have_as_many_interleavings_as_counted_before() {
    for (seats, states, interleavings, failing) in
        [(2, 19, 6, 2), (3, 87, 168, 6), (4, 391, 98_184, 24)]
    {
        let stats = graph(&Model::new(), philosophers(seats)).unwrap().stats;
        let expected = Stats {
            states,
            interleavings,
            failing,
        };
        assert_eq!(stats, expected, "{seats} philosophers");
    }
}

#[test]
fn two_loads_and_stores_interleave_in_six_ways_of_which_four_lose_an_update() {
    let stats = graph(&Model::new(), || {
        let counter = Arc::new(AtomicU32::new(0));
        let threads = [(); 2].map(|()| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || counter.store(counter.load(SeqCst) + 1, SeqCst))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(Arc::into_inner(counter).unwrap().into_inner(), 2);
    })
    .unwrap()
    .stats;
    assert_eq!((stats.interleavings, stats.failing), (6, 4));
    // As by hand: 0 to 2 steps of each, and where both have loaded, which values.
    assert_eq!(stats.states, 13);
}

#[test]
fn independent_steps_interleave_as_binomial_coefficients_say() {
    let steps = |each: u32, threads: u32| {
        let program = move || {
            for _ in 0..threads {
                thread::spawn(move || {
                    let own = AtomicU32::new(0);
                    for _ in 0..each {
                        own.fetch_add(1, SeqCst);
                    }
                });
            }
        };
        graph(&Model::new(), program).unwrap().stats
    };
    // 6! / (3! 3!) and 6! / (2! 2! 2!), on grids of 4² and 3³ states.
    let two = steps(3, 2);
    assert_eq!((two.interleavings, two.states), (20, 16));
    let three = steps(2, 3);
    assert_eq!((three.interleavings, three.states), (90, 27));
}
