//! # Jobs out, results in
//!
//! Route: core, 15 minutes.
//!
//! A *channel* is a queue between threads: what one end sends, the other end receives. Main sends seven jobs to three
//! workers (*fan-out*), all workers send their results to main (*fan-in*), and main reads them in a loop. How does the
//! loop learn that no more will come? And if a sender is faster than its reader: how many messages can wait in between?
//!
//! Run: `cargo run -p threads --example 14_channels`
//! Look for: who does which job never changes (they are dealt in turn), the order of the results does. And the difference
//! between `Empty` and `Disconnected`: one sender that nobody uses.
//! Try: read the loop, `gather` in `src/channels.rs`. Delete `drop(results)` there and run again (Ctrl-C ends it). Then let
//! the checker say who waits for whom: `cargo loom -p threads channels`.
//! Prints: `sent before anybody reads: unbounded 1000 of 1000, bounded 3 of 1000`

use std::sync::mpsc::{channel, sync_channel};
use std::thread;

use threads::channels::fan_out_and_in;

const MESSAGES: usize = 1000;
/// What the bounded channel has room for.
const ROOM: usize = 3;

fn main() {
    threads::arguments::none();

    println!(
        "7 jobs, dealt to 3 workers in turn (the order of the results changes from run to run)"
    );
    jobs_out_results_in();

    println!("\nwhen is a channel at its end?");
    at_its_end();

    println!("\na sender that is faster than its reader");
    ahead_of_the_reader();
}

fn jobs_out_results_in() {
    let squares = fan_out_and_in((1..=7).collect(), 3, |worker, job: u32| {
        println!("worker {worker}: took job {job}");
        (job, job * job)
    });
    for (job, square) in &squares {
        println!("main:     job {job} gave {square}");
    }
    println!(
        "main:     {} results, then every worker had dropped its sender: the loop ended",
        squares.len()
    );
}

fn at_its_end() {
    let (sender, receiver) = channel();
    let clone = sender.clone();
    clone
        .send("the last message")
        .expect("the receiver is there");
    drop(clone);
    println!("  one of two senders dropped:   {:?}", receiver.try_recv());
    println!("  queue empty, one sender left: {:?}", receiver.try_recv());
    drop(sender);
    println!("  the last sender dropped:      {:?}", receiver.try_recv());
}

fn ahead_of_the_reader() {
    let (sender, _reader) = channel();
    let fits = |&message: &usize| sender.send(message).is_ok();
    let unbounded = (1..=MESSAGES).take_while(fits).count();

    let (sender, reader) = sync_channel(ROOM);
    let fits = |&message: &usize| sender.try_send(message).is_ok();
    let bounded = (1..=MESSAGES).take_while(fits).count();

    println!(
        "sent before anybody reads: unbounded {unbounded} of {MESSAGES}, bounded {bounded} of {MESSAGES}"
    );

    let reader = thread::spawn(move || reader.into_iter().count());
    for message in bounded + 1..=MESSAGES {
        // Waits while the channel is full. An error would mean that nobody will ever read.
        sender.send(message).expect("the reader reads to the end");
    }
    drop(sender);
    let received = reader.join().expect("counting does not panic");
    println!(
        "bounded, with a reader:    main waits for room again and again, {received} of {MESSAGES} arrive"
    );
}
