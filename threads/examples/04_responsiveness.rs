//! # A ticker and a long computation
//!
//! Route: core, 10 minutes.
//!
//! A program shall show a sign of life every 20 ms, and it has a long computation to do. First, one thread does both: it
//! ticks, computes, and ticks on. Then the computation gets a thread of its own. How long is the longest gap between two
//! ticks in each case? And does it take a second core to close the gap?
//!
//! Run: `cargo run -p threads --example 04_responsiveness`
//! Look for: the longest gap. With one thread it is the time of the whole computation; the answer itself comes no sooner.
//! Try: `-- --work 4`, a computation four times as long. Which gap grows? Then let the system give the lesson one core only
//! (on Linux: `taskset -c 0 cargo run …`).
//! Prints: `one thread for both: stalled, longest gap …; a thread for the work: ticked on, longest gap …`

use std::hint::black_box;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use threads::arguments::Arguments;
use threads::divisors::{HIGHLY_COMPOSITE, count_among};
use threads::measure::ms;

const TICK: Duration = Duration::from_millis(20);
/// So many ticks come before the computation begins, and after its end.
const TICKS_AROUND: usize = 5;
const DIVISIONS: usize = 25_000_000;

fn main() {
    let mut arguments = Arguments::of("[--work N]");
    let divisions = DIVISIONS * arguments.number("--work", 1, 1..=4);
    arguments.done();

    println!(
        "a tick every {:.0} ms, and a computation of {divisions} divisions (times change from run to run)",
        ms(TICK)
    );

    println!("\none thread for both");
    let one_thread = tick_and_work(|answer| work(divisions, &answer));
    one_thread.show();

    println!("\na thread for the work");
    let own_thread = tick_and_work(|answer| drop(thread::spawn(move || work(divisions, &answer))));
    own_thread.show();

    println!(
        "\none thread for both: {}; a thread for the work: {}",
        one_thread.verdict(),
        own_thread.verdict()
    );
}

/// The long computation. It has no place to pause, and sends its answer when it has one.
fn work(divisions: usize, answer: &Sender<usize>) {
    let divisors = count_among(1..divisions + 1, black_box(HIGHLY_COMPOSITE));
    answer
        .send(divisors)
        .expect("the ticker waits for the answer");
}

/// Ticks, has `begin` begin the work, and ticks on until the answer is here. The ticker's wait for the next tick is also its
/// wait for the answer. But first it has to come back from `begin`.
fn tick_and_work(begin: impl FnOnce(Sender<usize>)) -> Course {
    let start = Instant::now();
    let mut ticks = Vec::new();
    let mut tick = || ticks.push(Instant::now());
    let (sender, answer) = mpsc::channel();
    for _ in 0..TICKS_AROUND {
        thread::sleep(TICK);
        tick();
    }
    let work_began = Instant::now();
    begin(sender);
    loop {
        match answer.recv_timeout(TICK) {
            Err(RecvTimeoutError::Timeout) => tick(),
            Ok(_) => break,
            Err(RecvTimeoutError::Disconnected) => panic!("the work ended without an answer"),
        }
    }
    let work_ended = Instant::now();
    for _ in 0..TICKS_AROUND {
        tick();
        thread::sleep(TICK);
    }
    Course {
        start,
        ticks,
        work_began,
        work_ended,
    }
}

/// When what happened.
struct Course {
    start: Instant,
    ticks: Vec<Instant>,
    work_began: Instant,
    work_ended: Instant,
}

impl Course {
    /// One column for each time between two ticks, if all goes well.
    fn show(&self) {
        let column = |time: Instant| {
            (time.duration_since(self.start).as_micros() / TICK.as_micros()) as usize
        };
        let columns = self.ticks.last().copied().map_or(0, column) + 1;
        let mut ticker = vec!['·'; columns];
        for &tick in &self.ticks {
            ticker[column(tick)] = '|';
        }
        let worker = (0..columns).map(|now| {
            let working = column(self.work_began) <= now && now <= column(self.work_ended);
            if working { '█' } else { '·' }
        });
        println!("  ticker: {}", ticker.iter().collect::<String>());
        println!("  work:   {}", worker.collect::<String>());
        println!(
            "  work:   took {:.0} ms; ticks meanwhile: {}",
            ms(self.work_ended.duration_since(self.work_began)),
            self.during_work()
        );
    }

    fn during_work(&self) -> usize {
        let during = |&&tick: &&Instant| self.work_began < tick && tick < self.work_ended;
        self.ticks.iter().filter(during).count()
    }

    fn verdict(&self) -> String {
        let gaps = self
            .ticks
            .windows(2)
            .map(|pair| pair[1].duration_since(pair[0]));
        let how = if self.during_work() == 0 {
            "stalled"
        } else {
            "ticked on"
        };
        format!(
            "{how}, longest gap {:.0} ms",
            ms(gaps.max().unwrap_or_default())
        )
    }
}
