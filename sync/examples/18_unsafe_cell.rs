//! # What unsafe code promises
//!
//! Route: more, 20 minutes.
//!
//! A lock, a cell, a channel: inside each of them stands an `UnsafeCell`, and an `unsafe impl` says that threads may share it. The
//! compiler believes that. `WriteOnce<T>` is filled once and then read by all. For which `T` may threads share it? And who
//! drops the value?
//!
//! Run: `cargo run -p sync --example 18_unsafe_cell`
//! Look for: the lines of the table in which `WriteOnce` and `Mutex` differ. A mutex never gives `&T` to two threads at once.
//! Try: take the bounds out of the `unsafe impl` of `WriteOnce`. The table changes. Does anything warn you?
//! Prints: `3 values made, 3 dropped; without a Drop, a slot leaks 1`

use std::cell::{Cell, UnsafeCell};
use std::mem::MaybeUninit;
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;

use impls::impls;
use sync::spin_lock::Guard;
use sync::unsafe_cell::{WriteOnce, never_dropped};

/// What the compiler concludes, or was told.
macro_rules! ask_the_compiler {
    ($($type:ty: $why:literal,)*) => {
        [$((stringify!($type), impls!($type: Send), impls!($type: Sync), $why)),*]
    };
}

static DROPPED: AtomicU32 = AtomicU32::new(0);

/// Counts its end.
#[derive(Debug)]
struct Counted(u32);

impl Drop for Counted {
    fn drop(&mut self) {
        // Relaxed, and below: counts; the threads are joined before the number is used.
        DROPPED.fetch_add(1, Relaxed);
    }
}

fn main() {
    threads::arguments::none();

    println!("may move to a thread (Send), may be shared by threads (Sync)\n");
    for (name, send, sync, why) in ask_the_compiler! {
        UnsafeCell<u32>: "the compiler cannot know who guards it",
        MaybeUninit<u32>: "as its content: it may be absent, nothing else",
        WriteOnce<u32>: "we promised it",
        WriteOnce<Cell<u32>>: "all readers have `&Cell` at once: T must be Sync",
        Mutex<Cell<u32>>: "one thread at a time has it: Send is enough",
        WriteOnce<Rc<u32>>: "the one that drops it may be another: T must be Send",
        Guard<'static, u32>: "stands for `&mut u32`",
        Guard<'static, Cell<u32>>: "stands for `&mut Cell`",
    } {
        let yes = |yes| if yes { "yes" } else { "no" };
        println!(
            "{name:<26} Send {:<3}  Sync {:<3}  {why}",
            yes(send),
            yes(sync)
        );
    }

    println!("\nthree threads fill one slot");
    three_fill_one_slot();
    let dropped = DROPPED.load(Relaxed);
    println!("main: the slot is gone, {dropped} values were dropped");

    println!("\na slot of `MaybeUninit` without a Drop");
    {
        let slot = never_dropped::Slot::new(Counted(4));
        println!("main: it holds value {}", slot.get().0);
    }
    let leaked = 1 - (DROPPED.load(Relaxed) - dropped);
    println!("main: the slot is gone, {leaked} value was forgotten");

    println!("\n3 values made, {dropped} dropped; without a Drop, a slot leaks {leaked}");
}

fn three_fill_one_slot() {
    let slot = WriteOnce::new();
    thread::scope(|scope| {
        for number in 1..=3 {
            let slot = &slot;
            scope.spawn(move || match slot.set(Counted(number)) {
                Ok(()) => println!("thread {number}: filled the slot"),
                Err(mine) => println!("thread {number}: came too late, has value {} back", mine.0),
            });
        }
    });
    println!("main: finds value {:?}", slot.get().map(|value| value.0));
}
