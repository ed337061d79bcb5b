//! # One stock, four sellers
//!
//! Route: core, 15 minutes.
//!
//! There are 3 chairs in stock, and four sellers, each a thread, want to sell one. Who *owns* the stock? Each of them: an
//! `Arc` is a value with several owners, dropped with the last. Who may *change* it? One at a time: a `Mutex` (mutual
//! exclusion) gives access only to the thread that holds its lock. Predict: how many chairs are sold? And how many if a
//! seller looks whether there is a chair, gives the lock back, and takes it again to sell?
//!
//! Run: `cargo run -p threads --example 08_arc_and_mutex`
//! Look for: the order of the sellers changes from run to run, the sum does not. In the twin every access is locked, and
//! still there are -1 chairs.
//! Try: read `src/inventory.rs`. How long does each version hold the lock? Then `cargo loom -p threads inventory`.
//! Prints: `one lock for both steps: 4 sellers tried, 3 sold, 0 chairs left, 1 owner`

use std::sync::{Arc, Barrier};
use std::thread;

use threads::inventory::{Inventory, check_then_act};

const SELLERS: usize = 4;

fn main() {
    threads::arguments::none();

    println!(
        "{SELLERS} sellers, 3 chairs (who sells, and whose line comes first, changes from run to run)"
    );
    look_and_take_under_one_lock();

    println!("\ntwin: 2 sellers, 1 chair; look under one lock, take under the next");
    look_and_take_under_two();
}

fn look_and_take_under_one_lock() {
    let inventory = Arc::new(Inventory::of(3));
    let sellers: Vec<_> = (1..=SELLERS)
        .map(|seller| {
            // A second owner of the same stock: `clone` of an Arc copies a pointer, never the stock.
            let inventory = Arc::clone(&inventory);
            thread::spawn(move || {
                let sold = inventory.sell();
                match sold {
                    Some(left) => println!("seller {seller}: sold one, {left} left"),
                    None => println!("seller {seller}: sorry, none left"),
                }
                sold.is_some()
            })
        })
        .collect();
    let sold = sellers
        .into_iter()
        .map(|seller| seller.join().expect("a seller does not panic"))
        .filter(|&sold| sold)
        .count();
    println!(
        "one lock for both steps: {SELLERS} sellers tried, {sold} sold, {} chairs left, {} owner",
        inventory.count(),
        Arc::strong_count(&inventory)
    );
}

/// On its own the bad moment is rare. A barrier makes it happen each time: no seller goes on before both have looked.
fn look_and_take_under_two() {
    let inventory = Inventory::of(1);
    let both_have_looked = Barrier::new(2);
    thread::scope(|scope| {
        for seller in 1..=2 {
            let (inventory, both_have_looked) = (&inventory, &both_have_looked);
            scope.spawn(move || {
                let sold = check_then_act::sell(inventory, || {
                    println!("seller {seller}: there is a chair");
                    both_have_looked.wait();
                });
                println!(
                    "seller {seller}: sold one, {} left",
                    sold.unwrap_or_default()
                );
            });
        }
    });
    println!(
        "two locks for two steps: 2 sold, {} chairs left",
        inventory.count()
    );
}
